package org.dcgan.tensorflow.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchFileTest {
  @TempDir private Path folder;

  private static PatchDictionary dictionary(long seed, Integer... channels) {
    int d = 4 * channels.length;
    return new PatchDictionary(
        2,
        List.of(channels),
        0.5,
        gaussian(d, seed, 1),
        gaussian(d * d, seed, 2),
        gaussian(3 * d, seed, 3));
  }

  private Path written() throws Exception {
    PatchFile file =
        new PatchFile(
            ImageShape.square(8, 3),
            List.of(
                new PatchLayer(List.of(dictionary(1, 0, 1, 2)), 3),
                new PatchLayer(List.of(dictionary(2, 0, 2), dictionary(3, 1)), 1)));
    Path path = folder.resolve("deep/features.npz");
    file.write(path);
    return path;
  }

  @Test
  void givenLayers_whenWrittenAndRead_thenTheyAreTheSameToTheBit() throws Exception {
    PatchFile read = PatchFile.read(written());

    assertThat(read.shape()).isEqualTo(ImageShape.square(8, 3));
    assertThat(read.layers()).hasSize(2);
    assertThat(read.layers().get(0).pool()).isEqualTo(3);
    PatchDictionary last = read.layers().get(1).dictionaries().get(1);
    PatchDictionary expected = dictionary(3, 1);
    assertThat(last.side()).isEqualTo(2);
    assertThat(last.channels()).containsExactly(1);
    assertThat(last.contrast()).isEqualTo(0.5);
    assertThat(last.mean()).containsExactly(expected.mean());
    assertThat(last.whitening()).containsExactly(expected.whitening());
    assertThat(last.centroids()).containsExactly(expected.centroids());
  }

  @Test
  void givenAnythingCutOffOrChanged_whenRead_thenItIsRefusedByName() throws Exception {
    Path path = written();
    byte[] whole = Files.readAllBytes(path);
    var undamaged = PatchFile.read(path);
    for (int length = 0; length < whole.length * 2 / 3; length += 37) {
      Files.write(path, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PatchFile.read(path))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("features.npz");
    }
    for (int at = 60; at < whole.length * 2 / 3; at += 41) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Files.write(path, changed);
      try {
        assertThat(PatchFile.read(path))
            .as("what is read although byte %s was changed", at)
            .usingRecursiveComparison()
            .isEqualTo(undamaged);
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageContaining("features.npz");
      }
    }
  }

  @Test
  void givenASmallFileThatClaimsLargeArrays_whenRead_thenItIsRefusedBeforeTheyAre()
      throws Exception {
    PatchManifest manifest =
        new PatchManifest(
            ImageShape.square(64, 3),
            List.of(
                new PatchManifest.Layer(
                    1, List.of(new PatchManifest.Dictionary(32, List.of(0, 1, 2), 0.5, 9_000)))));
    Path path = folder.resolve("claims.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("layers.json"));
      zip.write(manifest.encode());
    }
    assertThatThrownBy(() -> PatchFile.read(path))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(
            "claims.npz is damaged: its arrays of 148353024 bytes are more than 200")
        .hasMessageContaining("learn the features again");
    assertThatThrownBy(() -> manifest.checkSize(path, 1L << 30, 64 << 20))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("takes 141 MB of memory, more than the heap of 64 MB")
        .hasMessageContaining("-Xmx");
    manifest.checkSize(path, 148_353_024, 1L << 30);
  }

  @Test
  void givenAnArrayOfAnotherShapeOrLength_whenReadFromAStream_thenItIsRefused() throws Exception {
    byte[] whole = new Npy(List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}).toBytes();

    Npy read = Npy.read(new ByteArrayInputStream(whole), "a.npy", List.of(2, 3));
    assertThat(read.values()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> Npy.read(new ByteArrayInputStream(whole), "a.npy", List.of(3, 2)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("a.npy: expected shape [3, 2], got [2, 3]");
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> Npy.read(new ByteArrayInputStream(cut), "a.npy", List.of(2, 3)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("ends before the last of its 6 values");
    byte[] more = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> Npy.read(new ByteArrayInputStream(more), "a.npy", List.of(2, 3)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected 6 values for shape [2, 3], got more");
  }

  @Test
  void givenSomethingElse_whenRead_thenTheMessageSaysWhatWasExpected() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "not an archive");
    assertThatThrownBy(() -> PatchFile.read(text))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected a file of patch dictionaries");
  }
}
