package org.dcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  @Test
  void givenARecord_whenRead_thenPlanesBecomeChannels() throws IOException {
    byte[] record = new byte[RECORD];
    record[0] = 7;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 1024; i++) {
        record[1 + 1024 * c + i] = (byte) (i + 50 * c);
      }
    }
    write("test_batch.bin", 9_999, record);

    try (Cifar10 test = Cifar10.test(folder)) {
      Pixels image = test.read(9_999);
      assertThat(image.shape()).isEqualTo(new ImageShape(32, 32, 3));
      assertThat(image.value(0, 0, 0)).isZero();
      assertThat(image.value(2, 5, 1)).isEqualTo(2 * 32 + 5 + 50);
      assertThat(image.value(3, 31, 2)).isEqualTo(3 * 32 + 31 + 100);
      assertThat(test.label(9_999)).isEqualTo(7);
      assertThat(test.classNames().get(7)).isEqualTo("horse");
      assertThat(test.name(9_999)).isEqualTo("test_batch.bin#9999");
      assertThat(test.description()).isEqualTo("cifar10(test, 10000 images)");
    }
  }

  @Test
  void givenTheParentFolder_whenOpened_thenTheUsualFolderIsFound() throws IOException {
    Path usual = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    for (int i = 1; i <= 5; i++) {
      write("cifar-10-batches-bin/data_batch_" + i + ".bin", 3, record(i));
    }
    for (Path path : new Path[] {folder, usual}) {
      Cifar10 train = Cifar10.train(path);
      assertThat(train.size()).isEqualTo(50_000);
      assertThat(train.label(40_003)).isEqualTo(5);
      assertThat(train.name(40_003)).isEqualTo("data_batch_5.bin#3");
    }
  }

  @Test
  void givenANamesFile_whenOpened_thenItsNamesAreUsed() throws IOException {
    write("test_batch.bin", 0, record(0));
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    assertThat(Cifar10.test(folder).classNames()).startsWith("a", "b").hasSize(10);

    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
    assertThatThrownBy(() -> Cifar10.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("names of 10 classes")
        .hasMessageContaining("found 2");
  }

  @Test
  void givenATruncatedFile_whenOpened_thenTheErrorSaysWhereItEnds() throws IOException {
    Path file = write("test_batch.bin", 0, record(1));
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(RECORD * 7_000L + 100);
    }
    assertThatThrownBy(() -> Cifar10.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected 30730000 bytes")
        .hasMessageContaining("found 21511100")
        .hasMessageContaining("truncated after record 7000");
  }

  @Test
  void givenAFileTruncatedBetweenRecords_whenOpened_thenRefused() throws IOException {
    Path file = write("test_batch.bin", 0, record(1));
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(RECORD * 9_000L);
    }
    assertThatThrownBy(() -> Cifar10.test(folder)).isInstanceOf(MalformedFileException.class);
  }

  @Test
  void givenALabelOutOfRange_whenOpened_thenTheErrorNamesFileRecordAndOffset() throws IOException {
    write("test_batch.bin", 1_234, record(10));
    assertThatThrownBy(() -> Cifar10.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("test_batch.bin")
        .hasMessageContaining("record 1234 (offset " + 1_234 * RECORD + ") is 10, expected 0 to 9");
  }

  @Test
  void givenAMissingBatch_whenOpened_thenItIsNamed() throws IOException {
    write("data_batch_1.bin", 0, record(1));
    assertThatThrownBy(() -> Cifar10.train(folder))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("data_batch_2.bin");
  }

  @Test
  void givenNoDataset_whenOpened_thenTheErrorSaysWhatWasExpected() throws IOException {
    assertThatThrownBy(() -> Cifar10.train(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(folder.resolve("data_batch_1.bin").toString())
        .hasMessageContaining("cifar-10-binary.tar.gz");
    assertThatThrownBy(() -> Cifar10.train(folder.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("check the path");
    Path file = write("test_batch.bin", 0, record(1));
    assertThatThrownBy(() -> Cifar10.test(file)).isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void givenAClosedDataset_whenRead_thenRefused() throws IOException {
    write("test_batch.bin", 0, record(1));
    Cifar10 test = Cifar10.test(folder);
    test.close();
    test.close();
    assertThatThrownBy(() -> test.read(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void givenTheRealDataset_whenOpened_thenCountsLabelsAndMeansAreThePublishedOnes()
      throws IOException {
    Path data = RealData.folder("cifar-10-batches-bin");
    try (Cifar10 train = Cifar10.train(data);
        Cifar10 test = Cifar10.test(data)) {
      int[] histogram = new int[10];
      double[] sums = new double[3];
      for (int i = 0; i < train.size(); i++) {
        histogram[train.label(i)]++;
        byte[] pixels = train.read(i).data();
        for (int j = 0; j < pixels.length; j++) {
          sums[j % 3] += pixels[j] & 255;
        }
      }
      assertThat(histogram).containsOnly(5_000);
      // The well-known means 0.4914, 0.4822, 0.4465; these files went through JPEG once.
      double values = 255.0 * 1024 * train.size();
      assertThat(sums[0] / values).isBetween(0.489, 0.494);
      assertThat(sums[1] / values).isBetween(0.480, 0.485);
      assertThat(sums[2] / values).isBetween(0.444, 0.449);
      assertThat(test.size()).isEqualTo(10_000);
    }
  }

  @Test
  void givenFilesOfThePythonVersion_whenOpened_thenRefused() throws IOException {
    Path zip = RealData.folder("fixtures").resolve("hf_cifar10/dummy_data.zip");
    String inside = "dummy_data/cifar-10-python.tar.gz/cifar-10-batches-py/";
    try (ZipFile archive = new ZipFile(zip.toFile());
        var in = archive.getInputStream(archive.getEntry(inside + "test_batch"))) {
      Files.copy(in, folder.resolve("test_batch.bin"));
    }
    assertThatThrownBy(() -> Cifar10.test(folder))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("expected 30730000 bytes (10000 records of 3073), found 6380");
  }

  private static byte[] record(int label) {
    byte[] record = new byte[RECORD];
    record[0] = (byte) label;
    return record;
  }

  /** A file of the right size, all zero but for one record; sparse on most file systems. */
  private Path write(String name, int index, byte[] record) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(RECORD * 10_000L);
      access.seek((long) RECORD * index);
      access.write(record);
    }
    return file;
  }
}
