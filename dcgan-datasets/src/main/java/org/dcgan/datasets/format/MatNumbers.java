package org.dcgan.datasets.format;

import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.dcgan.image.MalformedFileException;

/**
 * Numeric arrays of a MATLAB 5 file (the format of {@code save -v7} and before), compressed or not.
 * Large arrays are read from the file on demand, or from a temporary file if they are compressed,
 * and take no heap. Safe for reading from several threads.
 */
public final class MatNumbers implements AutoCloseable {
  private static final int UINT8_CLASS = 9;

  /** The number of variables that a message names. */
  private static final int SHOWN = 20;

  private final Path path;
  private final Map<String, Variable> variables;

  private MatNumbers(Path path, Map<String, Variable> variables) {
    this.path = path;
    this.variables = variables;
  }

  /** An array and its values as they are stored. */
  private record Variable(MatElement element, ByteStore values) {}

  /**
   * Reads arrays after checking that the whole file is intact.
   *
   * @param path the file
   * @param names the variables wanted; others are ignored
   * @return the arrays
   * @throws MalformedFileException if it is not such a file, truncated, damaged, lacks one of the
   *     variables, or holds something else than numbers
   * @throws IOException if the file is missing or cannot be read, or if there is no room in the
   *     folder for temporary files
   */
  public static MatNumbers read(Path path, String... names) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(printable(path), null, "expected a MATLAB file (.mat)");
    }
    List<MatElement> elements = MatElement.scan(path);
    MatNumbers numbers = new MatNumbers(path, new HashMap<>());
    try {
      for (String name : names) {
        List<MatElement> found = elements.stream().filter(e -> e.name().equals(name)).toList();
        if (found.size() != 1) {
          throw new MalformedFileException(
              path,
              "expected one variable "
                  + name
                  + ", found "
                  + found.size()
                  + "; its variables are "
                  + elements.stream().limit(SHOWN).map(MatElement::name).toList());
        }
        MatElement element = found.get(0);
        checkSize(path, element);
        numbers.variables.put(name, new Variable(element, values(path, element)));
      }
      return numbers;
    } catch (IOException | RuntimeException | Error e) {
      numbers.close();
      throw e;
    }
  }

  private static void checkSize(Path path, MatElement element) throws IOException {
    long values = 1;
    for (int dimension : element.dimensions()) {
      values = values > Integer.MAX_VALUE ? values : values * dimension;
    }
    int width = width(element.dataType());
    if (width == 0 || values > Integer.MAX_VALUE || values * width != element.dataBytes()) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "%s is %s in size, which does not fit its %d bytes of type %d (offset %d)",
              element.name(),
              element.dimensions(),
              element.dataBytes(),
              element.dataType(),
              element.offset()));
    }
  }

  /** Bytes of a value by MATLAB's number of its type; 0 for what is no number. */
  private static int width(int dataType) {
    return switch (dataType) {
      case 1, 2 -> 1;
      case 3, 4 -> 2;
      case 5, 6, 7 -> 4;
      case 9, 12, 13 -> 8;
      default -> 0;
    };
  }

  private static ByteStore values(Path path, MatElement element) throws IOException {
    if (!element.compressed()) {
      long start = element.offset() + element.dataStart();
      if (start + element.dataBytes() > Files.size(path)) {
        throw new MalformedFileException(
            path, element.name() + " reaches beyond the file's end; it is truncated");
      }
      return ByteStore.of(path, start, element.dataBytes());
    }
    try (InputStream raw = Files.newInputStream(path);
        InputStream buffered = new BufferedInputStream(raw, 1 << 16);
        ByteStore.Writer writer = ByteStore.writer(element.dataBytes())) {
      buffered.skipNBytes(element.offset() + MatElement.TAG_BYTES);
      InputStream in = new InflaterInputStream(buffered);
      in.skipNBytes(element.dataStart());
      byte[] buffer = new byte[1 << 16];
      while (writer.remaining() > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, writer.remaining()));
        if (n < 0) {
          throw new EOFException("ends " + writer.remaining() + " bytes too early");
        }
        writer.write(buffer, n);
      }
      return writer.finish();
    } catch (EOFException | ZipException e) {
      throw new MalformedFileException(
          path, element.name() + " cannot be unpacked (" + e.getMessage() + ")");
    }
  }

  /**
   * The size of an array.
   *
   * @param name one of the variables asked for
   * @return its dimensions, the first one running fastest
   */
  public int[] dimensions(String name) {
    return variable(name).element.dimensions().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Whether an array was made of bytes from 0 to 255.
   *
   * @param name one of the variables asked for
   * @return true for MATLAB's uint8
   */
  public boolean isBytes(String name) {
    return variable(name).element.type() == UINT8_CLASS;
  }

  /**
   * Values of an array, the first dimension running fastest.
   *
   * @param name one of the variables asked for
   * @param first the index of the first value, 0 to the product of the dimensions less one
   * @param count the number of values
   * @return the values; fractions are cut off
   * @throws IndexOutOfBoundsException if the array has fewer values
   * @throws IOException if the file has become shorter since it was opened, or cannot be read
   * @throws IllegalStateException if this is closed
   */
  public int[] values(String name, int first, int count) throws IOException {
    Variable variable = variable(name);
    MatElement element = variable.element;
    int width = width(element.dataType());
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, width)).order(element.order());
    variable.values.read((long) first * width, bytes);
    bytes.flip();
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (element.dataType()) {
            case 1 -> bytes.get();
            case 2 -> bytes.get() & 255;
            case 3 -> bytes.getShort();
            case 4 -> bytes.getShort() & 0xFFFF;
            case 7 -> (int) bytes.getFloat();
            case 9 -> (int) bytes.getDouble();
            case 12, 13 -> (int) bytes.getLong();
            default -> bytes.getInt();
          };
    }
    return values;
  }

  /**
   * Where the file is.
   *
   * @return the path it was read from
   */
  public Path path() {
    return path;
  }

  private Variable variable(String name) {
    Variable variable = variables.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "the variable " + name + " was not asked for; those asked for are " + variables.keySet());
    }
    return variable;
  }

  /** Closes the file, after reads in progress are done; deletes temporary ones. */
  @Override
  public void close() {
    variables.values().forEach(variable -> variable.values.close());
  }
}
