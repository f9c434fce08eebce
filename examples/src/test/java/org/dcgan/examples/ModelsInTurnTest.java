package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

/** One model is open at a time, and its images are those of a model that stays open. */
class ModelsInTurnTest {
  private final List<Dcgan> opened = new ArrayList<>();

  private static Dcgan model(long seed) throws IOException {
    Dcgan dcgan = Dcgan.builder().resolution(16).width(4).latentDim(8).seed(seed).build();
    dcgan.gatherStatistics(TestImages.noise(4, ImageShape.square(16, 3)), 4);
    return dcgan;
  }

  private ModelsInTurn.Opener opener(long seed) {
    return () -> {
      Dcgan dcgan = model(seed);
      opened.add(dcgan);
      return dcgan;
    };
  }

  private static Images first(ImageSampler sampler) {
    return sampler.sampleBatches(3, 5).iterator().next();
  }

  private List<Dcgan> open() {
    return opened.stream().filter(ModelsInTurnTest::isOpen).toList();
  }

  private static boolean isOpen(Dcgan dcgan) {
    try {
      return dcgan.sample(1, 1).count() == 1;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void givenTwoModels_whenBothAreSampledInTurn_thenOneIsOpenAtATime() throws IOException {
    try (ModelsInTurn models = new ModelsInTurn();
        Dcgan seven = model(7)) {
      ImageSampler one = models.sampler(opener(7), dcgan -> dcgan);
      ImageSampler other = models.sampler(opener(8), dcgan -> dcgan);
      assertThat(open()).containsExactly(opened.get(1));
      assertThat(other.imageShape()).isEqualTo(one.imageShape());

      Images ofOther = first(other);
      assertThat(opened).as("the model was open").hasSize(2);
      assertThat(first(one)).isEqualTo(first(seven)).isNotEqualTo(ofOther);
      assertThat(first(one)).isEqualTo(first(seven));
      assertThat(opened).hasSize(3);
      assertThat(open()).containsExactly(opened.get(2));
    }
    assertThat(open()).isEmpty();
  }

  @Test
  void givenAKnownShape_whenASamplerIsMade_thenItsModelIsOpenedWhenImagesAreGenerated()
      throws IOException {
    try (ModelsInTurn models = new ModelsInTurn();
        Dcgan seven = model(7)) {
      ImageSampler sampler = models.sampler(seven.imageShape(), opener(7), dcgan -> dcgan);
      assertThat(sampler.imageShape()).isEqualTo(seven.imageShape());
      assertThat(opened).isEmpty();

      assertThat(first(sampler)).isEqualTo(first(seven));
      assertThat(opened).hasSize(1);
    }
  }

  @Test
  void givenAModelThatDisappears_whenSampled_thenTheReasonIsReported() throws IOException {
    int[] times = {0};
    ModelsInTurn.Opener once =
        () -> {
          if (times[0]++ > 0) {
            throw new FileNotFoundException("model.json is gone");
          }
          return opener(1).open();
        };
    try (ModelsInTurn models = new ModelsInTurn()) {
      ImageSampler sampler = models.sampler(once, dcgan -> dcgan);
      assertThat(models.use(opener(2)).step()).isZero();

      assertThatThrownBy(() -> first(sampler)).hasMessage("model.json is gone");
    }
    assertThat(open()).isEmpty();
  }
}
