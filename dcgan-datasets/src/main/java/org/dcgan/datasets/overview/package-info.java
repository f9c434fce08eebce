/**
 * Inspecting a dataset before training on it.
 *
 * <p>Central type: {@link org.dcgan.datasets.overview.DatasetStatistics} for statistics, {@link
 * org.dcgan.datasets.overview.ContactSheet} for visual inspection.
 */
@NullMarked
package org.dcgan.datasets.overview;

import org.jspecify.annotations.NullMarked;
