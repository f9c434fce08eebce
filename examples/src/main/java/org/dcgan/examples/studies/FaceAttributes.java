package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of the attributes of faces: columns file, smiling, eyeglasses, male; probabilities. */
@SuppressWarnings("EnumOrdinal") // columns of a table in the order of the constants
public final class FaceAttributes {

  /** The attributes that the table has columns for. */
  public enum Attribute {
    /** A smile. */
    SMILING,
    /** Glasses. */
    EYEGLASSES,
    /** A man's face. */
    MALE
  }

  private final Map<String, double[]> rows;

  private FaceAttributes(Map<String, double[]> rows) {
    this.rows = rows;
  }

  /**
   * Reads a table.
   *
   * @param file a comma-separated file with a header
   * @return the table
   * @throws IOException if the file cannot be read or is not such a table
   */
  static FaceAttributes read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> header =
        lines.isEmpty() ? List.of() : List.of(lines.get(0).strip().split(",", -1));
    int[] columns = new int[Attribute.values().length];
    for (Attribute attribute : Attribute.values()) {
      columns[attribute.ordinal()] = header.indexOf(attribute.name().toLowerCase(Locale.ROOT));
    }
    if (header.indexOf("file") != 0 || Arrays.stream(columns).anyMatch(c -> c < 0)) {
      throw new IOException(
          file + ": expected a header file,smiling,eyeglasses,male, got " + header);
    }
    Map<String, double[]> rows = new HashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).strip().split(",", -1);
      try {
        double[] row = new double[columns.length];
        for (int c = 0; c < row.length; c++) {
          row[c] = Double.parseDouble(cells[columns[c]]);
        }
        rows.put(cells[0], row);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException(
            file + ", line " + (i + 1) + ": expected a name and numbers, got " + lines.get(i), e);
      }
    }
    return new FaceAttributes(rows);
  }

  /**
   * Returns the attributes of a face.
   *
   * @param name the name of the image; folders in it are ignored
   * @return the probability of each {@link Attribute}, or null if the table does not have the image
   */
  double @Nullable [] of(String name) {
    return rows.get(name.substring(name.lastIndexOf('/') + 1));
  }
}
