/**
 * Feature extraction: the contract of an extractor, features in memory and the rows that
 * classifiers and metrics read.
 *
 * <p>Central type: {@link org.dcgan.feature.FeatureExtractor}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.feature;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
