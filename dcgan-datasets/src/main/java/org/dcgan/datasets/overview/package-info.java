/**
 * Looking at a dataset before training on it.
 *
 * <p>Central type: {@link org.dcgan.datasets.overview.DatasetStatistics} for numbers, {@link
 * org.dcgan.datasets.overview.ContactSheet} for the eye.
 */
@NullMarked
package org.dcgan.datasets.overview;

import org.jspecify.annotations.NullMarked;
