package org.dcgan.eval.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.dcgan.ModelFormatException;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features are computed once for each image, also by processes that follow each other. */
class CachedFeaturesTest {
  private static final ImageShape SHAPE = ImageShape.square(4, 3);
  private static final TestImages IMAGES = TestImages.noise(200, SHAPE);

  @TempDir private Path folder;

  /** Three sums of pixels, and the number of images that they were computed of. */
  private static final class Counting implements FeatureExtractor {
    private final String name;
    private final float weight;
    private int images;

    Counting(String name, float weight) {
      this.name = name;
      this.weight = weight;
    }

    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public ImageShape inputShape() {
      return SHAPE;
    }

    @Override
    public Features extract(Images batch) {
      images += batch.count();
      float[] rows = new float[3 * batch.count()];
      for (int n = 0; n < batch.count(); n++) {
        for (int i = 0; i < SHAPE.size(); i++) {
          rows[3 * n + i % 3] += weight * (i + 1) * batch.data().get(n * SHAPE.size() + i);
        }
      }
      return Features.of(3, rows);
    }

    @Override
    public String description() {
      return name;
    }

    /** The number of images since the last call, without the test images of an opened cache. */
    int counted(boolean opened) {
      int count = images - (opened ? 2 : 0);
      images = 0;
      return count;
    }
  }

  private static Images images(int... indices) throws IOException {
    return Images.read(IMAGES, indices);
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(CachedFeatures.SUFFIX))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void givenImagesThatWereSeen_whenExtractedAgain_thenOnlyOthersAreComputed() throws IOException {
    Counting network = new Counting("a", 1);
    Features expected = new Counting("a", 1).extract(images(5, 1, 9, 5, 2));

    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.extract(images(1, 5, 1)).count()).isEqualTo(3);
      assertThat(network.counted(true)).isEqualTo(2);
      assertThat(cached.extract(images(5, 1, 9, 5, 2))).isEqualTo(expected);
      assertThat(network.counted(false)).isEqualTo(2);
      assertThat(cached.count()).isEqualTo(4);
    }
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.count()).isEqualTo(4);
      assertThat(cached.extract(images(5, 1, 9, 5, 2))).isEqualTo(expected);
      assertThat(network.counted(true)).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void givenAnInterruptedEvaluation_whenItIsRepeated_thenItGoesOnWithTheNextImage()
      throws IOException {
    Counting network = new Counting("a", 1);
    RealFeatures expected =
        RealFeatures.extract(new Counting("a", 1), IMAGES, 150, 7, ProgressListener.none());
    ProgressListener stops =
        (name, total, unit) ->
            images -> {
              throw new IllegalStateException("interrupted");
            };
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThatThrownBy(() -> RealFeatures.extract(cached, IMAGES, 150, 7, stops))
          .hasMessage("interrupted");
    }
    int before = network.counted(true);

    RealFeatures found;
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      found = RealFeatures.extract(cached, IMAGES, 150, 7, ProgressListener.none());
    }

    assertThat(before).isBetween(1, 149);
    assertThat(network.counted(true)).isEqualTo(150 - before);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void givenAnotherNetwork_whenOpened_thenItsFeaturesAreNotMixed() throws IOException {
    try (CachedFeatures cached = CachedFeatures.open(new Counting("a", 1), folder)) {
      assertThat(cached.extract(images(1, 2)).count()).isEqualTo(2);
    }

    Counting otherName = new Counting("b", 2);
    try (CachedFeatures cached = CachedFeatures.open(otherName, folder)) {
      assertThat(cached.count()).isZero();
    }
    // The same description, but other weights, as after a network was replaced in its folder.
    Counting otherWeights = new Counting("a", 1.001f);
    try (CachedFeatures cached = CachedFeatures.open(otherWeights, folder)) {
      assertThat(cached.count()).isZero();
      assertThat(cached.extract(images(1, 2))).isEqualTo(otherWeights.extract(images(1, 2)));
    }
    // Rounding, as of another number of threads, is no other network.
    try (CachedFeatures cached = CachedFeatures.open(new Counting("a", 1.001001f), folder)) {
      assertThat(cached.count()).isEqualTo(2);
    }
  }

  @Test
  void givenADamagedFile_whenOpened_thenOnlyItsIntactRecordsAreUsed() throws IOException {
    Counting network = new Counting("a", 1);
    Features expected = network.extract(images(0, 1, 2, 3));
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.extract(images(0, 1, 2, 3)).count()).isEqualTo(4);
    }
    int record = 16 + 3 * 4 + 4;
    byte[] good = Files.readAllBytes(file());
    byte[] bad = good.clone();
    bad[good.length - 3 * record + 20] ^= 1;
    Files.write(file(), Arrays.copyOf(bad, bad.length - 5));
    int unused = network.counted(false);

    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.count()).isEqualTo(2);
      assertThat(cached.extract(images(0, 1, 2, 3))).isEqualTo(expected);
      assertThat(network.counted(true)).isEqualTo(2);
    }
    assertThat(Files.size(file())).isEqualTo(good.length + record);
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.count()).isEqualTo(4);
    }
    bad[30] ^= 1;
    Files.write(file(), bad);
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.count()).isZero();
      assertThat(cached.extract(images(0, 1, 2, 3))).isEqualTo(expected);
    }
  }

  @Test
  void givenAFileThatIsNoCache_whenOpened_thenItIsRefusedAndStays() throws IOException {
    Counting network = new Counting("a", 1);
    Path file;
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      file = cached.file();
    }
    assertThat(file).doesNotExist(); // nothing was in it
    Files.writeString(file, "precious");

    assertThatThrownBy(() -> CachedFeatures.open(network, folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("move it away");
    assertThat(file).hasContent("precious");
    Files.writeString(file, "DCGFCAC2 and whatever that has");
    assertThatThrownBy(() -> CachedFeatures.open(network, folder))
        .hasMessageContaining("expected version 1 of a cache of features, found version 2");
    Files.writeString(file, "DCGF"); // a process was killed when it created the file
    try (CachedFeatures cached = CachedFeatures.open(network, folder)) {
      assertThat(cached.count()).isZero();
    }
  }

  @Test
  void givenACacheInUse_whenOpenedOrUsedAfterClosing_thenItIsRefused() throws IOException {
    CachedFeatures cached = CachedFeatures.open(new Counting("a", 1), folder);
    assertThatThrownBy(() -> CachedFeatures.open(new Counting("a", 1), folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process")
        .hasMessageContaining("another folder");
    cached.close();
    cached.close();
    assertThatThrownBy(() -> cached.extract(images(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void givenFeaturesThatAreNotFinite_whenExtracted_thenTheyAreReturnedAndNotKept()
      throws IOException {
    FeatureExtractor broken = new Broken();
    try (CachedFeatures cached = CachedFeatures.open(broken, folder)) {
      assertThat(cached.extract(images(1, 2)).row(1)).containsExactly(Float.NaN);
      assertThat(cached.count()).isZero();
    }
  }

  /** Not a number, except for the test images. */
  private static final class Broken implements FeatureExtractor {
    private boolean tested;

    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public ImageShape inputShape() {
      return SHAPE;
    }

    @Override
    public Features extract(Images images) {
      float[] rows = new float[images.count()];
      Arrays.fill(rows, tested ? Float.NaN : 1);
      tested = true;
      return Features.of(1, rows);
    }
  }
}
