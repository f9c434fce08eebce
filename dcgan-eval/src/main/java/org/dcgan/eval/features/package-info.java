/**
 * Features of labeled images as matrices that need no heap: extracted once, read by every
 * classifier.
 *
 * <p>Central type: {@link org.dcgan.eval.features.FeatureTable}. Reading order: {@code
 * FeatureTable}, {@link org.dcgan.eval.features.FeatureMatrix}, {@link
 * org.dcgan.eval.features.FeatureExtraction}.
 */
@NullMarked
package org.dcgan.eval.features;

import org.jspecify.annotations.NullMarked;
