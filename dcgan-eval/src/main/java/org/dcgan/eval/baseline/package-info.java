/**
 * The baselines that the paper's tables compare the discriminator's features with: features learned
 * by k-means, and the same network trained on labels only.
 *
 * <p>Central types: {@link org.dcgan.eval.baseline.KMeansFeatures} and, as a complete experiment,
 * {@link org.dcgan.eval.baseline.KMeansExperiment}; {@link
 * org.dcgan.eval.baseline.SupervisedSearch}, whose processes share a {@link
 * org.dcgan.eval.baseline.TrialFolder}. {@link org.dcgan.eval.baseline.ImageClassifier} is the same
 * network, trained once. {@link org.dcgan.eval.baseline.PaperResults} has quoted results.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.baseline;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
