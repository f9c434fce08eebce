/**
 * Semantic hashing: binary codes of images, which are equal for near-duplicates (paper, section
 * 4.1.1).
 *
 * <p>Central type: {@link org.dcgan.hashing.SemanticHasher}. Reading order: {@code SemanticHasher},
 * {@link org.dcgan.hashing.HasherOptions}, {@link org.dcgan.hashing.SemanticCode}, {@link
 * org.dcgan.hashing.ImageCodes}, {@link org.dcgan.hashing.UnitUsage}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.hashing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
