/**
 * Metrics of generated images: Fréchet distance, kernel distance, Inception Score, precision,
 * recall, density, coverage and nearest-neighbor distances, over the features of any extractor.
 *
 * <p>{@link org.dcgan.eval.metrics.RealFeatures} and {@link
 * org.dcgan.eval.metrics.GeneratedFeatures} are extracted once and given to each metric's {@code
 * measure}; as a {@link org.dcgan.training.ModelScore} a metric chooses the best checkpoint of a
 * training.
 *
 * <p>Central type: {@link org.dcgan.eval.metrics.FrechetDistance}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
