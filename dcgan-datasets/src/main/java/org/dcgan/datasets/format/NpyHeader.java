package org.dcgan.datasets.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an array in NumPy's .npy format (versions 1 to 3; the module {@code
 * numpy.lib.format} describes it).
 *
 * @param type the values' type, such as {@code |u1}
 * @param shape the dimensions, the last one running fastest
 * @param bytes how long the header is; the values follow
 */
record NpyHeader(String type, long[] shape, int bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT = 1 << 16;
  private static final int MAX_DIMENSIONS = 8;
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']{1,20})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape':\\s*\\(([\\d\\sL]{0,24}(?:,[\\d\\sL]{0,24}){0,8})\\)");

  /** Reads a header; the message of the exception describes what is wrong. */
  static NpyHeader read(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("expected NumPy's mark, 93 'NUMPY', at its beginning");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IOException("expected version 1 to 3 of NumPy's format, found " + version);
    }
    byte[] size = in.readNBytes(version == 1 ? 2 : 4);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | size[i] & 255;
    }
    if (length > MAX_TEXT) {
      throw new IOException("its header claims " + length + " bytes, more than " + MAX_TEXT);
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length || size.length < (version == 1 ? 2 : 4)) {
      throw new IOException("its header is cut off");
    }
    String header = new String(text, StandardCharsets.UTF_8);
    if ("True".equals(find(ORDER, header))) {
      throw new IOException(
          "its values are in Fortran order, which is not supported; save the array in C order");
    }
    return new NpyHeader(
        find(TYPE, header), shape(find(SHAPE, header)), start.length + size.length + text.length);
  }

  private static String find(Pattern pattern, String header) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IOException(
          "its header lacks "
              + pattern
              + ": "
              + header.substring(0, Math.min(120, header.length())));
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
        throw new IOException("has more than " + MAX_DIMENSIONS + " dimensions");
      }
      return shape;
    } catch (NumberFormatException e) {
      throw new IOException("has an impossible shape, (" + text + ")");
    }
  }

  /** Returns the number of values, or -1 if there are more than 2^31. */
  long count() {
    long count = 1;
    for (long dimension : shape) {
      if (dimension != 0 && count > Integer.MAX_VALUE / dimension) {
        return -1;
      }
      count *= dimension;
    }
    return count;
  }
}
