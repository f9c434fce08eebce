package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.ZipFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

class SvhnTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, true", "2, false", "7, true"})
  void givenColumnMajorImages_whenRead_thenTheyAreUprightAndTenIsZero(int count, boolean compressed)
      throws IOException {
    write("train_32x32.mat", 32, count, count, compressed);
    try (Svhn train = Svhn.train(folder)) {
      assertThat(train.size()).isEqualTo(count);
      assertThat(train.shape()).contains(new ImageShape(32, 32, 3));
      Pixels pixels = train.read(count - 1);
      assertThat(pixels.value(3, 17, 2)).isEqualTo(value(3, 17, 2, count - 1));
      assertThat(pixels.value(31, 0, 0)).isEqualTo(value(31, 0, 0, count - 1));
      assertThat(train.label(0)).isZero();
      assertThat(train.label(count - 1)).isEqualTo(count - 1);
      assertThat(train.classNames().get(train.label(0))).isEqualTo("0");
      assertThat(train.name(0)).isEqualTo("train_32x32.mat#0");
      assertThat(train.description()).startsWith("svhn(train, " + count + " images, ");
    }
  }

  @Test
  void givenOtherSizes_whenOpened_thenTheErrorSaysWhatWasFound() throws IOException {
    Path small = write("a.mat", 16, 3, 3, true);
    assertThatThrownBy(() -> Svhn.open(small))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("a.mat")
        .hasMessageContaining("expected X to be 32x32x3xN")
        .hasMessageContaining("[16, 32, 3, 3]");
    Path labels = write("b.mat", 32, 3, 2, true);
    assertThatThrownBy(() -> Svhn.open(labels))
        .hasMessageContaining("3 labels")
        .hasMessageContaining("[2, 1]");
    Path eleven = write("c.mat", 32, 12, 12, true);
    assertThatThrownBy(() -> Svhn.open(eleven))
        .hasMessageContaining("label of image 11 is 11, expected 1 to 10");
  }

  @Test
  void givenOtherVariables_whenOpened_thenTheyAreListed() throws IOException {
    MatFile mat = Mat5.newMatFile().addArray("Z", Mat5.newMatrix(2, 2));
    Path file = write("a.mat", mat, true);
    assertThatThrownBy(() -> Svhn.open(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("expected one variable X, found 0")
        .hasMessageContaining("[Z]");
    Path cells = write("b.mat", Mat5.newMatFile().addArray("X", Mat5.newCell(2, 2)), true);
    assertThatThrownBy(() -> Svhn.open(cells)).hasMessageContaining("not a plain numeric one");
  }

  @Test
  void givenManyVariables_whenOpened_thenTheyAreNotAllKeptOrListed() throws IOException {
    MatFile mat = Mat5.newMatFile();
    for (int i = 0; i < 30; i++) {
      mat.addArray("Z" + i, Mat5.newMatrix(1, 1));
    }
    Path some = write("some.mat", mat, false);
    assertThatThrownBy(() -> Svhn.open(some))
        .hasMessageContaining("Z19]")
        .hasMessageNotContaining("Z20");
    for (int i = 30; i < 1_001; i++) {
      mat.addArray("Z" + i, Mat5.newMatrix(1, 1));
    }
    Path many = write("many.mat", mat, false);
    assertThatThrownBy(() -> Svhn.open(many))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("many.mat: has more than 1000 variables");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void givenATruncationAnywhere_whenOpened_thenRefused(boolean compressed) throws IOException {
    byte[] whole = Files.readAllBytes(write("a.mat", 32, 2, 2, compressed));
    Path file = folder.resolve("cut.mat");
    for (int length = 0; length < whole.length; length += 1 + length / 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Svhn.open(file))
          .as("cut at %s", length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("cut.mat");
    }
  }

  @Test
  void givenDamageInCompressedData_whenOpened_thenTheChecksumDetectsIt() throws IOException {
    byte[] whole = Files.readAllBytes(write("a.mat", 32, 9, 9, true));
    Path file = folder.resolve("damaged.mat");
    for (int at = 140; at < whole.length; at += 53) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 16;
      Files.write(file, damaged);
      assertThatThrownBy(() -> Svhn.open(file))
          .as("damage at %s", at)
          .isInstanceOf(MalformedFileException.class);
    }
  }

  @Test
  void givenARootFolder_whenOpenedAsAFile_thenRefused() {
    assertThatThrownBy(() -> Svhn.open(folder.getRoot())).isInstanceOf(IOException.class);
  }

  @Test
  void givenNoFile_whenOpened_thenTheErrorSaysWhatWasExpected() {
    assertThatThrownBy(() -> Svhn.extra(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("extra_32x32.mat")
        .hasMessageContaining("cropped digits (format 2)");
  }

  @Test
  void givenAClosedDataset_whenRead_thenRefused() throws IOException {
    Svhn svhn = Svhn.open(write("a.mat", 32, 2, 2, true));
    svhn.close();
    assertThatThrownBy(() -> svhn.read(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenFilesByAnotherProgram_whenOpened_thenCountsAndLabelsAreCorrect() throws IOException {
    Path data = RealData.folder("svhn-layout");
    try (Svhn train = Svhn.train(data);
        Svhn test = Svhn.test(data)) {
      assertThat(train.size()).isEqualTo(1_500);
      assertThat(test.size()).isEqualTo(500);
      int[] histogram = new int[10];
      double sum = 0;
      for (int i = 0; i < train.size(); i++) {
        histogram[train.label(i)]++;
        for (byte value : train.read(i).data()) {
          sum += value & 255;
        }
      }
      assertThat(Arrays.stream(histogram)).allMatch(n -> n > 100 && n < 200);
      assertThat(sum / train.size() / 3072).isEqualTo(MEAN, within(0.01));
    }
  }

  /** Of X in train_32x32.mat, by scipy. */
  private static final double MEAN = 109.0931833767361;

  @ParameterizedTest
  @CsvSource({
    "hf_svhn_cropped, dummy_data/extra_32x32.mat, '[32, 32, 4]'",
    "hf_svhn_cropped, dummy_data/test_32x32.mat, '[32, 32, 4]'",
    "hf_svhn_full, dummy_data/train.tar.gz/digitStruct.mat, 'MATLAB'"
  })
  void givenUnsupportedVariants_whenOpened_thenRefused(String fixture, String entry, String found)
      throws IOException {
    Path zip = RealData.folder("fixtures").resolve(fixture).resolve("dummy_data.zip");
    Path file = folder.resolve("extra_32x32.mat");
    try (ZipFile archive = new ZipFile(zip.toFile());
        var in = archive.getInputStream(archive.getEntry(entry))) {
      Files.copy(in, file);
    }
    assertThatThrownBy(() -> Svhn.open(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(found);
  }

  private static int value(int y, int x, int c, int n) {
    return (7 * y + 3 * x + 101 * c + 50 * n) % 256;
  }

  private Path write(String name, int rows, int count, int labels, boolean compressed)
      throws IOException {
    int[] size = count == 1 ? new int[] {rows, 32, 3} : new int[] {rows, 32, 3, count};
    Matrix images = Mat5.newMatrix(size, us.hebi.matlab.mat.types.MatlabType.UInt8);
    int i = 0;
    for (int n = 0; n < count; n++) {
      for (int c = 0; c < 3; c++) {
        for (int x = 0; x < 32; x++) {
          for (int y = 0; y < rows; y++) {
            images.setInt(i++, value(y, x, c, n));
          }
        }
      }
    }
    Matrix classes = Mat5.newMatrix(labels, 1);
    for (int n = 0; n < labels; n++) {
      classes.setInt(n, n == 0 ? 10 : n);
    }
    MatFile file = Mat5.newMatFile().addArray("X", images).addArray("y", classes);
    return write(name, file, compressed);
  }

  private Path write(String name, MatFile content, boolean compressed) {
    Path file = folder.resolve(name);
    try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
      Mat5.newWriter(sink)
          .setDeflateLevel(compressed ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION)
          .writeMat(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
