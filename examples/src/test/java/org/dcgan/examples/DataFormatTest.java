package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataFormatTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "data_batch_1.bin, CIFAR10",
    "fine_label_names.txt, CIFAR100",
    "train-images-idx3-ubyte.gz, MNIST",
    "train_32x32.mat, SVHN",
    "data.mdb, LSUN",
    "train_data_batch_1.npz, IMAGENET_NPZ",
    "portrait.jpg, FOLDER"
  })
  void givenAPublishersFile_whenLookedAt_thenTheFormatIsIts(String file, DataFormat format)
      throws Exception {
    Files.createFile(folder.resolve(file));
    assertThat(DataFormat.of(folder)).isEqualTo(format);
  }

  @Test
  void givenFoldersOfSynsets_whenLookedAt_thenTheyAreImageNets() throws Exception {
    Files.createDirectory(folder.resolve("n01440764"));
    assertThat(DataFormat.of(folder)).isEqualTo(DataFormat.IMAGENET);
  }

  @Test
  void givenAFile_whenLookedAt_thenItIsAPackOrAnArchive() throws Exception {
    assertThat(DataFormat.of(Files.createFile(folder.resolve("images.pack"))))
        .isEqualTo(DataFormat.PACK);
    assertThat(DataFormat.of(Files.createFile(folder.resolve("images.zip"))))
        .isEqualTo(DataFormat.FOLDER);
  }
}
