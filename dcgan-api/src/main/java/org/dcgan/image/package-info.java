/**
 * Images: the contract of image sources, batches of images as tensors, and image grids.
 *
 * <p>Central type: {@link org.dcgan.image.ImageSource}. Reading order: {@link
 * org.dcgan.image.ImageShape}, {@link org.dcgan.image.Pixels}, {@code ImageSource}, {@link
 * org.dcgan.image.Images}, {@link org.dcgan.image.ImageGrid}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.image;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
