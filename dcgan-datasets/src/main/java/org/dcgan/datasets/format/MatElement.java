package org.dcgan.datasets.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.dcgan.image.MalformedFileException;

/**
 * An array of a MATLAB file as its header describes it (MathWorks, "MAT-File Format", level 5). All
 * headers are checked, and compressed data is decompressed once to verify its checksum, before
 * memory is allocated for values.
 *
 * @param name the variable
 * @param type MATLAB's number of the array's type: 6 double, 7 single, 8 to 15 integers
 * @param dimensions at least 2, none negative
 * @param dataType MATLAB's number of the type that the values are stored in
 * @param dataBytes how many bytes the values take
 * @param dataStart where the values begin, in bytes behind the beginning of the array, unpacked
 * @param compressed whether it is compressed
 * @param order of the bytes of a number
 * @param offset where in the file it begins
 */
record MatElement(
    String name,
    int type,
    List<Integer> dimensions,
    int dataType,
    long dataBytes,
    int dataStart,
    boolean compressed,
    ByteOrder order,
    long offset) {
  private static final int HEADER_BYTES = 128;
  private static final int SUBSYSTEM_AT = 116;
  private static final int VERSION_AT = 124;
  static final int TAG_BYTES = 8;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int INT8 = 1;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int DOUBLE_CLASS = 6;
  private static final int UINT64_CLASS = 15;
  private static final int COMPLEX_OR_LOGICAL = 0x0A00;
  private static final int MAX_DIMENSIONS = 8;
  private static final int MAX_NAME = 63;

  /** The maximum number of arrays in a file; those of datasets have two. */
  private static final int MAX_ELEMENTS = 1000;

  /** Tag of the matrix, flags, dimensions, name, tag of the data. */
  private static final int MOST_HEADER = 8 + 16 + 8 + 32 + 8 + 64 + 8;

  /** Reads the headers of all arrays and checks that the file holds what they promise. */
  static List<MatElement> scan(Path path) throws IOException {
    try (InputStream raw = Files.newInputStream(path);
        Counting in = new Counting(new BufferedInputStream(raw, 1 << 16))) {
      ByteOrder order = order(path, in.readNBytes(HEADER_BYTES));
      List<MatElement> elements = new ArrayList<>();
      while (true) {
        long offset = in.count;
        byte[] tag = in.readNBytes(TAG_BYTES);
        if (tag.length == 0) {
          return elements;
        } else if (tag.length < TAG_BYTES) {
          throw new MalformedFileException(
              path, "ends within the tag at offset " + offset + "; it is truncated");
        }
        if (elements.size() == MAX_ELEMENTS) {
          throw new MalformedFileException(
              path,
              "has more than " + MAX_ELEMENTS + " variables; save only the two that are needed");
        }
        ByteBuffer fields = ByteBuffer.wrap(tag).order(order);
        elements.add(element(path, in, order, fields.getInt(), fields.getInt(), offset));
      }
    }
  }

  private static ByteOrder order(Path path, byte[] header) throws IOException {
    if (header.length < HEADER_BYTES) {
      throw new MalformedFileException(
          path,
          "expected a MATLAB 5 file, which begins with "
              + HEADER_BYTES
              + " bytes of header; found only "
              + header.length);
    }
    String mark = new String(header, VERSION_AT + 2, 2, StandardCharsets.ISO_8859_1);
    ByteOrder order =
        mark.equals("IM")
            ? ByteOrder.LITTLE_ENDIAN
            : mark.equals("MI") ? ByteOrder.BIG_ENDIAN : null;
    if (order == null || ByteBuffer.wrap(header).order(order).getShort(VERSION_AT) != 0x0100) {
      throw new MalformedFileException(
          path,
          "not a MATLAB 5 file: expected version 0100 and the mark IM or MI at offset "
              + VERSION_AT
              + "; files of version 7.3 (HDF5) are not read, save them with -v7");
    }
    for (int i = SUBSYSTEM_AT; i < VERSION_AT; i++) {
      if (header[i] != 0 && header[i] != ' ') {
        throw new MalformedFileException(
            path,
            "has MATLAB objects in it (a subsystem, by the header's bytes 116 to 123); expected"
                + " plain arrays only");
      }
    }
    return order;
  }

  private static MatElement element(
      Path path, Counting in, ByteOrder order, int type, int size, long offset) throws IOException {
    long bytes = size & 0xFFFFFFFFL;
    if ((type != MATRIX && type != COMPRESSED) || bytes > Integer.MAX_VALUE) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "expected an array of less than 2 GB at offset %d, found type %d of %d bytes",
              offset,
              type,
              bytes));
    }
    Limited data = new Limited(in, bytes);
    MatElement element;
    try {
      if (type == COMPRESSED) {
        element = compressed(path, data, order, offset);
      } else {
        byte[] start = new byte[MOST_HEADER];
        ByteBuffer fields = ByteBuffer.wrap(start).order(order);
        fields.putInt(MATRIX).putInt((int) bytes);
        int read = data.readNBytes(start, TAG_BYTES, MOST_HEADER - TAG_BYTES);
        element = parse(path, fields.flip().limit(TAG_BYTES + read), false, offset);
      }
      data.skipNBytes(data.left);
    } catch (EOFException e) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "expected %d bytes of array at offset %d, found %d; it is truncated",
              bytes,
              offset + TAG_BYTES,
              bytes - data.left));
    }
    return element;
  }

  /** Unpacks everything, so that the checksum at the end is seen. */
  private static MatElement compressed(Path path, InputStream data, ByteOrder order, long offset)
      throws IOException {
    InflaterInputStream inflated = new InflaterInputStream(data);
    try {
      byte[] start = inflated.readNBytes(MOST_HEADER);
      ByteBuffer fields = ByteBuffer.wrap(start).order(order);
      MatElement element = parse(path, fields, true, offset);
      long expected = TAG_BYTES + (fields.getInt(4) & 0xFFFFFFFFL);
      long found = start.length;
      byte[] buffer = new byte[1 << 16];
      for (int n = 0; n >= 0 && found <= expected; n = inflated.read(buffer)) {
        found += n;
      }
      if (found != expected) {
        throw new MalformedFileException(
            path,
            String.format(
                Locale.ROOT,
                "the array %s at offset %d claims %d bytes, but has %s",
                element.name,
                offset,
                expected,
                found > expected ? "more" : "only " + found));
      }
      return element;
    } catch (ZipException e) {
      throw new MalformedFileException(
          path,
          "the compressed array at offset " + offset + " is damaged (" + e.getMessage() + ")");
    }
  }

  private static MatElement parse(Path path, ByteBuffer fields, boolean compressed, long offset)
      throws IOException {
    try {
      return parse(fields, compressed, offset);
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw new MalformedFileException(
          path,
          "the array at offset "
              + offset
              + " is not a plain numeric one: "
              + (e.getMessage() == null ? "its header is cut off" : e.getMessage()));
    }
  }

  private static MatElement parse(ByteBuffer fields, boolean compressed, long offset) {
    require(fields.getInt(), MATRIX, "the type of the element");
    long bytes = fields.getInt() & 0xFFFFFFFFL;
    require(fields.getInt(), UINT32, "the type of the flags");
    require(fields.getInt(), 8, "the size of the flags");
    int flags = fields.getInt();
    fields.getInt();
    int type = flags & 255;
    if (type < DOUBLE_CLASS || type > UINT64_CLASS || (flags & COMPLEX_OR_LOGICAL) != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected flags of real numbers, found %#x", flags));
    }
    require(fields.getInt(), INT32, "the type of the dimensions");
    int count = fields.getInt() / Integer.BYTES;
    if (count < 2 || count > MAX_DIMENSIONS) {
      throw new IllegalArgumentException("expected 2 to 8 dimensions, found " + count);
    }
    Integer[] dimensions = new Integer[count];
    for (int i = 0; i < count; i++) {
      dimensions[i] = fields.getInt();
      if (dimensions[i] < 0) {
        throw new IllegalArgumentException("has a negative dimension, " + dimensions[i]);
      }
    }
    fields.position(fields.position() + count % 2 * Integer.BYTES);
    String name = name(fields);
    int dataType = fields.getInt();
    long dataBytes;
    if (dataType >>> 16 != 0) {
      int smallBytes = dataType >>> 16;
      dataBytes = smallBytes;
      dataType &= 0xFFFF;
    } else {
      dataBytes = fields.getInt() & 0xFFFFFFFFL;
    }
    if (dataBytes > bytes) {
      throw new IllegalArgumentException(
          "its values claim " + dataBytes + " bytes of the array's " + bytes);
    }
    return new MatElement(
        name,
        type,
        Arrays.asList(dimensions),
        dataType,
        dataBytes,
        fields.position(),
        compressed,
        fields.order(),
        offset);
  }

  private static String name(ByteBuffer fields) {
    int type = fields.getInt();
    int length;
    int field;
    if (type >>> 16 != 0) {
      length = type >>> 16;
      type &= 0xFFFF;
      field = Integer.BYTES;
    } else {
      length = fields.getInt();
      field = (length + 7) / 8 * 8;
    }
    require(type, INT8, "the type of the name");
    if (length < 0 || length > Math.min(field, MAX_NAME)) {
      throw new IllegalArgumentException("expected a name, found one of " + length + " bytes");
    }
    byte[] bytes = new byte[field];
    fields.get(bytes);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static void require(int found, int expected, String what) {
    if (found != expected) {
      throw new IllegalArgumentException(
          what + " is " + Integer.toUnsignedString(found) + ", expected " + expected);
    }
  }

  /** Knows where in the file it is. */
  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = in.skip(n);
      count += skipped;
      return skipped;
    }
  }

  /** One element's bytes. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      int value = left == 0 ? -1 : in.read();
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int read = left == 0 ? -1 : in.read(target, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
