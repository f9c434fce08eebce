package org.dcgan.tensorflow.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.ModelFormatException;
import org.dcgan.image.ImageShape;
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
        PatchFile.read(path);
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageContaining("features.npz");
      }
    }
  }

  @Test
  void givenSomethingElse_whenRead_thenTheMessageSaysWhatWasExpected() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "not an archive");
    assertThatThrownBy(() -> PatchFile.read(text))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected a file of patch dictionaries");
  }
}
