package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.LatentDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruncatedSamplerTest {
  private static final int COUNT = ImageSampler.SAMPLE_BATCH + 70;

  private static Dcgan model(int classes, LatentDistribution latents) throws IOException {
    Dcgan.Builder builder =
        Dcgan.builder()
            .resolution(16)
            .width(2)
            .latentDim(3)
            .latentDistribution(latents)
            .precision(Precision.FLOAT32)
            .seed(5);
    SyntheticRooms rooms = SyntheticRooms.builder().count(16).resolution(16).build();
    if (classes == 0) {
      Dcgan model = builder.build();
      model.gatherStatistics(rooms, 8);
      return model;
    }
    Dcgan model = builder.classes(classes).build();
    model.gatherStatistics(rooms, 8, Labels.ofEachClass(classes, 1));
    return model;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void givenAModel_whenSampledInBatches_thenImagesAreThoseOfOneCall(int classes)
      throws IOException {
    try (Dcgan model = model(classes, LatentDistribution.UNIFORM)) {
      Dcgan sampled = ClassRows.inTurn(model);
      Images expected = sampled.sample(COUNT, 9, SamplingOptions.DEFAULT.withTruncation(0.5));

      List<Images> batches = new ArrayList<>();
      TruncatedSampler.of(sampled, 0.5).sampleBatches(COUNT, 9).forEach(batches::add);

      assertThat(batches).extracting(Images::count).containsExactly(ImageSampler.SAMPLE_BATCH, 70);
      assertThat(Images.concat(batches)).isEqualTo(expected);
      assertThat(expected).isNotEqualTo(sampled.sample(COUNT, 9));
    }
  }

  @Test
  void givenATruncationWithoutEffect_whenASamplerIsMade_thenItIsRefused() throws IOException {
    try (Dcgan uniform = model(0, LatentDistribution.UNIFORM);
        Dcgan gaussian = model(0, LatentDistribution.GAUSSIAN)) {
      assertThatThrownBy(() -> TruncatedSampler.of(uniform, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a truncation of 1.0 changes nothing");
      assertThat(TruncatedSampler.of(gaussian, 1).imageShape()).isEqualTo(gaussian.imageShape());
      assertThatThrownBy(() -> TruncatedSampler.of(gaussian, 0))
          .hasMessageContaining("above 0, got 0.0");
      assertThatThrownBy(() -> TruncatedSampler.of(gaussian, Double.POSITIVE_INFINITY))
          .hasMessageContaining("changes nothing");
    }
  }
}
