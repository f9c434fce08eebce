package org.dcgan.datasets.format;

import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.NpyHeader;

/**
 * Arrays of a NumPy archive (.npz), which is a zip file of .npy files. Uncompressed arrays ({@code
 * numpy.savez}) are read from the archive on demand; compressed arrays ({@code savez_compressed})
 * are decompressed, if large into a temporary file, and their checksums are verified.
 */
public final class NpzFile {
  /** The maximum compression ratio of Deflate. */
  private static final long MAX_RATIO = 1032;

  private static final Map<String, Integer> TYPES =
      Map.of("|u1", 1, "|i1", 1, "<u2", 2, "<i2", 2, "<u4", 4, "<i4", 4, "<u8", 8, "<i8", 8);

  private NpzFile() {}

  /** An array of integers. Safe for reading from several threads. */
  public static final class Numbers implements AutoCloseable {
    private final String name;
    private final long[] shape;
    private final int bytesEach;
    private final boolean signed;
    private final ByteStore values;

    private Numbers(String name, long[] shape, int bytesEach, boolean signed, ByteStore values) {
      this.name = name;
      this.shape = shape;
      this.bytesEach = bytesEach;
      this.signed = signed;
      this.values = values;
    }

    /**
     * Returns the name of the array.
     *
     * @return what the archive calls it
     */
    public String name() {
      return name;
    }

    /**
     * Returns the dimensions of the array.
     *
     * @return a copy; the last one runs fastest
     */
    public long[] shape() {
      return shape.clone();
    }

    /**
     * Returns the size of a value.
     *
     * @return 1, 2, 4 or 8 bytes
     */
    public int bytesEach() {
      return bytesEach;
    }

    /**
     * Returns whether the highest bit is a sign.
     *
     * @return false for unsigned types
     */
    public boolean signed() {
      return signed;
    }

    /**
     * Reads the bytes of values.
     *
     * @param index the position of the first value, 0 to the product of the dimensions less one
     * @param target filled with values, little-endian
     * @throws IndexOutOfBoundsException if there are not so many values
     * @throws IOException if the file has become shorter since it was opened, or cannot be read
     * @throws IllegalStateException if this is closed
     */
    public void read(long index, byte[] target) throws IOException {
      values.read(index * bytesEach, ByteBuffer.wrap(target));
    }

    /**
     * Reads one value.
     *
     * @param index its position, 0 to the product of the dimensions less one
     * @return the value
     * @throws IndexOutOfBoundsException if there is no such value
     * @throws IOException if the file has become shorter since it was opened, or cannot be read
     * @throws IllegalStateException if this is closed
     */
    public long value(long index) throws IOException {
      ByteBuffer value = ByteBuffer.allocate(bytesEach).order(ByteOrder.LITTLE_ENDIAN);
      values.read(index * bytesEach, value);
      return switch (bytesEach) {
        case 1 -> signed ? value.get(0) : value.get(0) & 255;
        case 2 -> signed ? value.getShort(0) : value.getShort(0) & 0xFFFF;
        case 4 -> signed ? value.getInt(0) : value.getInt(0) & 0xFFFFFFFFL;
        default -> value.getLong(0);
      };
    }

    /** Closes the file, after reads in progress are done; deletes a temporary one. */
    @Override
    public void close() {
      values.close();
    }
  }

  /**
   * Reads arrays.
   *
   * @param path the archive
   * @param names the arrays wanted; others are ignored
   * @return them, in that order
   * @throws MalformedFileException if it is not such an archive, truncated, damaged, or lacks one
   *     of the arrays, or if one is not of integers
   * @throws IOException if it is missing or cannot be read, or if there is no room in the folder
   *     for temporary files
   */
  public static List<Numbers> read(Path path, String... names) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(printable(path), null, "expected a NumPy archive (.npz)");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        ZipFile zip = open(path, channel)) {
      List<Numbers> arrays = new ArrayList<>();
      try {
        for (String name : names) {
          arrays.add(array(path, channel, zip, name));
        }
        return arrays;
      } catch (IOException | RuntimeException | Error e) {
        arrays.forEach(Numbers::close);
        throw e;
      }
    }
  }

  private static ZipFile open(Path path, FileChannel channel) throws IOException {
    return DecodingMemory.list(printable(path), () -> directory(path, channel));
  }

  private static ZipFile directory(Path path, FileChannel channel) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(channel).get();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new MalformedFileException(
          path,
          "expected a NumPy archive, which is a zip file; its directory cannot be read ("
              + e.getMessage()
              + "), it may be truncated");
    }
  }

  private static Numbers array(Path path, FileChannel channel, ZipFile zip, String name)
      throws IOException {
    ZipArchiveEntry entry =
        Optional.ofNullable(zip.getEntry(name + ".npy"))
            .orElseThrow(
                () ->
                    new MalformedFileException(
                        path, "has no array " + name + " (" + name + ".npy)"));
    String where = "array " + name + " (zip entry at offset " + entry.getLocalHeaderOffset() + ") ";
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    if ((!stored && entry.getMethod() != ZipEntry.DEFLATED)
        || entry.getGeneralPurposeBit().usesEncryption()) {
      throw new MalformedFileException(
          path, where + "is encrypted or compressed by method " + entry.getMethod());
    }
    long compressed = entry.getCompressedSize();
    long size = entry.getSize();
    if (compressed < 0
        || compressed > channel.size()
        || size < 0
        || (stored ? size != compressed : size / MAX_RATIO > compressed)) {
      throw new MalformedFileException(
          path,
          where
              + "claims "
              + size
              + " bytes compressed into "
              + compressed
              + ", which is impossible; it is damaged");
    }
    try (CheckedInputStream in =
        new CheckedInputStream(
            new BufferedInputStream(zip.getInputStream(entry), 1 << 16), new CRC32())) {
      NpyHeader header = NpyHeader.read(in);
      Integer bytesEach = TYPES.get(header.type());
      if (bytesEach == null) {
        throw new IOException("expected integers, found values of type " + header.type());
      }
      long bytes = header.count() * bytesEach;
      if (header.count() < 0 || bytes > Integer.MAX_VALUE || header.bytes() + bytes != size) {
        throw new IOException(
            "has values of shape "
                + java.util.Arrays.toString(header.shape())
                + ", which do not fit its "
                + size
                + " bytes");
      }
      long start = entry.getDataOffset() + header.bytes();
      ByteStore values;
      if (!stored) {
        values = unpacked(in, bytes, entry.getCrc());
      } else if (entry.getDataOffset() < 0 || start + bytes > channel.size()) {
        throw new IOException("reaches beyond the file's end");
      } else {
        values = ByteStore.of(path, start, bytes);
      }
      return new Numbers(name, header.shape(), bytesEach, header.type().charAt(1) == 'i', values);
    } catch (FileSystemException | ClosedChannelException e) {
      // Not the fault of the content: a full disk, or an interrupted thread.
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new MalformedFileException(
          path, where + (e.getMessage() == null ? "is damaged (" + e + ")" : e.getMessage()));
    }
  }

  private static ByteStore unpacked(CheckedInputStream in, long bytes, long crc)
      throws IOException {
    try (ByteStore.Writer values = ByteStore.writer(bytes)) {
      byte[] buffer = new byte[1 << 16];
      for (int n; (n = in.read(buffer)) > 0; ) {
        if (n > values.remaining()) {
          throw new IOException("has more bytes than it claims");
        }
        values.write(buffer, n);
      }
      if (values.remaining() > 0) {
        throw new IOException("ends " + values.remaining() + " bytes before the " + bytes);
      }
      // Before the store is finished, since an unfinished one is deleted here.
      if (in.getChecksum().getValue() != crc) {
        throw new IOException("is damaged: its checksum differs from that in the directory");
      }
      return values.finish();
    }
  }
}
