package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dcgan.datasets.format.Encoded;
import org.dcgan.datasets.format.LmdbFile;
import org.dcgan.datasets.format.LmdbWriter;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.TruncatedFileException;
import org.dcgan.random.SeededRandom;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsunTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 100, 3_000})
  void givenEntries_whenRead_thenTheyComeInTheOrderOfTheirKeys(int count) throws IOException {
    try (Lsun lsun = Lsun.open(write(count))) {
      assertThat(lsun.size()).isEqualTo(count);
      assertThat(lsun.shape()).isEmpty();
      for (int i = 0; i < count; i += 1 + count / 50) {
        assertThat(lsun.name(i)).isEqualTo(key(i));
        assertThat(lsun.read(i).shape()).isEqualTo(new ImageShape(2 + i % 5, 3 + i % 7, 3));
      }
      assertThat(lsun.name(count - 1)).isEqualTo(key(count - 1));
      assertThat(lsun.centerCropped(8).shape()).contains(ImageShape.square(8, 3));
    }
  }

  @Test
  void givenTheSameEntriesElsewhere_whenDescribed_thenTheDescriptionIsTheSame() throws IOException {
    Path file = write(20);
    Path subfolder = Files.createDirectory(folder.resolve("x_lmdb"));
    Files.copy(file, subfolder.resolve("data.mdb"));
    try (Lsun one = Lsun.open(file);
        Lsun other = Lsun.open(subfolder)) {
      assertThat(one.description()).isEqualTo(other.description()).startsWith("lsun(20 images, ");
    }
  }

  @Test
  void givenAReadOnlyFolder_whenOpened_thenNothingIsWritten() throws IOException {
    Path subfolder = Files.createDirectory(folder.resolve("x_lmdb"));
    Files.copy(write(20), subfolder.resolve("data.mdb"));
    subfolder.resolve("data.mdb").toFile().setWritable(false);
    subfolder.toFile().setWritable(false);
    try (Lsun lsun = Lsun.open(subfolder);
        Lsun twice = Lsun.open(subfolder)) {
      assertThat(lsun.read(3).data()).isEqualTo(twice.read(3).data());
      try (var files = Files.list(subfolder)) {
        assertThat(files).hasSize(1);
      }
    } finally {
      subfolder.toFile().setWritable(true);
    }
  }

  @Test
  void givenValuesThatAreNoImages_whenRead_thenTheyAreNamedAndCounted() throws IOException {
    TreeMap<String, byte[]> entries = new TreeMap<>();
    entries.put("a", Encoded.of(Encoded.gradient(3, 2), "png"));
    entries.put("b", new byte[0]);
    entries.put("c", "text".getBytes());
    try (Lsun lsun = Lsun.open(LmdbWriter.write(folder.resolve("data.mdb"), entries))) {
      assertThat(lsun.read(0).shape()).isEqualTo(new ImageShape(2, 3, 3));
      assertThatThrownBy(() -> lsun.read(1))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageContaining("data.mdb, entry 1: the file is empty");
      assertThatThrownBy(() -> lsun.read(2)).hasMessageContaining("74 65 78 74");
      assertThat(lsun.unreadableCount()).isEqualTo(2);
      assertThatThrownBy(() -> lsun.read(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void givenAnEnvironmentThatShrinksWhileOpen_whenRead_thenAnIOExceptionAndNotACrash()
      throws IOException {
    Path file = write(300);
    long size = Files.size(file);
    try (Lsun lsun = Lsun.open(file)) {
      lsun.read(0);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(4_096);
      }
      for (int i = 0; i < 300; i++) {
        int index = i;
        assertThatThrownBy(() -> lsun.read(index))
            .isInstanceOf(TruncatedFileException.class)
            .hasMessageContaining(file + ": expected " + size + " bytes")
            .hasMessageContaining("found 4096");
        assertThatThrownBy(() -> lsun.name(index)).isInstanceOf(UncheckedIOException.class);
      }
      assertThat(lsun.unreadableCount()).isZero();
    }
    assertThatThrownBy(() -> Lsun.open(file)).isInstanceOf(MalformedFileException.class);
  }

  @Test
  void givenValuesOfAllSizes_whenRead_thenTheyAreThoseThatLmdbWrote() throws IOException {
    TreeMap<String, byte[]> entries = new TreeMap<>();
    SeededRandom random = SeededRandom.of(7);
    for (int i = 0; i < 200; i++) {
      byte[] value = new byte[i * i];
      for (int j = 0; j < value.length; j++) {
        value[j] = (byte) random.nextInt(256);
      }
      entries.put(String.format("%0" + (1 + i % 300) + "d", i), value);
    }
    try (LmdbFile file = LmdbFile.open(LmdbWriter.write(folder.resolve("data.mdb"), entries))) {
      int index = 0;
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        assertThat(new String(file.key(index), StandardCharsets.UTF_8)).isEqualTo(entry.getKey());
        assertThat(file.value(index++)).isEqualTo(entry.getValue());
      }
    }
  }

  @Test
  void givenManyThreads_whenRead_thenAllSeeTheSame() throws IOException {
    try (Lsun lsun = Lsun.open(write(300))) {
      long wrong =
          IntStream.range(0, 3_000)
              .parallel()
              .filter(
                  i -> {
                    try {
                      return lsun.read(i % 300).shape().width() != 3 + i % 300 % 7;
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  })
              .count();
      assertThat(wrong).isZero();
    }
  }

  @Test
  void givenAClosedEnvironment_whenRead_thenRefused() throws IOException {
    Lsun lsun = Lsun.open(write(3));
    lsun.close();
    lsun.close();
    assertThatThrownBy(() -> lsun.read(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void givenATruncationAnywhere_whenOpened_thenRefusedWithItsOffset() throws IOException {
    byte[] whole = Files.readAllBytes(write(100));
    Path file = folder.resolve("cut.mdb");
    for (int length = 0; length < whole.length; length += length < 9_000 ? 113 : 1_777) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Lsun.open(file))
          .as("cut at %s", length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("cut.mdb")
          .hasMessageContaining("truncated");
    }
  }

  @Test
  void givenAnotherFormat_whenOpened_thenTheErrorSaysWhatWasExpected() throws IOException {
    Path file = Files.write(folder.resolve("x.mdb"), new byte[100_000]);
    assertThatThrownBy(() -> Lsun.open(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("not an environment of LMDB 0.9")
        .hasMessageContaining("beefc0de");
    assertThatThrownBy(() -> Lsun.open(folder))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("a folder with data.mdb in it");
    Path empty = LmdbWriter.write(folder.resolve("empty.mdb"), new TreeMap<>());
    assertThatThrownBy(() -> Lsun.open(empty)).hasMessageContaining("without entries");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3_000, 65_536})
  void givenAnotherPageSizeThanThePagesHave_whenOpened_thenRefused(int pageSize)
      throws IOException {
    byte[] bytes = Files.readAllBytes(write(10));
    java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(40, pageSize);
    Path file = Files.write(folder.resolve("x.mdb"), bytes);
    assertThatThrownBy(() -> Lsun.open(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("page size");
  }

  @Test
  void givenTheRealBedrooms_whenRead_thenAllAreImages() throws IOException {
    try (Lsun lsun = Lsun.open(RealData.folder("lsun-layout").resolve("bedroom_val_lmdb"))) {
      assertThat(lsun.size()).isEqualTo(731);
      Dataset cropped = lsun.centerCropped(64);
      Set<String> names = new HashSet<>();
      double[] sums = new double[3];
      for (int i = 0; i < lsun.size(); i++) {
        names.add(lsun.name(i));
        Pixels pixels = cropped.read(i);
        for (int j = 0; j < pixels.data().length; j++) {
          sums[j % 3] += pixels.data()[j] & 255;
        }
      }
      assertThat(names).hasSize(731);
      assertThat(lsun.unreadableCount()).isZero();
      // Rooms are warm: red above green above blue.
      double values = 731 * 4096.;
      assertThat(sums[0] / values).isBetween(110., 170.).isGreaterThan(sums[1] / values);
      assertThat(sums[1]).isGreaterThan(sums[2]);
    }
  }

  @Test
  void givenEnvironmentsByOtherPrograms_whenOpened_thenTheirEntriesAreListed() throws IOException {
    Path fixtures = RealData.folder("fixtures");
    try (Lsun mmcv = Lsun.open(fixtures.resolve("lmdb_mmcv"));
        Lsun ocr = Lsun.open(fixtures.resolve("lmdb_mmocr_imgs"));
        Lsun label = Lsun.open(fixtures.resolve("lmdb_mmocr_label/data.mdb"))) {
      assertThat(mmcv.size()).isEqualTo(1);
      assertThat(mmcv.name(0)).isEqualTo("baboon");
      assertThat(mmcv.read(0).shape().channels()).isEqualTo(3);
      assertThat(ocr.size()).isEqualTo(21);
      assertThat(label.size()).isEqualTo(11);
      assertThatThrownBy(() -> label.read(0)).isInstanceOf(UnreadableImageException.class);
    }
  }

  @Test
  void givenOddEnvironmentsByOtherPrograms_whenOpened_thenTheErrorSaysWhatIsOdd()
      throws IOException {
    Path fixtures = RealData.folder("fixtures");
    assertThatThrownBy(() -> Lsun.open(fixtures.resolve("lmdb_boatilus")))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("entry 0 (page 4) has flags 0x2")
        .hasMessageContaining("named tables");
    try (Lsun broken = Lsun.open(fixtures.resolve("lmdb_mmocr_broken"))) {
      assertThat(broken.size()).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        int index = i;
        assertThatThrownBy(() -> broken.read(index))
            .isInstanceOf(UnreadableImageException.class)
            .hasMessageContaining("entry " + index);
      }
    }
  }

  private Path write(int count) throws IOException {
    TreeMap<String, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      // Some values within the page, some on pages of their own.
      byte[] image = Encoded.of(Encoded.gradient(3 + i % 7, 2 + i % 5), i % 3 == 0 ? "bmp" : "png");
      entries.put(key(i), i % 2 == 0 ? image : Arrays.copyOf(image, image.length + 3_000 + i));
    }
    return LmdbWriter.write(folder.resolve("written.mdb"), entries);
  }

  private static String key(int i) {
    return String.format(Locale.ROOT, "%08d-%s", i, "x".repeat(i % 40));
  }
}
