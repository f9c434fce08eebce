package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {
  private static final int RECORD = 3074;

  @TempDir Path folder;

  @Test
  void givenARecord_whenRead_thenBothLabelsAndTheImageAreCorrect() throws IOException {
    byte[] record = new byte[RECORD];
    record[0] = 19;
    record[1] = 99;
    for (int i = 0; i < 3072; i++) {
      record[2 + i] = (byte) (i / 1024 * 60 + i % 32);
    }
    write("test.bin", 10_000, 4_321, record);
    try (Cifar100 test = Cifar100.test(folder);
        Cifar100 coarse = test.coarse()) {
      assertThat(test.size()).isEqualTo(10_000);
      assertThat(test.label(4_321)).isEqualTo(99);
      assertThat(test.classNames()).hasSize(100).element(99).isEqualTo("worm");
      assertThat(coarse.label(4_321)).isEqualTo(19);
      assertThat(coarse.classNames()).hasSize(20).element(19).isEqualTo("vehicles_2");
      Pixels pixels = coarse.read(4_321);
      assertThat(pixels.value(7, 9, 2)).isEqualTo(129);
      assertThat(test.name(4_321)).isEqualTo("test.bin#4321");
      assertThat(test.description()).isEqualTo("cifar100(test, 10000 images)");
      assertThat(coarse.description()).isEqualTo("cifar100(test, coarse, 10000 images)");
    }
  }

  @Test
  void givenALabelOutOfRange_whenOpened_thenTheErrorNamesItsOffset() throws IOException {
    byte[] record = new byte[RECORD];
    record[0] = 20;
    write("train.bin", 50_000, 12, record);
    assertThatThrownBy(() -> Cifar100.train(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("record 12 (offset " + 12 * RECORD + ") is 20, expected 0 to 19");
    record[0] = 0;
    record[1] = 100;
    write("train.bin", 50_000, 12, record);
    assertThatThrownBy(() -> Cifar100.train(folder))
        .hasMessageContaining("(offset " + (12 * RECORD + 1) + ") is 100, expected 0 to 99");
  }

  @Test
  void givenCifar10OrPickles_whenOpened_thenRefused() throws IOException {
    write("test.bin", 9_999, 0, new byte[RECORD]);
    assertThatThrownBy(() -> Cifar100.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("truncated after record 9999");
    assertThatThrownBy(() -> Cifar100.train(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("cifar-100-binary.tar.gz");
  }

  @Test
  void givenANamesFile_whenOpened_thenItsNamesAreUsed() throws IOException {
    write("test.bin", 10_000, 0, new byte[RECORD]);
    Files.writeString(folder.resolve("coarse_label_names.txt"), "a\n".repeat(20));
    assertThatThrownBy(() -> Cifar100.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("not all distinct");
  }

  @Test
  void givenFilesOfThePythonVersion_whenOpened_thenRefused() throws IOException {
    Path zip = RealData.folder("fixtures").resolve("hf_cifar100/dummy_data.zip");
    String inside = "dummy_data/cifar-100-python.tar.gz/cifar-100-python/";
    try (ZipFile archive = new ZipFile(zip.toFile());
        var in = archive.getInputStream(archive.getEntry(inside + "train"))) {
      Files.copy(in, folder.resolve("train.bin"));
    }
    assertThatThrownBy(() -> Cifar100.train(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("expected 153700000 bytes (50000 records of 3074), found 15594");
  }

  private void write(String name, int records, int index, byte[] record) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      access.setLength((long) RECORD * records);
      access.seek((long) RECORD * index);
      access.write(record);
    }
  }
}
