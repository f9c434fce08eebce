package org.dcgan.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an array in NumPy's .npy format (versions 1 to 3; the module {@code
 * numpy.lib.format} describes it), in C order.
 *
 * @param type the values' type, such as {@code |u1} or {@code <f4}
 * @param shape the dimensions, the last one running fastest; empty for a scalar
 * @param bytes the length of the header in bytes; the values follow it
 */
@SuppressWarnings("ArrayRecordComponent")
public record NpyHeader(String type, long[] shape, int bytes) {
  /** The longest text of a header that is read, in bytes. */
  public static final int MAX_TEXT = 1 << 16;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int MAX_DIMENSIONS = 8;
  private static final int SHOWN = 120;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']{1,20})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\sL]{0,24}(?:,[\\d\\sL]{0,24}){0,8})\\)");

  /**
   * Reads a header.
   *
   * @param in at the beginning of the array; at its first value afterwards
   * @return the header
   * @throws IOException if it is malformed or not supported, which the message describes without
   *     naming the file, or if it cannot be read
   */
  public static NpyHeader read(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(
          "is not in NumPy's .npy format: expected 93 'NUMPY' at its beginning, found other or too"
              + " few bytes");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IOException("expected version 1 to 3 of the .npy format, found version " + version);
    }
    int sizeBytes = version == 1 ? 2 : 4;
    byte[] size = in.readNBytes(sizeBytes);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 255);
    }
    if (length > MAX_TEXT) {
      throw new IOException(
          "its .npy header claims " + length + " bytes, expected at most " + MAX_TEXT);
    }
    byte[] text = in.readNBytes((int) length);
    if (size.length < sizeBytes || text.length < length) {
      throw new IOException(
          "its .npy header claims "
              + length
              + " bytes, but only "
              + text.length
              + " follow; is it truncated?");
    }
    String header = new String(text, StandardCharsets.UTF_8);
    String type = find(TYPE, "descr", header);
    long[] shape = shape(find(SHAPE, "shape", header));
    if (find(ORDER, "fortran_order", header).equals("True") && shape.length > 1) {
      throw new IOException(
          "expected C order, found Fortran order; save it with numpy.ascontiguousarray");
    }
    return new NpyHeader(type, shape, start.length + size.length + text.length);
  }

  private static String find(Pattern pattern, String field, String header) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IOException(
          "its .npy header has no "
              + field
              + " of a known form: "
              + header.substring(0, Math.min(SHOWN, header.length())));
    }
    return matcher.group(1);
  }

  private static long[] shape(String text) throws IOException {
    try {
      long[] shape =
          Arrays.stream(text.split(","))
              .map(s -> s.replace("L", "").strip())
              .filter(s -> !s.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      if (shape.length > MAX_DIMENSIONS) {
        throw new IOException(
            "has " + shape.length + " dimensions, expected at most " + MAX_DIMENSIONS);
      }
      return shape;
    } catch (NumberFormatException e) {
      throw new IOException("has an impossible shape, (" + text + ")", e);
    }
  }

  /**
   * Returns the number of values.
   *
   * @return the product of the dimensions, or -1 if it is 2^31 or more
   */
  public long count() {
    long count = 1;
    for (long dimension : shape) {
      if (dimension != 0 && count > Integer.MAX_VALUE / dimension) {
        return -1;
      }
      count *= dimension;
    }
    return count;
  }

  /**
   * Encodes a header of version 1 in C order.
   *
   * @param type the values' type, such as {@code <f4}
   * @param shape the dimensions; empty for a scalar
   * @return bytes to which the values are appended; their number is a multiple of 64
   */
  public static byte[] encode(String type, int... shape) {
    StringBuilder dimensions = new StringBuilder();
    for (int dimension : shape) {
      dimensions.append(dimension).append(shape.length == 1 ? "," : ", ");
    }
    StringBuilder text =
        new StringBuilder("{'descr': '")
            .append(type)
            .append("', 'fortran_order': False, 'shape': (")
            .append(dimensions)
            .append("), }");
    int before = MAGIC.length + 4;
    while ((before + text.length() + 1) % ALIGNMENT != 0) {
      text.append(' ');
    }
    text.append('\n');
    byte[] encoded = Arrays.copyOf(MAGIC, before + text.length());
    encoded[MAGIC.length] = 1;
    encoded[MAGIC.length + 2] = (byte) text.length();
    encoded[MAGIC.length + 3] = (byte) (text.length() >> 8);
    byte[] ascii = text.toString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, encoded, before, ascii.length);
    return encoded;
  }
}
