/**
 * The server of {@link org.dcgan.examples.ExploreModel}: a page that explores a model in the
 * browser. Every action of the page is one request, and every request is one call of the public API
 * that a Java program would make. Requests are independent of each other: what a tab shows is held
 * by the tab, not by the server.
 */
@NullMarked
package org.dcgan.examples.explore;

import org.jspecify.annotations.NullMarked;
