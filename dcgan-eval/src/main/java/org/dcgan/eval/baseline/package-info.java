/**
 * What the paper's tables compare the discriminator's features with: features learned by k-means,
 * and the same network trained on labels alone.
 *
 * <p>Central types: {@link org.dcgan.eval.baseline.KMeansFeatures} and, with all that surrounds it,
 * {@link org.dcgan.eval.baseline.KMeansExperiment}; {@link
 * org.dcgan.eval.baseline.SupervisedSearch}, whose processes share a {@link
 * org.dcgan.eval.baseline.TrialFolder}. {@link org.dcgan.eval.baseline.PaperResults} has the
 * numbers that are only quoted.
 */
@NullMarked
package org.dcgan.eval.baseline;

import org.jspecify.annotations.NullMarked;
