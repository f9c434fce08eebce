/**
 * Exact nearest neighbors.
 *
 * <p>Central type: {@link org.dcgan.eval.neighbors.NearestNeighbors}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.neighbors;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
