/**
 * Which of many points is nearest to another, for scores that compare pictures by their pixels.
 *
 * <p>Central type: {@link org.dcgan.eval.neighbours.NearestNeighbours}. Reading order: {@link
 * org.dcgan.eval.neighbours.Rows}, {@code NearestNeighbours}, {@link
 * org.dcgan.eval.neighbours.Neighbours}.
 */
@NullMarked
package org.dcgan.eval.neighbours;

import org.jspecify.annotations.NullMarked;
