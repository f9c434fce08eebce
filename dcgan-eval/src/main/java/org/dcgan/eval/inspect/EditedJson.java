package org.dcgan.eval.inspect;

import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.StrictJson;

/**
 * The format of small JSON files that users edit: without a checksum, and the name and version of
 * the format may be missing. Versions differ in optional keys only, so that a file without a
 * version may have those of the newest.
 *
 * @param format the name of the format
 * @param version the newest version
 * @param expected an example, for messages
 */
record EditedJson(String format, int version, String expected) {

  /**
   * Reads a file.
   *
   * @param parse converts the fields, or throws an IllegalArgumentException
   * @throws IOException if the file cannot be read, has another format, or a newer version
   */
  <T> T read(Path file, Function<JsonFields, T> parse) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(StrictJson.MOST_BYTES + 1);
    }
    try {
      return parse(bytes, parse);
    } catch (IllegalArgumentException e) {
      throw new IOException(oneLine(printable(file) + ": " + e.getMessage()), e);
    }
  }

  /**
   * Reads the content of a file.
   *
   * @param parse converts the fields, or throws an IllegalArgumentException
   * @throws IllegalArgumentException if the text has another format, or a newer version
   */
  <T> T parse(byte[] text, Function<JsonFields, T> parse) {
    try {
      JsonFields fields = StrictJson.parse(text);
      if (fields.has("format") && !fields.string("format").equals(format)) {
        throw fields.problem("format", "expected \"" + format + "\"");
      }
      if (fields.has("formatVersion")) {
        int found = fields.integer("formatVersion", 1, Integer.MAX_VALUE);
        if (found > version) {
          throw new NewerVersionProblem(
              String.format(
                  Locale.ROOT,
                  "its format version is %d, and this version of the library reads versions up to"
                      + " %d; read it with a newer version of the library",
                  found,
                  version));
        }
      }
      T value = parse.apply(fields);
      fields.end();
      return value;
    } catch (NewerVersionProblem e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected " + expected + ", got something else (" + e.getMessage() + ")", e);
    }
  }

  /** A file of a later version of the library, which is well-formed but cannot be read. */
  private static final class NewerVersionProblem extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NewerVersionProblem(String message) {
      super(message);
    }
  }

  /** Writes a file of a version atomically. */
  void write(Path file, int written, JsonMap content) throws IOException {
    String text = text(written, content);
    AtomicFiles.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The text of a file of a version. */
  String text(int written, JsonMap content) {
    return new JsonMap()
            .put("format", format)
            .put("formatVersion", written)
            .putAll(content)
            .toText()
        + "\n";
  }
}
