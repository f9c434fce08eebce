package org.dcgan.tensorflow.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;

/**
 * One array in NumPy's .npy format (versions 1 to 3): float32 or float64, little-endian, C order.
 *
 * @param shape the dimensions; empty for a scalar
 * @param values row-major; float64 is rounded to float32 on reading
 */
@SuppressWarnings("ArrayRecordComponent")
public record Npy(List<Integer> shape, float[] values) {
  private static final int HEADER = 1 << 16;
  private static final int MOST_DATA = Integer.MAX_VALUE - 2 * HEADER;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /** Copies the shape and checks that it holds the values. */
  public Npy {
    shape = List.copyOf(shape);
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "an array of shape " + shape + " has " + size + " values, got " + values.length);
    }
  }

  /**
   * Reads an array.
   *
   * @param file an .npy file
   * @return the array
   * @throws ModelFormatException if it is not an .npy file, or of an unsupported kind
   * @throws IOException if it cannot be read
   */
  public static Npy read(Path file) throws IOException {
    return parse(Files.readAllBytes(file), file.toString());
  }

  /**
   * Reads an array from its bytes.
   *
   * @param bytes the whole file
   * @param name the name of the file in error messages
   * @return the array
   * @throws ModelFormatException if it is not an .npy file, or of an unsupported kind
   */
  public static Npy parse(byte[] bytes, String name) throws ModelFormatException {
    if (bytes.length < 12
        || !java.util.Arrays.equals(java.util.Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
      throw new ModelFormatException(
          name + ": expected an .npy file, found too few bytes or another format");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int major = bytes[6];
    if (major < 1 || major > 3) {
      throw new ModelFormatException(
          name + ": expected .npy version 1 to 3, found version " + major);
    }
    int headerStart = major == 1 ? 10 : 12;
    long headerLength = major == 1 ? buffer.getShort(8) & 0xFFFF : buffer.getInt(8) & 0xFFFFFFFFL;
    if (headerStart + headerLength > bytes.length) {
      throw new ModelFormatException(
          name
              + ": the header claims "
              + headerLength
              + " bytes, the file has "
              + (bytes.length - headerStart)
              + " after it; is it truncated?");
    }
    String header = new String(bytes, headerStart, (int) headerLength, ISO_8859_1);
    String type = find(DESCR, header, "descr", name);
    int width =
        switch (type) {
          case "<f4" -> 4;
          case "<f8" -> 8;
          default ->
              throw new ModelFormatException(
                  name + ": expected values of type <f4 or <f8 (float32, float64), found " + type);
        };
    List<Integer> shape = shape(find(SHAPE, header, "shape", name), name);
    if (find(ORDER, header, "fortran_order", name).equals("True") && shape.size() > 1) {
      throw new ModelFormatException(
          name + ": expected C order, found Fortran order; save it with numpy.ascontiguousarray");
    }
    long size = 1;
    for (int dimension : shape) {
      size *= dimension;
      if (size > Integer.MAX_VALUE) {
        throw new ModelFormatException(name + ": shape " + shape + " is too large");
      }
    }
    int start = headerStart + (int) headerLength;
    if (bytes.length - start != size * width) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s: shape %s of %s takes %d bytes, the file has %d; is it truncated?",
              name,
              shape,
              type,
              size * width,
              bytes.length - start));
    }
    float[] values = new float[(int) size];
    ByteBuffer data = buffer.position(start).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (width == 4) {
      data.asFloatBuffer().get(values);
    } else {
      var doubles = data.asDoubleBuffer();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) doubles.get(i);
      }
    }
    return new Npy(shape, values);
  }

  /**
   * Encodes the array as an .npy file of version 1 with float32 values.
   *
   * @return bytes that {@link #parse} and {@code numpy.load} can read
   */
  public byte[] toBytes() {
    StringBuilder dimensions = new StringBuilder();
    shape.forEach(d -> dimensions.append(d).append(", "));
    StringBuilder header =
        new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (")
            .append(shape.size() == 1 ? shape.get(0) + "," : dimensions.toString())
            .append("), }");
    while ((MAGIC.length + 4 + header.length() + 1) % 64 != 0) {
      header.append(' ');
    }
    header.append('\n');
    ByteArrayOutputStream out = new ByteArrayOutputStream(128 + values.length * 4);
    out.writeBytes(MAGIC);
    out.writeBytes(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >> 8)});
    out.writeBytes(header.toString().getBytes(ISO_8859_1));
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    out.writeBytes(data.array());
    return out.toByteArray();
  }

  /**
   * The largest size of a file with an array of a shape: float64 values and a header of 64 KiB.
   * Larger files are not read.
   *
   * @param shape the dimensions
   * @return a number of bytes below 2^31
   */
  public static int mostBytes(List<Integer> shape) {
    long bytes = 8;
    for (int dimension : shape) {
      bytes *= Math.max(1, dimension);
      if (bytes > MOST_DATA) {
        return MOST_DATA + HEADER;
      }
    }
    return (int) bytes + HEADER;
  }

  private static String find(Pattern pattern, String header, String field, String name)
      throws ModelFormatException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new ModelFormatException(name + ": the .npy header has no " + field + ": " + header);
    }
    return matcher.group(1);
  }

  private static List<Integer> shape(String text, String name) throws ModelFormatException {
    List<Integer> shape = new ArrayList<>();
    for (String part : text.split(",")) {
      String digits = part.strip();
      if (digits.isEmpty()) {
        continue;
      }
      if (!digits.matches("\\d{1,9}")) {
        throw new ModelFormatException(name + ": not a dimension in the .npy header: " + digits);
      }
      shape.add(Integer.parseInt(digits));
    }
    return shape;
  }
}
