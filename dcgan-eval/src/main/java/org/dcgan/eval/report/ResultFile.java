package org.dcgan.eval.report;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.internal.io.AtomicFiles;

/**
 * Writes the result of an experiment as JSON: {@value #NAME} in its folder.
 *
 * <p>A record becomes an object with its components in order, nested records likewise; paths,
 * instants and enums become strings, durations seconds as a number, empty optionals null, training
 * plans objects. JSON has no numbers that are not finite; they become the strings {@code NaN},
 * {@code Infinity} and {@code -Infinity}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ResultFile {
  /** The file's name, the same for all experiments. */
  public static final String NAME = "result.json";

  private ResultFile() {}

  /**
   * Writes a result atomically; an existing one is replaced.
   *
   * @param folder the folder; created if it is missing
   * @param result the result; if it is not public, its package must be open to this module
   * @return the file
   * @throws IllegalArgumentException if the result holds a value of any other type
   * @throws IOException if the file cannot be written
   */
  @CanIgnoreReturnValue
  public static Path write(Path folder, Record result) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(result, "result");

    return writeTo(folder.resolve(NAME), result);
  }

  /**
   * Writes any record in the same form to a file of another name.
   *
   * @param file the file; missing folders are created, an existing file is replaced
   * @param record the record; if it is not public, its package must be open to this module
   * @return the file
   * @throws IllegalArgumentException if the record holds a value of any other type
   * @throws IOException if the file cannot be written
   */
  @CanIgnoreReturnValue
  public static Path writeTo(Path file, Record record) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(record, "record");

    AtomicFiles.writeString(file, Json.text(Json.of(record)) + "\n");
    return file;
  }
}
