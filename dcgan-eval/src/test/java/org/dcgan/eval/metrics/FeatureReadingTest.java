package org.dcgan.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;

/** Features of images from files and from models, and what is recorded about them. */
class FeatureReadingTest {
  private static final ImageShape SHAPE = ImageShape.square(4, 3);
  private static final FeatureExtractor PIXELS = new RawPixels(SHAPE);

  /** A model whose images have one value each, between those that bytes can have. */
  private record Levels(float step) implements ImageSampler {
    @Override
    public ImageShape imageShape() {
      return SHAPE;
    }

    @Override
    public Iterable<Images> sampleBatches(long count, long seed) {
      List<Images> batches = new ArrayList<>();
      for (long from = 0; from < count; from += SAMPLE_BATCH) {
        int size = (int) Math.min(SAMPLE_BATCH, count - from);
        float[] values = new float[size * SHAPE.size()];
        for (int n = 0; n < size; n++) {
          Arrays.fill(
              values,
              n * SHAPE.size(),
              (n + 1) * SHAPE.size(),
              -0.99f + step * (from + n) + 1e-3f * seed);
        }
        batches.add(Images.of(SHAPE, values));
      }
      return batches;
    }
  }

  /** The files of a model's images. */
  private record Saved(Levels model, int size, long seed) implements ImageSource {
    @Override
    public Optional<ImageShape> shape() {
      return Optional.of(SHAPE);
    }

    @Override
    public Pixels read(int index) {
      Images all = Images.concat(new ArrayList<>(List.copyOf(toList(model, size, seed))));
      return all.pixels(index);
    }

    private static List<Images> toList(Levels model, int size, long seed) {
      List<Images> batches = new ArrayList<>();
      model.sampleBatches(size, seed).forEach(batches::add);
      return batches;
    }

    @Override
    public String description() {
      return "saved";
    }
  }

  @Test
  void givenAModelAndItsSavedImages_whenExtracted_thenTheyHaveTheSameFeatures() throws Exception {
    Levels model = new Levels(0.0123f);

    Features sampled =
        GeneratedFeatures.sample(PIXELS, model, "levels", 70, 5, ProgressListener.none())
            .features();
    Features read =
        GeneratedFeatures.extract(PIXELS, new Saved(model, 70, 5), 70, 1, ProgressListener.none())
            .features();

    assertThat(firstValues(sampled)).containsExactlyInAnyOrderElementsOf(firstValues(read));
  }

  private static List<Float> firstValues(Features features) {
    List<Float> values = new ArrayList<>();
    for (int row = 0; row < features.count(); row++) {
      values.add(features.value(row, 0));
    }
    return values;
  }

  @Test
  void givenADamagedImage_whenExtracted_thenAnotherIsTakenAndItIsCounted() throws Exception {
    TestImages damaged = TestImages.shades(200, SHAPE).withUnreadable(4);
    AtomicLong total = new AtomicLong();
    AtomicLong done = new AtomicLong();

    RealFeatures all =
        RealFeatures.extract(
            PIXELS,
            damaged,
            1000,
            3,
            (name, units, unit) -> {
              total.set(units);
              return done::addAndGet;
            });
    RealFeatures most = RealFeatures.extract(PIXELS, damaged, 199, 3, ProgressListener.none());

    assertThat(all.origin())
        .isEqualTo(
            new FeatureOrigin(
                PIXELS.description(), "none, 4x4x3 as it is", "shades(200 of 4x4x3)", 199, 3, 1));
    assertThat(all.features()).isEqualTo(most.features());
    assertThat(total).hasValue(200);
    assertThat(done).hasValue(199);
  }

  @Test
  void givenImagesThatDoNotFit_whenExtracted_thenTheMessageSaysWhatToDo() {
    assertThatThrownBy(
            () ->
                RealFeatures.extract(
                    PIXELS,
                    TestImages.shades(5, ImageShape.square(8, 3)),
                    5,
                    1,
                    ProgressListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes images of 4x4x3")
        .hasMessageContaining("are 8x8x3")
        .hasMessageContaining("crop, resize or convert");
    assertThatThrownBy(
            () ->
                GeneratedFeatures.sample(
                    new RawPixels(ImageShape.square(8, 3)),
                    new Levels(0.1f),
                    "levels",
                    5,
                    1,
                    ProgressListener.none()))
        .hasMessageContaining("takes images of 8x8x3, but those of levels are 4x4x3");
    assertThatThrownBy(
            () ->
                RealFeatures.extract(
                    PIXELS,
                    TestImages.shades(0, ImageShape.square(4, 3)),
                    5,
                    1,
                    ProgressListener.none()))
        .hasMessageContaining("none of the 0 images");
    assertThatThrownBy(
            () ->
                RealFeatures.extract(
                    PIXELS,
                    TestImages.shades(5, ImageShape.square(4, 3)),
                    0,
                    1,
                    ProgressListener.none()))
        .hasMessageContaining("at least 1, got 0");
  }

  @Test
  void givenADivergedModel_whenSampled_thenItIsRefused() {
    assertThatThrownBy(
            () ->
                GeneratedFeatures.sample(
                    PIXELS, new Levels(Float.NaN), "run", 5, 1, ProgressListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run generates images with values that are not finite");
  }
}
