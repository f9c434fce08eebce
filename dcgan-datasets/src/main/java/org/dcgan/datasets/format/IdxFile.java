package org.dcgan.datasets.format;

import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dcgan.image.MalformedFileException;

/**
 * An array of unsigned bytes in the IDX format (LeCun et al., "The MNIST database"): two zeros, the
 * type 8, the number of dimensions, each dimension in four bytes with the highest first, the values
 * in row-major order. The file is raw or compressed with gzip, which is detected by its first
 * bytes. Large arrays are stored in a temporary file. Safe for use from several threads.
 */
public final class IdxFile implements AutoCloseable {
  private static final int UNSIGNED_BYTE = 8;

  /** The maximum compression ratio of Deflate. */
  private static final long MAX_RATIO = 1032;

  private final Path path;
  private final int[] dimensions;
  private final ByteStore values;

  private IdxFile(Path path, int[] dimensions, ByteStore values) {
    this.path = path;
    this.dimensions = dimensions;
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @param path the file
   * @param dimensionCount the expected number of dimensions
   * @return its values
   * @throws MalformedFileException if it is not such a file, truncated, damaged, or too long
   * @throws IOException if it is missing or cannot be read
   */
  public static IdxFile read(Path path, int dimensionCount) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(printable(path), null, "expected an IDX file, raw or gzip");
    }
    long fileBytes = Files.size(path);
    try (InputStream raw = Files.newInputStream(path);
        PushbackInputStream start = new PushbackInputStream(new BufferedInputStream(raw), 2)) {
      byte[] magic = start.readNBytes(2);
      start.unread(magic);
      boolean gzip = magic.length == 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
      try (InputStream in = gzip ? new GZIPInputStream(start, 1 << 16) : start) {
        return read(path, in, dimensionCount, gzip ? fileBytes * MAX_RATIO : fileBytes);
      }
    } catch (ZipException e) {
      throw new MalformedFileException(
          path, "the gzip data is damaged (" + e.getMessage() + "); fetch it again");
    } catch (EOFException e) {
      throw new MalformedFileException(
          path, "ends within the gzip data, after " + fileBytes + " bytes; it is truncated");
    }
  }

  private static IdxFile read(Path path, InputStream in, int dimensionCount, long most)
      throws IOException {
    int headerBytes = 4 + 4 * dimensionCount;
    ByteBuffer header = ByteBuffer.wrap(in.readNBytes(headerBytes));
    if (header.remaining() < headerBytes) {
      throw new MalformedFileException(
          path, "expected " + headerBytes + " bytes of IDX header, found " + header.remaining());
    }
    int magic = header.getInt();
    if (magic != (UNSIGNED_BYTE << 8 | dimensionCount)) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "not an IDX file of unsigned bytes in %d dimensions: expected it to begin with %08x,"
                  + " found %08x",
              dimensionCount,
              UNSIGNED_BYTE << 8 | dimensionCount,
              magic));
    }
    int[] dimensions = new int[dimensionCount];
    long size = 1;
    for (int i = 0; i < dimensionCount; i++) {
      dimensions[i] = header.getInt();
      if (dimensions[i] < 1) {
        throw new MalformedFileException(
            path,
            "dimension "
                + i
                + " (offset "
                + (4 + 4 * i)
                + ") is "
                + Integer.toUnsignedString(dimensions[i])
                + ", expected 1 to 2^31 - 1");
      }
      size = size > Integer.MAX_VALUE ? size : size * dimensions[i];
    }
    if (size > Integer.MAX_VALUE - 8 || size > most) {
      throw new MalformedFileException(
          path,
          "claims "
              + (size > Integer.MAX_VALUE ? "more than 2^31" : size)
              + " values, which a file of this size cannot hold; its header is damaged, or it is"
              + " truncated");
    }
    try (ByteStore.Writer values = ByteStore.writer(size)) {
      byte[] buffer = new byte[1 << 16];
      for (int n; (n = in.read(buffer)) > 0; ) {
        if (n > values.remaining()) {
          throw new MalformedFileException(
              path, "expected " + size + " values by its header, found more");
        }
        values.write(buffer, n);
      }
      if (values.remaining() > 0) {
        throw new MalformedFileException(
            path,
            "expected "
                + size
                + " values by its header, found "
                + (size - values.remaining())
                + "; it is truncated, fetch it again");
      }
      return new IdxFile(path, dimensions, values.finish());
    }
  }

  /**
   * Returns a dimension.
   *
   * @param which 0 for the outermost
   * @return at least 1
   */
  public int dimension(int which) {
    return dimensions[which];
  }

  /**
   * Reads a value.
   *
   * @param index the index of the value, 0 to the product of the dimensions less one, the last
   *     dimension running fastest
   * @return 0 to 255
   * @throws IOException if the value cannot be read
   * @throws IllegalStateException if this is closed
   */
  public int value(int index) throws IOException {
    byte[] value = new byte[1];
    values(index, value);
    return value[0] & 255;
  }

  /**
   * Copies values.
   *
   * @param index the index of the first value
   * @param target receives the values; it is filled
   * @throws IOException if the values cannot be read
   * @throws IllegalStateException if this is closed
   */
  public void values(int index, byte[] target) throws IOException {
    values.read(index, ByteBuffer.wrap(target));
  }

  /**
   * Where the file is.
   *
   * @return the path it was read from
   */
  public Path path() {
    return path;
  }

  /** Closes the file, after reads in progress are done; deletes a temporary one. */
  @Override
  public void close() {
    values.close();
  }
}
