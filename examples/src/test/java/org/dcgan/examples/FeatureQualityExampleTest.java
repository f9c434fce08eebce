package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.Test;

/**
 * An experiment as a test: features are evaluated in seconds, and the build fails if they become
 * worse. Copy it, use your own model and images, and raise the thresholds to your results.
 */
class FeatureQualityExampleTest {
  private static final Cifar10Protocol PROTOCOL =
      new Cifar10Protocol(
          100, List.of(1e-4, 1e-3, 1e-2, 1e-1), List.of(5), 3, 42, SvmOptions.DEFAULT);

  @Test
  void givenADiscriminator_whenItsFeaturesAreEvaluated_thenTheySeparateRooms() throws IOException {
    try (Dataset rooms = SyntheticRooms.builder().resolution(16).count(700).seed(1).build();
        Dcgan dcgan = Dcgan.builder().resolution(16).width(8).build()) {
      dcgan.gatherStatistics(rooms, 64);
      FeatureTable features = FeatureExtraction.by(dcgan.discriminator().features()).read(rooms);

      Cifar10Protocol.Result result =
          PROTOCOL.run(features.range(0, 500), features.range(500, 700), ProgressListener.none());

      assertThat(result.dimension()).isEqualTo(dcgan.architecture().featureDimension());
      assertThat(result.testAccuracy()).isGreaterThan(0.5);
      assertThat(result.fewLabels().get(0).testAccuracy().mean())
          .isLessThanOrEqualTo(result.testAccuracy());
      assertThat(result.confusion().total()).isEqualTo(200);
    }
  }

  @Test
  void givenACustomExtractor_whenEvaluated_thenTheProtocolWorks() throws IOException {
    try (Dataset rooms = SyntheticRooms.builder().resolution(16).count(700).seed(1).build()) {
      FeatureTable pixels =
          FeatureExtraction.by(new RawPixels(rooms.shape().orElseThrow())).read(rooms);

      Cifar10Protocol.Result result =
          PROTOCOL.run(pixels.range(0, 500), pixels.range(500, 700), ProgressListener.none());

      assertThat(result.training()).contains("raw pixels");
      assertThat(result.testAccuracy()).isBetween(0.3, 1.0);
    }
  }
}
