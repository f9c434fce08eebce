package org.dcgan.tensorflow.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.hashing.CodeSink;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticHasherTest {
  private static final ImageShape SHAPE = ImageShape.square(32, 3);
  private static final HasherOptions OPTIONS =
      HasherOptions.DEFAULT.toBuilder().steps(30).batchSize(32).build();

  private static final ImageSource SOURCE = waves(100, SHAPE);

  private static SemanticHasher hasher;

  @BeforeAll
  static void train() throws IOException {
    hasher = SemanticHasher.train(SOURCE, OPTIONS, ProgressListener.none());
  }

  @AfterAll
  static void close() {
    hasher.close();
  }

  /** Smooth images, another one each. */
  private static TestImages waves(int size, ImageShape shape) {
    return TestImages.of(
        size,
        Optional.of(shape),
        index -> {
          byte[] data = new byte[shape.size()];
          for (int i = 0; i < data.length; i++) {
            int c = i % shape.channels();
            double x = (double) (i / shape.channels() % shape.width()) / shape.width();
            double y = (double) (i / shape.channels() / shape.width()) / shape.height();
            double wave =
                Math.sin(index * .7 + 5 * x * (1 + index % 3) + c)
                    + Math.cos(index * 1.3 + 4 * y * (1 + index % 5));
            data[i] = (byte) (127 + 50 * wave);
          }
          return new Pixels(shape, data);
        });
  }

  @Test
  void givenASinkThatFails_whenImagesAreCoded_thenReadingHasEnded() throws Exception {
    TestImages slow = waves(5000, SHAPE).withDelay(Duration.ofMillis(2));
    IllegalStateException failure = new IllegalStateException("the sink fails");

    assertThatThrownBy(
            () ->
                hasher.codes(
                    slow,
                    new CodeSink() {
                      @Override
                      public void accept(int index, long high, long low) {
                        throw failure;
                      }

                      @Override
                      public void missing(int index) {
                        throw failure;
                      }
                    },
                    ProgressListener.none()))
        .isSameAs(failure);

    int read = slow.reads();
    Thread.sleep(100);
    assertThat(slow.reads()).as("images read after the failure").isEqualTo(read);
  }

  @Test
  void givenOneSeed_whenTrainedTwice_thenTheSameBitsAndOtherwiseNot() throws IOException {
    try (SemanticHasher again = SemanticHasher.train(SOURCE, OPTIONS, ProgressListener.none());
        SemanticHasher other =
            SemanticHasher.train(
                SOURCE, OPTIONS.toBuilder().seed(7).build(), ProgressListener.none())) {
      assertThat(again.description()).isEqualTo(hasher.description());
      assertThat(again.loss()).isEqualTo(hasher.loss());
      assertThat(other.description()).isNotEqualTo(hasher.description());
    }
  }

  @Test
  void givenAShortTraining_whenTheLossIsCompared_thenItHasFallen() throws IOException {
    try (SemanticHasher longer =
            SemanticHasher.train(
                SOURCE, OPTIONS.toBuilder().steps(200).noise(1).build(), ProgressListener.none());
        SemanticHasher shorter =
            SemanticHasher.train(
                SOURCE, OPTIONS.toBuilder().steps(2).noise(1).build(), ProgressListener.none())) {
      assertThat(longer.loss()).isLessThan(.7 * shorter.loss());
    }
  }

  @Test
  void givenASavedHasher_whenLoadedAndAskedByHand_thenItsCodesAreThoseOfAPlainLoop(
      @TempDir Path folder) throws IOException {
    hasher.save(folder);
    ImageCodes codes = hasher.codes(SOURCE, ProgressListener.none());
    try (SemanticHasher loaded = SemanticHasher.load(folder)) {
      assertThat(loaded.options()).isEqualTo(OPTIONS);
      assertThat(loaded.dataset()).isEqualTo(SOURCE.description());
      assertThat(loaded.loss()).isEqualTo(hasher.loss());
      assertThat(loaded.description()).isEqualTo(hasher.description());
      ImageCodes again = loaded.codes(SOURCE, ProgressListener.none());
      for (int i = 0; i < SOURCE.size(); i++) {
        assertThat(again.get(i)).isEqualTo(codes.get(i));
      }
    }
    HasherFiles.Loaded files = HasherFiles.load(folder);
    Npy weights = files.arrays().get("encoder/weights");
    Npy center = files.arrays().get("input/mean");
    for (int i = 0; i < 20; i++) {
      double[] activations = plain(SOURCE.read(i), weights, center);
      for (int unit = 0; unit < 128; unit++) {
        // Too near to zero for float32 to decide is not tested.
        if (Math.abs(activations[unit]) > 1e-3) {
          assertThat(codes.get(i).bit(unit)).isEqualTo(activations[unit] > 0);
        }
      }
    }
  }

  private static double[] plain(Pixels image, Npy weights, Npy center) {
    double[] x = new double[3072];
    for (int i = 0; i < x.length; i++) {
      x[i] = (image.data()[i] & 255) / 127.5 - 1;
    }
    double mean = Arrays.stream(x).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    double[] sums = new double[128];
    for (int unit = 0; unit < 128; unit++) {
      for (int i = 0; i < x.length; i++) {
        sums[unit] +=
            ((x[i] - mean) / deviation - center.values()[i]) * weights.values()[128 * i + unit];
      }
    }
    return sums;
  }

  @Test
  void givenBatches_whenHashed_thenCodesAreThoseOfTheSource() throws IOException {
    ImageCodes codes = hasher.codes(SOURCE, ProgressListener.none());
    ImageCodes batch = hasher.hash(Images.read(SOURCE, 3, 99));
    assertThat(batch.get(0)).isEqualTo(codes.get(3));
    assertThat(batch.get(1)).isEqualTo(codes.get(99));
  }

  @Test
  void givenOtherSizesAndGray_whenHashed_thenTheyAreReducedToTheMiddle() throws IOException {
    for (ImageShape shape :
        List.of(
            new ImageShape(32, 32, 1),
            new ImageShape(70, 45, 3),
            new ImageShape(20, 90, 1),
            new ImageShape(1, 1, 3),
            new ImageShape(3, 400, 3))) {
      ImageCodes codes = hasher.codes(waves(5, shape), ProgressListener.none());
      assertThat(codes.size()).isEqualTo(5);
    }
    // Gray is equal channels.
    Pixels gray = waves(1, new ImageShape(50, 64, 1)).read(0);
    byte[] color = new byte[3 * gray.data().length];
    for (int i = 0; i < color.length; i++) {
      color[i] = gray.data()[i / 3];
    }
    assertThat(hasher.hash(Images.of(List.of(gray))).get(0))
        .isEqualTo(
            hasher.hash(Images.of(List.of(new Pixels(new ImageShape(50, 64, 3), color)))).get(0));
  }

  @Test
  void givenImagesOfOneColorOrDamagedOnes_whenHashed_thenTheyHaveNoCode() throws IOException {
    ImageCodes flat =
        hasher.codes(TestImages.filled(3, Models.SHAPE, index -> 200), ProgressListener.none());
    assertThat(flat.missingCount()).isEqualTo(3);
    ImageCodes damaged =
        hasher.codes(waves(300, SHAPE).withUnreadable(0, 299), ProgressListener.none());
    assertThat(damaged.isMissing(0)).isTrue();
    assertThat(damaged.isMissing(299)).isTrue();
    assertThat(damaged.missingCount()).isEqualTo(2);
  }

  @Test
  void givenFewerImagesThanABatch_whenTrained_thenAllImagesAreOneBatch() throws IOException {
    try (SemanticHasher few =
        SemanticHasher.train(waves(3, SHAPE), OPTIONS, ProgressListener.none())) {
      assertThat(few.loss()).isFinite();
    }
  }

  @Test
  void givenAnEmptySource_whenTrainedOrHashed_thenTheErrorNamesIt() {
    ImageSource empty = waves(0, SHAPE);
    assertThatThrownBy(() -> SemanticHasher.train(empty, OPTIONS, ProgressListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(empty.description() + " has none");
    assertThatThrownBy(() -> hasher.codes(empty, ProgressListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least one image");
  }

  @Test
  void givenAForeignOrNoModel_whenLoaded_thenTheErrorSaysWhatIsThere(@TempDir Path folder)
      throws IOException {
    try (Dcgan dcgan = Dcgan.builder().resolution(16).width(4).latentDim(8).build()) {
      dcgan.save(folder.resolve("dcgan"));
    }
    assertThatThrownBy(() -> SemanticHasher.load(folder.resolve("dcgan")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("found a saved DCGAN, which has no code layer");
    assertThatThrownBy(() -> SemanticHasher.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("hasher.json in it, found a folder without");
    assertThatThrownBy(() -> SemanticHasher.load(folder.resolve("nothing")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("found nothing");
  }

  @Test
  void givenADamagedHasher_whenLoaded_thenRefused(@TempDir Path folder) throws IOException {
    hasher.save(folder);
    hasher.save(folder);
    Path manifest = folder.resolve("hasher.json");
    String text = Files.readString(manifest);
    List<Path> arrays;
    try (var files = Files.list(folder)) {
      arrays = files.filter(f -> f.toString().endsWith(".npy")).sorted().toList();
    }
    // Saving again leaves no array of the first time.
    assertThat(arrays).hasSize(4);

    Files.writeString(manifest, text.replace("\"noise\": 4.0", "\"noise\": 9.0"));
    assertThatThrownBy(() -> SemanticHasher.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("its SHA-256 must be");
    for (String broken : List.of("", "[]", "{}", "{\"format\": \"dcgan-hasher\"}", "\u0000")) {
      Files.writeString(manifest, broken);
      assertThatThrownBy(() -> SemanticHasher.load(folder))
          .isInstanceOf(ModelFormatException.class);
    }
    Files.writeString(manifest, text);
    byte[] bytes = Files.readAllBytes(arrays.get(0));
    bytes[bytes.length - 1] ^= 1;
    Files.write(arrays.get(0), bytes);
    assertThatThrownBy(() -> SemanticHasher.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(arrays.get(0).getFileName() + " is damaged");
    Files.delete(arrays.get(0));
    assertThatThrownBy(() -> SemanticHasher.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("the file is missing");
  }

  @Test
  void givenAClosedHasher_whenUsed_thenIllegalStateException() throws IOException {
    SemanticHasher closed =
        SemanticHasher.train(SOURCE, OPTIONS.toBuilder().steps(1).build(), ProgressListener.none());
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.codes(SOURCE, ProgressListener.none()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this hasher is closed");
  }
}
