/**
 * Preprocessing of images: resizing, cropping, and conversion between grayscale and color.
 *
 * <p>Central type: {@link org.dcgan.datasets.transform.PixelTransform}. Reading order: {@link
 * org.dcgan.datasets.transform.Resampling}, {@code PixelTransform}, {@link
 * org.dcgan.datasets.transform.KnownShape}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.transform;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
