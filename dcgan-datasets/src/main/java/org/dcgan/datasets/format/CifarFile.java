package org.dcgan.datasets.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * One file of CIFAR's binary version: records, each one or more label bytes and then 3,072 bytes of
 * picture (the red plane, the green, the blue; 32 rows of 32 each). Mapped into memory; safe for
 * use from several threads.
 */
public final class CifarFile {
  /** Records per file of CIFAR-10, as published. */
  public static final int RECORDS = 10_000;

  /** Of every picture. */
  public static final ImageShape SHAPE = ImageShape.square(32, 3);

  private static final int IMAGE_BYTES = 3072;

  private final Path path;
  private final int records;
  private final int labelBytes;
  private final ByteBuffer bytes;

  private CifarFile(Path path, int records, int labelBytes, ByteBuffer bytes) {
    this.path = path;
    this.records = records;
    this.labelBytes = labelBytes;
    this.bytes = bytes;
  }

  /**
   * Opens a file and checks its size and all its labels.
   *
   * @param path the file
   * @param records how many it must hold
   * @param classes for each label of a record, in their order, how many classes there are; labels
   *     are 0 to that less one (10 for CIFAR-10; 20 and 100, coarse and fine, for CIFAR-100)
   * @return the open file
   * @throws MalformedFileException if the size is not that of so many records, or a label is out of
   *     range
   * @throws IOException if the file is missing or cannot be read
   */
  public static CifarFile open(Path path, int records, int... classes) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          path.toString(), null, "a file of CIFAR's binary version is missing; unpack all of them");
    }
    int recordBytes = classes.length + IMAGE_BYTES;
    long expected = (long) records * recordBytes;
    ByteBuffer bytes;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size != expected) {
        throw new MalformedFileException(
            path,
            String.format(
                Locale.ROOT,
                "expected %d bytes (%d records of %d), found %d; it is %s, unpack it again",
                expected,
                records,
                recordBytes,
                size,
                size < expected ? "truncated after record " + size / recordBytes : "too long"));
      }
      bytes = channel.map(MapMode.READ_ONLY, 0, size);
    }
    CifarFile file = new CifarFile(path, records, classes.length, bytes);
    for (int i = 0; i < records; i++) {
      for (int which = 0; which < classes.length; which++) {
        if (file.label(i, which) >= classes[which]) {
          throw new MalformedFileException(
              path,
              String.format(
                  Locale.ROOT,
                  "the label of record %d (offset %d) is %d, expected 0 to %d; this is not the"
                      + " binary version, or it is damaged",
                  i,
                  (long) i * recordBytes + which,
                  file.label(i, which),
                  classes[which] - 1));
        }
      }
    }
    return file;
  }

  /**
   * How many records there are.
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
    return path;
  }

  /**
   * A class of a record.
   *
   * @param record 0 to {@code records() - 1}
   * @param which which of its labels, from 0
   * @return the label
   */
  public int label(int record, int which) {
    return bytes.get(record * (labelBytes + IMAGE_BYTES) + which) & 255;
  }

  /**
   * The picture of a record, planes interleaved.
   *
   * @param record 0 to {@code records() - 1}
   * @return 32x32x3
   */
  public Pixels image(int record) {
    int start = record * (labelBytes + IMAGE_BYTES) + labelBytes;
    byte[] data = new byte[IMAGE_BYTES];
    int area = IMAGE_BYTES / 3;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < area; i++) {
        data[3 * i + c] = bytes.get(start + c * area + i);
      }
    }
    return new Pixels(SHAPE, data);
  }
}
