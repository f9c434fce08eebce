package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prepared weights that are kept between calls follow every change of the weights. */
class PreparationTest {
  private static final SamplingOptions BY_BATCH =
      SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH);

  private static TensorFlowDcgan open(Precision precision) {
    return (TensorFlowDcgan) Models.builder().precision(precision).build();
  }

  /** Both networks' answers. */
  private record Answers(float[] images, Features features) {
    static Answers of(TensorFlowDcgan model) {
      Latents latents = model.latents(5, 1);
      Images images = model.generator().generate(latents);
      return new Answers(
          images.toArray(), model.discriminator().features(FeatureOptions.DEFAULT).extract(images));
    }

    void assertSame(Answers other) {
      assertThat(images).isEqualTo(other.images);
      assertThat(features.data()).isEqualTo(other.features.data());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void givenAModelThatHasSampled_whenTrainedFurther_thenItUsesItsNewWeights(Precision precision)
      throws IOException {
    try (TensorFlowDcgan model = open(precision);
        TensorFlowDcgan silent = open(precision)) {
      model.generator().generate(model.latents(5, 1), BY_BATCH);
      for (int i = 0; i < 2; i++) {
        model.train(Models.noise(8), Models.plan().build());
        silent.train(Models.noise(8), Models.plan().build());
        Answers answers = Answers.of(model);
        if (i == 1) {
          answers.assertSame(Answers.of(silent));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void givenAModelThatHasSampledAndScored_whenAskedAgain_thenTheResultsAreTheSame(
      Precision precision) throws IOException {
    try (TensorFlowDcgan model = open(precision)) {
      model.train(Models.noise(8), Models.plan().build());
      Answers.of(model).assertSame(Answers.of(model));
    }
  }
}
