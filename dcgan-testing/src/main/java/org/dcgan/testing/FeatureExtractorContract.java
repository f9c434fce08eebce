package org.dcgan.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.junit.jupiter.api.Test;

/**
 * Tests that every {@link FeatureExtractor} must pass. Extend this class and return the extractor
 * in {@link #extractor()}; JUnit runs the inherited tests.
 */
public abstract class FeatureExtractorContract {
  private static final int COUNT = 5;
  private static final int THREADS = 4;

  /** For subclasses. */
  protected FeatureExtractorContract() {}

  /**
   * Returns the extractor. It may be the same instance for all tests; the tests do not close it.
   *
   * @return the extractor
   * @throws Exception if it cannot be made
   */
  protected abstract FeatureExtractor extractor() throws Exception;

  /**
   * Returns how far a feature may depend on the other images of its batch, relative to the largest
   * feature: vectorized kernels round differently for batches of different size.
   *
   * @return 1e-5 unless overridden
   */
  protected double tolerance() {
    return 1e-5;
  }

  private static Images images(ImageShape shape, int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256) / 127.5f - 1;
    }
    return Images.of(shape, values);
  }

  private void assertClose(float[] actual, float[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("%s, feature %d", what, i)
          .isCloseTo(expected[i], within(tolerance() * largest));
    }
  }

  @Test
  void givenImages_whenExtracted_thenThereIsAFiniteRowForEach() throws Exception {
    FeatureExtractor extractor = extractor();
    Images images = images(extractor.inputShape(), COUNT, 1);

    Features features = extractor.extract(images);

    assertThat(extractor.dimension()).isPositive();
    assertThat(features.count()).isEqualTo(COUNT);
    assertThat(features.dim()).isEqualTo(extractor.dimension());
    for (int n = 0; n < COUNT; n++) {
      for (float value : features.row(n)) {
        assertThat(value).isFinite();
      }
    }
    assertThat(features.row(0)).isNotEqualTo(features.row(1));
  }

  @Test
  void givenImages_whenExtractedTwice_thenFeaturesAreTheSameAndImagesUnchanged() throws Exception {
    FeatureExtractor extractor = extractor();
    Images images = images(extractor.inputShape(), COUNT, 2);
    float[] before = images.toArray();

    Features first = extractor.extract(images);

    assertThat(extractor.extract(images)).isEqualTo(first);
    assertThat(images.toArray()).isEqualTo(before);
  }

  @Test
  void givenBatch_whenSplit_thenFeaturesOfTheImagesAreTheSame() throws Exception {
    FeatureExtractor extractor = extractor();
    Images images = images(extractor.inputShape(), COUNT, 3);

    Features whole = extractor.extract(images);

    Features start = extractor.extract(images.slice(0, 2));
    Features rest = extractor.extract(images.slice(2, COUNT));
    for (int n = 0; n < COUNT; n++) {
      float[] part = n < 2 ? start.row(n) : rest.row(n - 2);
      assertClose(part, whole.row(n), "image " + n + " in a smaller batch");
    }
    assertClose(extractor.extract(images.slice(4, 5)).row(0), whole.row(4), "image 4 by itself");
  }

  @Test
  void givenImagesOfAnotherShape_whenExtracted_thenIllegalArgumentException() throws Exception {
    FeatureExtractor extractor = extractor();
    ImageShape shape = extractor.inputShape();
    for (ImageShape other :
        List.of(
            new ImageShape(shape.height() + 1, shape.width(), shape.channels()),
            new ImageShape(shape.height(), shape.width() * 2, shape.channels()),
            new ImageShape(shape.height(), shape.width(), shape.channels() == 3 ? 1 : 3))) {
      assertThatThrownBy(() -> extractor.extract(images(other, 2, 4)))
          .as("images of %s instead of %s", other, shape)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(other.toString())
          .hasMessageContaining(shape.toString());
    }
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void givenNull_whenExtracted_thenNullPointerExceptionNamesTheParameter() throws Exception {
    FeatureExtractor extractor = extractor();

    assertThatThrownBy(() -> extractor.extract(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("images");
  }

  @Test
  void givenExtractor_whenDescribed_thenDescriptionIsAStableSingleLine() throws Exception {
    FeatureExtractor extractor = extractor();

    String description = extractor.description();

    assertThat(extractor.extract(images(extractor.inputShape(), 1, 5)).count()).isEqualTo(1);
    assertThat(description).isNotBlank().doesNotContainPattern("[\\r\\n]");
    assertThat(extractor.description()).isEqualTo(description);
    assertThat(extractor().description()).isEqualTo(description);
  }

  @Test
  void givenSeveralThreads_whenTheyExtractAtOnce_thenEachGetsTheFeaturesOfItsImages()
      throws Exception {
    FeatureExtractor extractor = extractor();
    List<Images> batches = new ArrayList<>();
    List<Features> expected = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      batches.add(images(extractor.inputShape(), COUNT, 10 + i));
      expected.add(extractor.extract(batches.get(i)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Features>> results = new ArrayList<>();
      for (Images batch : batches) {
        results.add(threads.submit(() -> extractor.extract(batch)));
      }
      for (int i = 0; i < THREADS; i++) {
        Features actual = results.get(i).get();
        for (int n = 0; n < COUNT; n++) {
          assertClose(actual.row(n), expected.get(i).row(n), "batch " + i + ", image " + n);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
