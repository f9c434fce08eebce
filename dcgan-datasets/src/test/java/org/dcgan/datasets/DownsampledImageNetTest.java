package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownsampledImageNetTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"numpy-stored.npz", "numpy-deflated.npz"})
  void givenArchivesByNumpy_whenRead_thenPlanesBecomeChannels(String name) throws IOException {
    Path file = resource(name);
    try (var images = DownsampledImageNet.open("part", List.of(file, file))) {
      assertThat(images.size()).isEqualTo(10);
      assertThat(images.shape()).contains(ImageShape.square(8, 3));
      assertThat(images.read(7).value(3, 5, 2)).isEqualTo((2 * 64 + 3 * 8 + 5 + 14) % 256);
      assertThat(images.label(6)).isEqualTo(999);
      assertThat(images.name(6)).isEqualTo(name + "#1");
      assertThat(images.classNames()).hasSize(1000).startsWith("1", "2");
      assertThat(images.description()).startsWith("imagenet8(part, 10 images, ");
    }
  }

  @Test
  void givenTenFiles_whenOpened_thenTheyAreOneDatasetWithNames() throws IOException {
    for (int i = 1; i <= 10; i++) {
      Files.copy(resource("numpy-stored.npz"), folder.resolve("train_data_batch_" + i + ".npz"));
    }
    Files.writeString(folder.resolve("map_clsloc.txt"), "n02119789 1 kit_fox\nn1 1000 a b\n");
    try (var train = DownsampledImageNet.train(folder)) {
      assertThat(train.size()).isEqualTo(50);
      assertThat(train.name(49)).isEqualTo("train_data_batch_10.npz#4");
      assertThat(train.classNames().get(train.label(0))).isEqualTo("n02119789 kit_fox");
      assertThat(train.classes("n02119789 kit_fox").size()).isEqualTo(10);
    }
    Files.delete(folder.resolve("train_data_batch_7.npz"));
    assertThatThrownBy(() -> DownsampledImageNet.train(folder))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("train_data_batch_7.npz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"numpy-stored.npz", "numpy-deflated.npz"})
  void givenATruncationAnywhere_whenOpened_thenRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(resource(name));
    Path cut = folder.resolve("cut.npz");
    for (int length = 0; length < whole.length; length += 17) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> DownsampledImageNet.open("x", List.of(cut)))
          .as("cut at %s", length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("cut.npz");
    }
  }

  @Test
  void givenOtherArrays_whenOpened_thenTheErrorSaysWhatWasFound() throws IOException {
    assertRefused(npz(npy("|u1", "(2, 13)", 26), npy("<i8", "(2,)", 16)), "[2, 13]");
    assertRefused(npz(npy("<f4", "(2, 3)", 24), npy("<i8", "(2,)", 16)), "type <f4");
    assertRefused(npz(npy("|u1", "(2, 3)", 6), npy("<i8", "(3,)", 24)), "expected 2 labels");
    assertRefused(npz(npy("|u1", "(2, 3)", 6), npy("<i8", "(2,)", 16)), "image 0 is 0");
    assertRefused(npz(npy("|u1", "(2, 3)", 6), new byte[0]), "NUMPY");
    assertRefused(
        npz(npy("|u1", "(4611686018427387904, 3)", 6), npy("<i8", "(2,)", 16)), "do not fit");
    assertRefused(Files.write(folder.resolve("no.npz"), new byte[100]), "zip file");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> DownsampledImageNet.open("x", List.of(file)))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  private static byte[] npy(String type, String shape, int bytes) {
    String text =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }      \n";
    ByteBuffer out = ByteBuffer.allocate(10 + text.length() + bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII));
    out.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    return out.array();
  }

  private Path npz(byte[] data, byte[] labels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("data.npy"));
      zip.write(data);
      zip.putNextEntry(new ZipEntry("labels.npy"));
      zip.write(labels);
    }
    return Files.write(folder.resolve("made.npz"), out.toByteArray());
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    try (var in = getClass().getResourceAsStream(name)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
