/**
 * Reproducible randomness: every random number of the library is a function of a seed that the user
 * sets.
 *
 * <p>Central type: {@link org.dcgan.random.SeededRandom}. {@link org.dcgan.random.Permutation} is a
 * random order that needs no memory; {@link org.dcgan.random.ShardedOrder} is one that reads
 * storage mostly sequentially.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.random;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
