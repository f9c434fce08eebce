/**
 * Inspecting a dataset before training on it.
 *
 * <p>Central type: {@link org.dcgan.datasets.overview.DatasetStatistics} for statistics, {@link
 * org.dcgan.datasets.overview.ContactSheet} for visual inspection.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.overview;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
