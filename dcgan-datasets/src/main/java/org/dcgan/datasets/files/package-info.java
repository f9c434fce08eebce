/** Reads folders and zip and tar archives of images. */
@NullMarked
package org.dcgan.datasets.files;

import org.jspecify.annotations.NullMarked;
