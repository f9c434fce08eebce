/**
 * What can be done to an image between its file and the network: resizing, cropping, gray and
 * color.
 *
 * <p>Central type: {@link org.dcgan.datasets.transform.PixelTransform}. Reading order: {@link
 * org.dcgan.datasets.transform.Resampling}, {@code PixelTransform}, {@link
 * org.dcgan.datasets.transform.KnownShape}.
 */
@NullMarked
package org.dcgan.datasets.transform;

import org.jspecify.annotations.NullMarked;
