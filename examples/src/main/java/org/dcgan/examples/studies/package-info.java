/** Measurements whose results stand in the documentation, each a main. */
@NullMarked
package org.dcgan.examples.studies;

import org.jspecify.annotations.NullMarked;
