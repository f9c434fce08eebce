/**
 * Features of labeled images in files that are read row by row: extracted once and read by every
 * classifier. {@link org.dcgan.eval.features.CachedFeatures} keeps the features of single images
 * for evaluations that are interrupted or repeated.
 *
 * <p>Central type: {@link org.dcgan.eval.features.FeatureTable}. Reading order: {@code
 * FeatureTable}, {@link org.dcgan.eval.features.FeatureMatrix}, {@link
 * org.dcgan.eval.features.FeatureExtraction}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.features;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
