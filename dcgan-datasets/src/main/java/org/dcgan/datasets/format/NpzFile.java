package org.dcgan.datasets.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
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

/**
 * Arrays of a NumPy archive (.npz), which is a zip file of .npy files. What is stored as it is
 * ({@code numpy.savez}) is mapped into memory; what is compressed ({@code savez_compressed}) is
 * unpacked, if it is large into a temporary file mapped into memory, and its checksum compared.
 */
public final class NpzFile {
  /** Deflate does not do better than this. */
  private static final long MAX_RATIO = 1032;

  private static final Map<String, Integer> TYPES =
      Map.of("|u1", 1, "|i1", 1, "<u2", 2, "<i2", 2, "<u4", 4, "<i4", 4, "<u8", 8, "<i8", 8);

  private NpzFile() {}

  /**
   * An array of integers.
   *
   * @param name what the archive calls it
   * @param shape its dimensions, the last one running fastest
   * @param bytesEach 1, 2, 4 or 8
   * @param signed whether the highest bit is a sign
   * @param values little-endian
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Numbers(
      String name, long[] shape, int bytesEach, boolean signed, ByteBuffer values) {

    /**
     * One of the values.
     *
     * @param index its place, 0 to the product of the dimensions less one
     * @return the value
     */
    public long value(int index) {
      int at = index * bytesEach;
      return switch (bytesEach) {
        case 1 -> signed ? values.get(at) : values.get(at) & 255;
        case 2 -> signed ? values.getShort(at) : values.getShort(at) & 0xFFFF;
        case 4 -> signed ? values.getInt(at) : values.getInt(at) & 0xFFFFFFFFL;
        default -> values.getLong(at);
      };
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
      throw new NoSuchFileException(path.toString(), null, "expected a NumPy archive (.npz)");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        ZipFile zip = open(path, channel)) {
      List<Numbers> arrays = new ArrayList<>();
      for (String name : names) {
        arrays.add(array(path, channel, zip, name));
      }
      return arrays;
    }
  }

  private static ZipFile open(Path path, FileChannel channel) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(channel).get();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
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
    if (!stored && entry.getMethod() != ZipEntry.DEFLATED
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
          path, where + "claims " + size + " bytes in " + compressed + ", which cannot be");
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
      ByteBuffer values;
      if (!stored) {
        values = unpacked(in, (int) bytes);
        if (in.getChecksum().getValue() != entry.getCrc()) {
          throw new IOException("is damaged: its checksum is not the one that it should have");
        }
      } else if (entry.getDataOffset() < 0 || start + bytes > channel.size()) {
        throw new IOException("reaches beyond the file's end");
      } else {
        values = channel.map(MapMode.READ_ONLY, start, bytes);
      }
      return new Numbers(
          name,
          header.shape(),
          bytesEach,
          header.type().charAt(1) == 'i',
          values.order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException | RuntimeException e) {
      throw new MalformedFileException(
          path, where + (e.getMessage() == null ? "is damaged (" + e + ")" : e.getMessage()));
    }
  }

  private static ByteBuffer unpacked(InputStream in, int bytes) throws IOException {
    ByteBuffer values = Scratch.allocate(bytes);
    byte[] buffer = new byte[1 << 16];
    for (int n; (n = in.read(buffer)) > 0; ) {
      if (n > values.remaining()) {
        throw new IOException("has more bytes than it claims");
      }
      values.put(buffer, 0, n);
    }
    if (values.hasRemaining()) {
      throw new IOException("ends after " + values.position() + " of " + bytes + " bytes");
    }
    return values.flip();
  }
}
