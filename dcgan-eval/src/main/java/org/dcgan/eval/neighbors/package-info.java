/**
 * Exact nearest neighbors.
 *
 * <p>Central type: {@link org.dcgan.eval.neighbors.NearestNeighbors}.
 */
@NullMarked
package org.dcgan.eval.neighbors;

import org.jspecify.annotations.NullMarked;
