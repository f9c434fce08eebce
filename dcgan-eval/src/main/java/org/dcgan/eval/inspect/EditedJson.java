package org.dcgan.eval.inspect;

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
 * the format may be missing, which means version 1.
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
      JsonFields fields = StrictJson.parse(bytes);
      if (fields.has("format") && !fields.string("format").equals(format)) {
        throw fields.problem("format", "expected \"" + format + "\"");
      }
      if (fields.has("formatVersion")) {
        int found = fields.integer("formatVersion", 1, Integer.MAX_VALUE);
        if (found > version) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s has format version %d, and this version of the library reads versions up to"
                      + " %d; read it with a newer version of the library",
                  file,
                  found,
                  version));
        }
      }
      T value = parse.apply(fields);
      fields.end();
      return value;
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + ": expected " + expected + ", got something else (" + e.getMessage() + ")", e);
    }
  }

  /** Writes a file atomically. */
  void write(Path file, JsonMap content) throws IOException {
    String text =
        new JsonMap().put("format", format).put("formatVersion", version).putAll(content).toText()
            + "\n";
    AtomicFiles.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
