package org.dcgan.tensorflow.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.ModelFormatException;
import org.dcgan.feature.FloatFormat;
import org.dcgan.internal.HalfFloats;
import org.dcgan.internal.NpyHeader;

/**
 * One array in NumPy's .npy format (versions 1 to 3): float16, float32 or float64, little-endian, C
 * order.
 *
 * @param shape the dimensions; empty for a scalar
 * @param values row-major; float64 is rounded to float32 on reading
 */
@SuppressWarnings("ArrayRecordComponent")
public record Npy(List<Integer> shape, float[] values) {
  private static final int HEADER = NpyHeader.MAX_TEXT;
  private static final int BUFFER = 1 << 16;
  private static final int MOST_DATA = Integer.MAX_VALUE - 2 * HEADER;

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
   * @param file an .npy file of any shape
   * @return the array
   * @throws ModelFormatException if it is not an .npy file, is too large, or of an unsupported kind
   * @throws IOException if it cannot be read
   */
  public static Npy read(Path file) throws IOException {
    return parse(bytes(file, MOST_DATA + HEADER, "expected"), file.toString());
  }

  /**
   * Reads an array of a known shape. Nothing is read from a file that is larger than such an array.
   *
   * @param file an .npy file
   * @param shape the dimensions
   * @return the array
   * @throws ModelFormatException if it is not an .npy file, is of another shape, or of an
   *     unsupported kind
   * @throws IOException if it cannot be read
   */
  public static Npy read(Path file, List<Integer> shape) throws IOException {
    Npy npy =
        parse(
            bytes(file, mostBytes(shape), "expected an array of shape " + shape + " in"),
            file.toString());
    if (!npy.shape().equals(shape)) {
      throw new ModelFormatException(file + ": expected shape " + shape + ", got " + npy.shape());
    }
    return npy;
  }

  private static byte[] bytes(Path file, int most, String expected) throws IOException {
    long size = Files.size(file);
    if (size > most) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT, "%s: %s at most %,d bytes, found %,d", file, expected, most, size));
    }
    return Files.readAllBytes(file);
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
    NpyHeader header = header(new ByteArrayInputStream(bytes), name);
    int width = width(header, name);
    long size = header.count();
    if (size < 0 || Arrays.stream(header.shape()).anyMatch(d -> d > Integer.MAX_VALUE)) {
      throw new ModelFormatException(
          name
              + ": shape "
              + Arrays.toString(header.shape())
              + " is too large; expected fewer than 2^31 values");
    }
    List<Integer> shape = Arrays.stream(header.shape()).mapToObj(Math::toIntExact).toList();
    int start = header.bytes();
    if (bytes.length - start != size * width) {
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s: shape %s of %s takes %d bytes, the file has %d; is it truncated?",
              name,
              shape,
              header.type(),
              size * width,
              bytes.length - start));
    }
    float[] values = new float[(int) size];
    ByteBuffer data = ByteBuffer.wrap(bytes).position(start).slice().order(ByteOrder.LITTLE_ENDIAN);
    decode(data, width, values, 0, values.length);
    return new Npy(shape, values);
  }

  /**
   * Reads an array of a known shape from a stream, to its end. Memory is allocated for the values
   * only, and only if the array has this shape.
   *
   * @param in the bytes of the array; not closed
   * @param name the name of the file in error messages
   * @param shape the expected shape, of fewer than 2^31 values
   * @return the array
   * @throws ModelFormatException if it is not an .npy file, of an unsupported kind, or of another
   *     shape
   * @throws IOException if it cannot be read
   */
  public static Npy read(InputStream in, String name, List<Integer> shape) throws IOException {
    NpyHeader header = header(in, name);
    int width = width(header, name);
    long[] expected = shape.stream().mapToLong(Integer::longValue).toArray();
    if (!Arrays.equals(header.shape(), expected)) {
      throw new ModelFormatException(
          name + ": expected shape " + shape + ", got " + Arrays.toString(header.shape()));
    }
    float[] values = new float[Math.toIntExact(header.count())];
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1L, values.length) * width)];
    for (int from = 0; from < values.length; ) {
      int count = Math.min(buffer.length / width, values.length - from);
      if (in.readNBytes(buffer, 0, count * width) < count * width) {
        throw new ModelFormatException(
            name + ": ends before the last of its " + values.length + " values; is it truncated?");
      }
      ByteBuffer data = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
      decode(data, width, values, from, count);
      from += count;
    }
    if (in.read() >= 0) {
      throw new ModelFormatException(
          name + ": expected " + values.length + " values for shape " + shape + ", got more");
    }
    return new Npy(shape, values);
  }

  private static NpyHeader header(InputStream in, String name) throws ModelFormatException {
    try {
      return NpyHeader.read(in);
    } catch (IOException e) {
      throw new ModelFormatException(name + ": " + e.getMessage(), e);
    }
  }

  /** Returns the number of bytes of a value. */
  private static int width(NpyHeader header, String name) throws ModelFormatException {
    return switch (header.type()) {
      case "<f2" -> 2;
      case "<f4" -> 4;
      case "<f8" -> 8;
      default ->
          throw new ModelFormatException(
              name
                  + ": expected values of type <f2, <f4 or <f8 (float16, float32, float64),"
                  + " found "
                  + header.type());
    };
  }

  private static void decode(ByteBuffer data, int width, float[] values, int from, int count) {
    switch (width) {
      case 2 -> {
        for (int i = from; i < from + count; i++) {
          values[i] = HalfFloats.toFloat(data.getShort());
        }
      }
      case 4 -> data.asFloatBuffer().get(values, from, count);
      default -> {
        for (int i = from; i < from + count; i++) {
          values[i] = (float) data.getDouble();
        }
      }
    }
  }

  /**
   * Encodes the array as an .npy file of version 1 with float32 values.
   *
   * @return bytes that {@link #parse} and {@code numpy.load} can read
   */
  public byte[] toBytes() {
    return toBytes(FloatFormat.FLOAT32);
  }

  /**
   * Encodes the array as an .npy file of version 1.
   *
   * @param format the number format; values are rounded to it
   * @return bytes that {@link #parse} and {@code numpy.load} can read
   */
  public byte[] toBytes(FloatFormat format) {
    int[] dimensions = shape.stream().mapToInt(Integer::intValue).toArray();
    byte[] header = NpyHeader.encode(typeOf(format), dimensions);
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.addExact(header.length, Math.multiplyExact(values.length, format.bytes())))
            .put(header)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (format) {
        case FLOAT16 -> bytes.putShort(HalfFloats.toHalf(value));
        case FLOAT32 -> bytes.putFloat(value);
      }
    }
    return bytes.array();
  }

  /**
   * NumPy's name of a number format.
   *
   * @param format the format
   * @return {@code <f2} or {@code <f4}
   */
  public static String typeOf(FloatFormat format) {
    return "<f" + format.bytes();
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
}
