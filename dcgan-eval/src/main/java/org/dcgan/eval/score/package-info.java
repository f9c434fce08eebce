/**
 * Numbers by which one state of a model is better than another, for choosing the best checkpoint
 * and for comparing runs.
 *
 * <p>Central type: {@link org.dcgan.eval.score.FrechetDistance}. Reading order: {@link
 * org.dcgan.eval.score.UntrainedFeatures}, {@link org.dcgan.eval.score.AveragedMaps}, {@link
 * org.dcgan.eval.score.FeatureComparison}, {@code FrechetDistance}, {@link
 * org.dcgan.eval.score.KernelDistance}, {@link org.dcgan.eval.score.NearestDistance}.
 *
 * <p>A Frechet distance is an FID, and a kernel distance a KID, only over the features of an
 * Inception network, which nobody may ship; {@code org.dcgan.tensorflow.SavedModelFeatures} takes
 * one that an application brings. Over other features the numbers tell the states of one run apart
 * and mean nothing beside those of another paper.
 */
@NullMarked
package org.dcgan.eval.score;

import org.jspecify.annotations.NullMarked;
