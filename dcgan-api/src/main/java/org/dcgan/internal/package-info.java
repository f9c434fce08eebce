/**
 * Helpers shared by the library's modules; not part of the API, and not exported to applications.
 *
 * <p>Central type: {@link org.dcgan.internal.PrintableText}.
 */
@NullMarked
package org.dcgan.internal;

import org.jspecify.annotations.NullMarked;
