/**
 * Products with matrices too tall for one array, on the engine's threads: what a linear classifier
 * over many pictures' features is made of. No tensor shows.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.linear.TallMatrix}, which reads a {@link
 * org.dcgan.tensorflow.linear.RowSource} block by block.
 */
@NullMarked
package org.dcgan.tensorflow.linear;

import org.jspecify.annotations.NullMarked;
