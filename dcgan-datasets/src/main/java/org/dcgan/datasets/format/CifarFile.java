package org.dcgan.datasets.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of CIFAR's binary version: 10,000 records, each one or more label bytes and then 3,072
 * bytes of picture (the red plane, the green, the blue; 32 rows of 32 each). Mapped into memory;
 * safe for use from several threads.
 */
public final class CifarFile {
  /** Records per file, as published. */
  public static final int RECORDS = 10_000;

  private static final int IMAGE_BYTES = 3072;

  private final Path path;
  private final int recordBytes;
  private final ByteBuffer bytes;

  private CifarFile(Path path, int recordBytes, ByteBuffer bytes) {
    this.path = path;
    this.recordBytes = recordBytes;
    this.bytes = bytes;
  }

  /**
   * Opens a file and checks its size and all its labels.
   *
   * @param path the file
   * @param labelBytes label bytes before each picture; the last is the one that {@link #label}
   *     returns (1 for CIFAR-10, 2 for CIFAR-100: coarse, fine)
   * @param classes how many classes there are; labels are 0 to {@code classes - 1}
   * @return the open file
   * @throws MalformedFileException if the size is not that of 10,000 records, or a label is out of
   *     range
   * @throws IOException if the file is missing or cannot be read
   */
  public static CifarFile open(Path path, int labelBytes, int classes) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          path.toString(), null, "a file of CIFAR's binary version is missing; unpack all of them");
    }
    int recordBytes = labelBytes + IMAGE_BYTES;
    long expected = (long) RECORDS * recordBytes;
    ByteBuffer bytes;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size != expected) {
        throw new MalformedFileException(
            path,
            String.format(
                "expected %d bytes (%d records of %d), found %d; it is %s, unpack it again",
                expected,
                RECORDS,
                recordBytes,
                size,
                size < expected ? "truncated after record " + size / recordBytes : "too long"));
      }
      bytes = channel.map(MapMode.READ_ONLY, 0, size);
    }
    CifarFile file = new CifarFile(path, recordBytes, bytes);
    for (int i = 0; i < RECORDS; i++) {
      int label = file.label(i);
      if (label >= classes) {
        throw new MalformedFileException(
            path,
            String.format(
                "the label of record %d (offset %d) is %d, expected 0 to %d; this is not the binary"
                    + " version, or it is damaged",
                i, (long) i * recordBytes + labelBytes - 1, label, classes - 1));
      }
    }
    return file;
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
   * The class of a record.
   *
   * @param record 0 to 9,999
   * @return the last of its label bytes
   */
  public int label(int record) {
    return bytes.get((record + 1) * recordBytes - IMAGE_BYTES - 1) & 255;
  }

  /**
   * The picture of a record, without a copy.
   *
   * @param record 0 to 9,999
   * @return 3,072 unsigned bytes, CHW
   */
  public ByteBuffer image(int record) {
    return bytes.slice((record + 1) * recordBytes - IMAGE_BYTES, IMAGE_BYTES);
  }
}
