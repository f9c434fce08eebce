/**
 * De-duplication: finds groups of near-duplicate images by their codes, which a trained hasher or
 * an {@link org.dcgan.datasets.dedup.ImageHash} computes (paper, section 4.1.1). No file is
 * deleted.
 *
 * <p>Central type: {@link org.dcgan.datasets.dedup.Deduplicator}. Reading order: {@code
 * Deduplicator}, {@link org.dcgan.datasets.dedup.DuplicateGroups}, {@link
 * org.dcgan.datasets.dedup.DuplicateReport}, {@link org.dcgan.datasets.dedup.GroupSheet}; {@link
 * org.dcgan.datasets.dedup.ImageHash} has codes that need no training.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.dedup;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
