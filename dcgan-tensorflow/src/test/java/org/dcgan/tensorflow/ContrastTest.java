package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.junit.jupiter.api.Test;

/**
 * In training, the paper's discriminator does not see the contrast of a batch: its first layer has
 * no bias, and the second one is normalized by the statistics of the batch. That is why samples of
 * long trainings lose contrast unless noise gives their values a scale (docs/lab/contrast.md).
 */
class ContrastTest {
  private static final int COUNT = 8;
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(8).build();

  /** The same random images and noise for all contrasts. */
  private static Images images(double contrast, double noise) {
    ImageShape shape = ARCHITECTURE.image();
    SplittableRandom content = new SplittableRandom(1);
    SplittableRandom added = new SplittableRandom(2);
    float[] values = new float[COUNT * shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float) (contrast * content.nextDouble(-0.5, 0.5) + noise * added.nextDouble(-1, 1));
    }
    return Images.of(shape, values);
  }

  /**
   * The largest difference of scores between images and the same images with half the contrast, by
   * statistics of the batch and relative to the largest score.
   */
  private static double difference(Architecture architecture, double noise) {
    try (Dcgan dcgan =
        Dcgan.builder().architecture(architecture).precision(Precision.FLOAT32).seed(3).build()) {
      float[] full = dcgan.discriminator().logits(images(1, noise), BatchNormMode.BATCH);
      float[] half = dcgan.discriminator().logits(images(0.5, noise), BatchNormMode.BATCH);
      double largest = 0;
      double size = 0;
      for (int i = 0; i < COUNT; i++) {
        largest = Math.max(largest, Math.abs(full[i] - half[i]));
        size = Math.max(size, Math.abs(full[i]));
      }
      assertThat(size).isPositive();
      return largest / size;
    }
  }

  @Test
  void givenStatisticsOfTheBatch_whenItsContrastIsHalved_thenScoresAreTheSame() {
    assertThat(difference(ARCHITECTURE, 0))
        .as("relative to the largest score; only the epsilon of batch normalization differs")
        .isLessThan(1e-3);
  }

  @Test
  void givenNoise_whenTheContrastOfImagesIsHalved_thenScoresDiffer() {
    assertThat(difference(ARCHITECTURE, 0.3)).isGreaterThan(0.01);
  }

  @Test
  void givenSpectralNormalization_whenTheContrastIsHalved_thenScoresDiffer() {
    Architecture spectral =
        ARCHITECTURE.withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL);

    assertThat(difference(spectral, 0)).isGreaterThan(0.01);
  }
}
