package org.dcgan.eval.report;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.internal.io.AtomicFiles;

/**
 * What an experiment leaves behind for programs to read: {@value #NAME} in its folder.
 *
 * <p>A record becomes an object with its components in order, nested records likewise; paths,
 * instants and enums become strings, durations seconds as a number, empty optionals null, training
 * plans objects. A number that is not finite, for which JSON has no word, becomes one of the
 * strings {@code NaN}, {@code Infinity}, {@code -Infinity}.
 */
public final class ResultFile {
  /** The file's name, the same for all experiments. */
  public static final String NAME = "result.json";

  private ResultFile() {}

  /**
   * Writes a result, whole or not at all; one that was there is replaced.
   *
   * @param folder where; made if it is missing
   * @param result the result; if it is not public, its package must be open to this module
   * @return the file
   * @throws IllegalArgumentException if the result holds something that is none of the above
   * @throws IOException if the file cannot be written
   */
  public static Path write(Path folder, Record result) throws IOException {
    return writeTo(folder.resolve(NAME), result);
  }

  /**
   * Writes any record in the same form to a file of another name.
   *
   * @param file where; missing folders are made, a file there is replaced
   * @param record what; if it is not public, its package must be open to this module
   * @return the file
   * @throws IllegalArgumentException if the record holds something that is none of the above
   * @throws IOException if the file cannot be written
   */
  public static Path writeTo(Path file, Record record) throws IOException {
    AtomicFiles.writeString(file, Json.text(Json.of(record)) + "\n");
    return file;
  }
}
