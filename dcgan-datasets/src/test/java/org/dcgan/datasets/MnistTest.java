package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;
import org.dcgan.datasets.format.IdxFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MnistTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givenIdxFiles_whenRead_thenImagesAndLabelsAreCorrect(boolean gzip) throws IOException {
    String suffix = gzip ? ".gz" : "";
    write("train-images-idx3-ubyte" + suffix, images(3, 4, 5));
    write("train-labels-idx1-ubyte" + suffix, labels(7, 0, 9));
    try (Mnist train = Mnist.train(folder)) {
      assertThat(train.size()).isEqualTo(3);
      assertThat(train.shape()).contains(new ImageShape(4, 5, 1));
      assertThat(train.read(2).value(3, 1, 0)).isEqualTo(2 * 20 + 3 * 5 + 1);
      assertThat(train.label(2)).isEqualTo(9);
      assertThat(train.classNames().get(9)).isEqualTo("9");
      assertThat(train.name(1)).isEqualTo("train-images-idx3-ubyte" + suffix + "#1");
      assertThat(train.description()).matches("mnist\\(train, 3 images, [0-9a-f]{12}\\)");
      assertThat(train.rgb().shape()).contains(new ImageShape(4, 5, 3));
    }
  }

  @Test
  void givenEmnist_whenRead_thenImagesAreUprightAndLabelsBeginWithZero() throws IOException {
    write("emnist-letters-test-images-idx3-ubyte", images(2, 4, 5));
    write("emnist-letters-test-labels-idx1-ubyte", labels(1, 26));
    try (Mnist letters = Mnist.test(folder, Mnist.Family.EMNIST_LETTERS)) {
      assertThat(letters.shape()).contains(new ImageShape(5, 4, 1));
      assertThat(letters.read(1).value(1, 3, 0)).isEqualTo(20 + 3 * 5 + 1);
      assertThat(letters.label(0)).isZero();
      assertThat(letters.classNames().get(letters.label(1))).isEqualTo("Z");
      assertThat(letters.description()).startsWith("emnist-letters(test, 2 images, ");
    }
    assertThat(Mnist.Family.EMNIST_BALANCED.classNames()).hasSize(47);
    assertThat(Mnist.Family.EMNIST_BYCLASS.classNames()).hasSize(62);
  }

  @Test
  void givenAnotherSetInFilesOfTheSameNames_whenOpened_thenTheDescriptionsDiffer()
      throws IOException {
    write("train-images-idx3-ubyte", images(3, 4, 5));
    write("train-labels-idx1-ubyte", labels(7, 0, 9));
    String digits;
    try (Mnist train = Mnist.train(folder)) {
      digits = train.description();
    }
    write("train-labels-idx1-ubyte", labels(7, 1, 9));
    try (Mnist train = Mnist.train(folder)) {
      assertThat(train.description()).isNotEqualTo(digits);
    }
  }

  @Test
  void givenLabelsOfOtherImages_whenOpened_thenRefused() throws IOException {
    write("t10k-images-idx3-ubyte", images(3, 4, 5));
    write("t10k-labels-idx1-ubyte", labels(1, 2));
    assertThatThrownBy(() -> Mnist.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("expected 3 labels")
        .hasMessageContaining("found 2");
    write("t10k-labels-idx1-ubyte", labels(1, 2, 10));
    assertThatThrownBy(() -> Mnist.test(folder))
        .hasMessageContaining("label of image 2 (offset 10) is 10, expected 0 to 9");
    assertThatThrownBy(() -> Mnist.train(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("train-images-idx3-ubyte");
  }

  @Test
  void givenOtherFiles_whenRead_thenTheErrorSaysWhatWasFound() throws IOException {
    assertThatThrownBy(() -> IdxFile.read(write("a", labels(1, 2, 3, 4, 5, 6, 7, 8)), 3))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("expected it to begin with 00000803, found 00000801");
    byte[] huge = images(1, 1, 1);
    ByteBuffer.wrap(huge).putInt(4, 0x7FFFFFFF).putInt(8, 0x7FFFFFFF);
    assertThatThrownBy(() -> IdxFile.read(write("a", huge), 3)).hasMessageContaining("2^31");
    ByteBuffer.wrap(huge).putInt(4, 1 << 30).putInt(8, 1);
    assertThatThrownBy(() -> IdxFile.read(write("a.gz", huge), 3))
        .hasMessageContaining("claims 1073741824 values");
    ByteBuffer.wrap(huge).putInt(4, -1);
    assertThatThrownBy(() -> IdxFile.read(write("a", huge), 3))
        .hasMessageContaining("dimension 0 (offset 4) is 4294967295");
    assertThatThrownBy(() -> IdxFile.read(write("a", Bytes.concat(labels(1), new byte[1])), 1))
        .hasMessageContaining("found more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.gz"})
  void givenATruncationAtAnyByte_whenRead_thenRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(write(name, images(2, 3, 4)));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> IdxFile.read(cut, 3))
          .as("cut at %s", length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("cut: ");
    }
  }

  @Test
  void givenTheRealDataset_whenRead_thenCountsHistogramMeanAndDeviationAreThePublishedOnes()
      throws IOException {
    Path data = RealData.folder("mnist");
    try (Mnist train = Mnist.train(data);
        Mnist test = Mnist.test(data)) {
      int[] histogram = new int[10];
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < train.size(); i++) {
        histogram[train.label(i)]++;
        for (byte value : train.read(i).data()) {
          double v = (value & 255) / 255.;
          sum += v;
          squares += v * v;
        }
      }
      double values = 784. * 60_000;
      double mean = sum / values;
      assertThat(mean).isCloseTo(0.1307, within(0.00005));
      assertThat(Math.sqrt(squares / values - mean * mean)).isCloseTo(0.3081, within(0.00005));
      assertThat(histogram)
          .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
      assertThat(test.size()).isEqualTo(10_000);
      assertThat(test.label(0)).isEqualTo(7);
    }
  }

  @Test
  void givenFilesByOtherPrograms_whenRead_thenLabelCountsAreCorrect() throws IOException {
    Path idx = RealData.folder("fixtures").resolve("idx_real");
    IdxFile letters = IdxFile.read(idx.resolve("emnist-letters-train-labels-idx1-ubyte"), 1);
    IdxFile same = IdxFile.read(idx.resolve("emnist-letters-train-labels-idx1-ubyte.gz"), 1);
    assertThat(letters.dimension(0)).isEqualTo(124_800).isEqualTo(same.dimension(0));
    IdxFile fashion = IdxFile.read(idx.resolve("data_fashion_train-labels-idx1-ubyte.gz"), 1);
    int[] histogram = new int[10];
    for (int i = 0; i < fashion.dimension(0); i++) {
      histogram[fashion.value(i)]++;
    }
    assertThat(histogram).containsOnly(6_000);
    Mnist test =
        Mnist.open(
            Mnist.Family.MNIST,
            "test",
            idx.resolve("mnist_t10k-images-idx3-ubyte.gz"),
            idx.resolve("mnist_t10k-labels-idx1-ubyte.gz"));
    Pixels seven = test.read(0);
    assertThat(seven.value(8, 8, 0)).isGreaterThan(100);
    assertThat(seven.value(24, 8, 0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf_mnist", "hf_fashion_mnist"})
  void givenFilesThatResembleIdx_whenRead_thenRefused(String name) throws IOException {
    Path zip = RealData.folder("fixtures").resolve(name).resolve("dummy_data.zip");
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (String file :
          new String[] {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"}) {
        try (var in = archive.getInputStream(archive.getEntry("dummy_data/" + file))) {
          Files.copy(in, folder.resolve(file));
        }
      }
    }
    assertThatThrownBy(() -> Mnist.train(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(name.equals("hf_mnist") ? "found 00000000" : "claims 60000 values");
  }

  private static byte[] images(int count, int rows, int columns) {
    ByteBuffer out = ByteBuffer.allocate(16 + count * rows * columns);
    out.putInt(0x803).putInt(count).putInt(rows).putInt(columns);
    for (int i = 0; out.hasRemaining(); i++) {
      out.put((byte) i);
    }
    return out.array();
  }

  private static byte[] labels(int... labels) {
    ByteBuffer out = ByteBuffer.allocate(8 + labels.length);
    out.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      out.put((byte) label);
    }
    return out.array();
  }

  private Path write(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (name.endsWith(".gz")) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(content);
      }
    } else {
      out.write(content);
    }
    return Files.write(folder.resolve(name), out.toByteArray());
  }
}
