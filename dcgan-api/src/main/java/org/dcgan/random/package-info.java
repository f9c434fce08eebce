/**
 * Chance that can be repeated: every draw of the library is a function of a seed that the user set.
 *
 * <p>Central type: {@link org.dcgan.random.SeededRandom}. {@link org.dcgan.random.Permutation}
 * orders an epoch without a list of its indices, {@link org.dcgan.random.ShardedOrder} so that
 * neighbors are read together.
 */
@NullMarked
package org.dcgan.random;

import org.jspecify.annotations.NullMarked;
