package org.dcgan.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * Numeric arrays of a MATLAB 5 file (the format of {@code save -v7} and before), compressed or not.
 * Large ones lie in a temporary file mapped into memory, not on the heap. Safe for reading from
 * several threads.
 */
public final class MatNumbers {
  private final Path path;
  private final MatFile file;

  private MatNumbers(Path path, MatFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Reads arrays, after it has checked that all of the file is whole.
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
      throw new NoSuchFileException(path.toString(), null, "expected a MATLAB file (.mat)");
    }
    Set<String> wanted = Set.of(names);
    List<MatElement> elements = MatElement.scan(path);
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
                + elements.stream().map(MatElement::name).toList());
      }
      checkSize(path, found.get(0));
    }
    try (Source source = Sources.openStreamingFile(path.toFile())) {
      return new MatNumbers(
          path,
          Mat5.newReader(source)
              .setEntryFilter(entry -> wanted.contains(entry.getName()))
              .setBufferAllocator(new Allocator())
              .disableSubsystemProcessing()
              .readMat());
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new MalformedFileException(path, "cannot be read (" + e + ")");
    }
  }

  private static void checkSize(Path path, MatElement element) throws IOException {
    long values = 1;
    for (int dimension : element.dimensions()) {
      values = values > Integer.MAX_VALUE ? values : values * dimension;
    }
    long width =
        switch (element.dataType()) {
          case 1, 2 -> 1;
          case 3, 4 -> 2;
          case 5, 6, 7 -> 4;
          case 9, 12, 13 -> 8;
          default -> 0;
        };
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

  /**
   * The size of an array.
   *
   * @param name one of the variables asked for
   * @return its dimensions, the first one running fastest
   */
  public int[] dimensions(String name) {
    return matrix(name).getDimensions().clone();
  }

  /**
   * Whether an array was made of bytes from 0 to 255.
   *
   * @param name one of the variables asked for
   * @return true for MATLAB's uint8
   */
  public boolean isBytes(String name) {
    return matrix(name).getType() == us.hebi.matlab.mat.types.MatlabType.UInt8;
  }

  /**
   * An array, for reading value by value.
   *
   * @param name one of the variables asked for
   * @return from an index, 0 to the product of the dimensions less one, to a value; fractions are
   *     cut off
   */
  public java.util.function.IntUnaryOperator values(String name) {
    Matrix matrix = matrix(name);
    return matrix::getInt;
  }

  /**
   * Where the file is.
   *
   * @return the path it was read from
   */
  public Path path() {
    return path;
  }

  private Matrix matrix(String name) {
    return file.getMatrix(name);
  }

  private static final class Allocator implements BufferAllocator {
    @Override
    public ByteBuffer allocate(int bytes) {
      try {
        return Scratch.allocate(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void release(ByteBuffer buffer) {
      // The collector unmaps it.
    }
  }
}
