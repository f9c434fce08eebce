package org.dcgan.tensorflow.classifier;

import static java.util.Objects.requireNonNull;

import org.dcgan.architecture.Architecture;
import org.dcgan.internal.Problems;
import org.dcgan.training.AdamOptions;

/**
 * What a {@link Classifier} is and how it is trained.
 *
 * @param architecture whose discriminator it is, but for the score
 * @param classes how many there are, at least 2
 * @param batchSize images a step, at least 2 (batch normalization needs company)
 * @param adam the optimizer, with weight decay
 * @param dropout the share of the last maps' values that is left out in training, in [0, 1)
 * @param weightDeviation deviation of the weights at the start, above 0; DCGANs have .02
 * @param seed where weights and dropout come from
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
    requireNonNull(adam, "adam");

    new Problems()
        .require(classes >= 2, "classes must be at least 2, got %d", classes)
        .require(batchSize >= 2, "batchSize must be at least 2, got %d", batchSize)
        .require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), got %s", dropout)
        .require(
            weightDeviation > 0 && weightDeviation < 10,
            "weightDeviation must be in (0, 10), got %s (DCGANs have .02)",
            weightDeviation)
        .throwIfAny("this classifier cannot be built");
  }
}
