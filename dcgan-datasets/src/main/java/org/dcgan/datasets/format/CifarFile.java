package org.dcgan.datasets.format;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.internal.io.PositionalFile;

/**
 * One file of CIFAR's binary version: records, each one or more label bytes and then 3,072 bytes of
 * image (the red plane, the green, the blue; 32 rows of 32 each). Images are read from the file on
 * demand. Safe for use from several threads.
 */
public final class CifarFile implements AutoCloseable {
  /** The number of records of a published file of CIFAR-10. */
  public static final int RECORDS = 10_000;

  /** The shape of every image. */
  public static final ImageShape SHAPE = ImageShape.square(32, 3);

  private static final int IMAGE_BYTES = 3072;
  private static final int BLOCK = 256;

  private final PositionalFile bytes;
  private final int records;
  private final int labelBytes;

  /** The labels of all records, in order. */
  private final byte[] labels;

  private CifarFile(PositionalFile bytes, int records, int labelBytes) {
    this.bytes = bytes;
    this.records = records;
    this.labelBytes = labelBytes;
    this.labels = new byte[records * labelBytes];
  }

  /**
   * Opens a file and checks its size and all its labels.
   *
   * @param path the file
   * @param records the expected number of records
   * @param classes for each label of a record, in order, the number of classes (10 for CIFAR-10; 20
   *     coarse and 100 fine classes for CIFAR-100)
   * @return the open file
   * @throws MalformedFileException if the size is not that of so many records, or a label is out of
   *     range
   * @throws IOException if the file is missing or cannot be read
   */
  public static CifarFile open(Path path, int records, int... classes) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          printable(path), null, "a file of CIFAR's binary version is missing; unpack all of them");
    }
    int recordBytes = classes.length + IMAGE_BYTES;
    long expected = (long) records * recordBytes;
    PositionalFile bytes = PositionalFile.open(path);
    try {
      long size = bytes.size();
      if (size != expected) {
        throw new MalformedFileException(
            path,
            String.format(
                Locale.ROOT,
                "expected %d bytes (%d records of %d), found %d; it is %s; unpack it again",
                expected,
                records,
                recordBytes,
                size,
                size < expected ? "truncated after record " + size / recordBytes : "too long"));
      }
      CifarFile file = new CifarFile(bytes, records, classes.length);
      file.readLabels(classes);
      return file;
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  private void readLabels(int[] classes) throws IOException {
    int recordBytes = labelBytes + IMAGE_BYTES;
    // Reads blocks of records, which is faster than reading single bytes.
    for (int first = 0; first < records; first += BLOCK) {
      byte[] block = new byte[Math.min(BLOCK, records - first) * recordBytes];
      bytes.read((long) first * recordBytes, block);
      for (int i = 0; i * recordBytes < block.length; i++) {
        System.arraycopy(block, i * recordBytes, labels, (first + i) * labelBytes, labelBytes);
        for (int which = 0; which < labelBytes; which++) {
          int label = label(first + i, which);
          if (label >= classes[which]) {
            throw new MalformedFileException(
                path(),
                String.format(
                    Locale.ROOT,
                    "the label of record %d (offset %d) is %d, expected 0 to %d; this is not the"
                        + " binary version, or it is damaged",
                    first + i,
                    (long) (first + i) * recordBytes + which,
                    label,
                    classes[which] - 1));
          }
        }
      }
    }
  }

  /**
   * Returns the number of records.
   *
   * @return the number of them
   */
  public int records() {
    return records;
  }

  /**
   * Where the file is.
   *
   * @return the path it was opened by
   */
  public Path path() {
    return bytes.path();
  }

  /**
   * A class of a record.
   *
   * @param record 0 to {@code records() - 1}
   * @param which which of its labels, from 0
   * @return the label
   */
  public int label(int record, int which) {
    return labels[record * labelBytes + which] & 255;
  }

  /**
   * The image of a record, planes interleaved.
   *
   * @param record 0 to {@code records() - 1}
   * @return 32x32x3
   * @throws IOException if the file has become shorter since it was opened, or cannot be read
   * @throws IllegalStateException if this is closed
   */
  public Pixels image(int record) throws IOException {
    byte[] planes = new byte[IMAGE_BYTES];
    bytes.read((long) record * (labelBytes + IMAGE_BYTES) + labelBytes, planes);
    byte[] data = new byte[IMAGE_BYTES];
    int area = IMAGE_BYTES / 3;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < area; i++) {
        data[3 * i + c] = planes[c * area + i];
      }
    }
    return new Pixels(SHAPE, data);
  }

  /** Closes the file, after reads in progress are done. */
  @Override
  public void close() {
    bytes.close();
  }
}
