package org.dcgan.tensorflow.classifier;

import static java.util.Objects.requireNonNull;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.internal.Problems;
import org.dcgan.training.AdamOptions;

/**
 * The architecture and the training of a {@link Classifier}.
 *
 * @param architecture the architecture whose discriminator is used, without its score
 * @param classes number of classes, at least 2
 * @param batchSize images per step, at least 2, since batch normalization needs at least two images
 * @param adam settings of the optimizer, including weight decay
 * @param dropout the share of the last maps' values that is set to 0 in training, in [0, 1)
 * @param weightDeviation standard deviation of the initial weights, in (0, 10); 0.02 in DCGANs
 * @param seed random seed of the initial weights and of dropout
 */
public record ClassifierOptions(
    Architecture architecture,
    int classes,
    int batchSize,
    AdamOptions adam,
    double dropout,
    double weightDeviation,
    long seed) {

  /** Checks the ranges. */
  public ClassifierOptions {
    requireNonNull(architecture, "architecture");
    // A classifier predicts the label, so its discriminator is not given it.
    architecture = architecture.withClasses(0);
    requireNonNull(adam, "adam");

    new Problems()
        .require(classes >= 2, "classes must be at least 2, got %d", classes)
        .require(
            architecture.discriminatorNormalization() == DiscriminatorNormalization.BATCH,
            "a classifier must have the discriminator normalization BATCH, got %s",
            architecture.discriminatorNormalization())
        .require(batchSize >= 2, "batchSize must be at least 2, got %d", batchSize)
        .require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got %s", dropout)
        .require(
            weightDeviation > 0 && weightDeviation < 10,
            "weightDeviation must be in (0, 10), got %s; DCGANs use 0.02",
            weightDeviation)
        .throwIfAny("this classifier cannot be built");
  }
}
