package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.RgbColor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DataFormatTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "data_batch_1.bin, CIFAR10",
    "fine_label_names.txt, CIFAR100",
    "train-images-idx3-ubyte.gz, MNIST",
    "emnist-letters-train-images-idx3-ubyte.gz, EMNIST",
    "train_32x32.mat, SVHN",
    "data.mdb, LSUN",
    "train_data_batch_1.npz, IMAGENET_NPZ",
    "portrait.jpg, FOLDER"
  })
  void givenAPublishersFile_whenInspected_thenItsFormatIsRecognized(String file, DataFormat format)
      throws Exception {
    Files.createFile(folder.resolve(file));
    assertThat(DataFormat.of(folder)).isEqualTo(format);
  }

  @Test
  void givenFoldersOfSynsets_whenInspected_thenTheyAreImageNets() throws Exception {
    Files.createDirectory(folder.resolve("n01440764"));
    assertThat(DataFormat.of(folder)).isEqualTo(DataFormat.IMAGENET);
  }

  @Test
  void givenAFile_whenInspected_thenItIsAPackOrAnArchive() throws Exception {
    assertThat(DataFormat.of(Files.createFile(folder.resolve("images.pack"))))
        .isEqualTo(DataFormat.PACK);
    assertThat(DataFormat.of(Files.createFile(folder.resolve("images.zip"))))
        .isEqualTo(DataFormat.FOLDER);
  }

  @Test
  void givenOneOfEmnistsDatasets_whenOpened_thenItsClassesAreKnown() throws Exception {
    write(
        "emnist-letters-train-images-idx3-ubyte",
        new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28},
        784);
    write("emnist-letters-train-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 3}, 0);
    for (DataFormat format :
        new DataFormat[] {DataFormat.AUTO, DataFormat.EMNIST, DataFormat.EMNIST_LETTERS}) {
      try (Dataset letters = format.open(folder)) {
        assertThat(letters.classNames().get(letters.label(0))).isEqualTo("C");
      }
    }
    Files.createFile(folder.resolve("emnist-digits-train-images-idx3-ubyte.gz"));
    assertThatThrownBy(() -> DataFormat.EMNIST.open(folder))
        .hasMessageContaining("[EMNIST_DIGITS, EMNIST_LETTERS]")
        .hasMessageContaining("--format");
  }

  @ParameterizedTest
  @EnumSource(
      value = DataFormat.class,
      names = {"AUTO", "FOLDER", "CLASSES", "IMAGENET"})
  void givenABackground_whenImageFilesAreOpened_thenItShowsBehindTransparentPixels(
      DataFormat format) throws Exception {
    Path synset = Files.createDirectory(folder.resolve("n01440764"));
    ImageIO.write(
        new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB),
        "png",
        synset.resolve("1.png").toFile());
    try (Dataset images = format.open(folder, new RgbColor(10, 20, 30))) {
      assertThat(images.read(0).data()).startsWith(10, 20, 30);
      assertThat(images.description()).contains("background #0a141e");
    }
    try (Dataset images = format.open(folder)) {
      assertThat(images.read(0).data()).startsWith(-1, -1, -1);
    }
  }

  private void write(String name, byte[] header, int zeros) throws Exception {
    Files.write(folder.resolve(name), Arrays.copyOf(header, header.length + zeros));
  }
}
