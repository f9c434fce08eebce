/**
 * Finding near-duplicates by codes, wherever those come from: codes in, groups out, nothing deleted
 * (paper, section 4.1.1).
 *
 * <p>Central type: {@link org.dcgan.datasets.dedup.Deduplicator}. Reading order: {@code
 * Deduplicator}, {@link org.dcgan.datasets.dedup.DuplicateGroups}, {@link
 * org.dcgan.datasets.dedup.DuplicateReport}, {@link org.dcgan.datasets.dedup.GroupSheet}; {@link
 * org.dcgan.datasets.dedup.ImageHash} has codes that need no training.
 */
@NullMarked
package org.dcgan.datasets.dedup;

import org.jspecify.annotations.NullMarked;
