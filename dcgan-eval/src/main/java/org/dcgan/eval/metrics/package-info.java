/**
 * Metrics of generated images: Fréchet distance, kernel distance and nearest-neighbor distance.
 *
 * <p>Central type: {@link org.dcgan.eval.metrics.FrechetDistance}.
 */
@NullMarked
package org.dcgan.eval.metrics;

import org.jspecify.annotations.NullMarked;
