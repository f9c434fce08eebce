package org.dcgan.eval.inspect;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.dcgan.io.AtomicFiles;

/** Small JSON files that people edit, so that anything may be in them. */
final class EditedJson {

  private EditedJson() {}

  /**
   * Reads a file.
   *
   * @param expected an example of what should be in it, for the message
   * @param parse makes something of it, or throws whatever Gson does or an argument's exception
   * @throws IOException if it cannot be read, or is something else
   */
  static <T> T read(Path file, String expected, Function<JsonObject, T> parse) throws IOException {
    String text = Files.readString(file);
    try {
      return parse.apply(JsonParser.parseString(text).getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | IllegalArgumentException
        | UnsupportedOperationException e) {
      throw new IOException(
          file + ": expected " + expected + ", got something else (" + e.getMessage() + ")", e);
    }
  }

  /** Writes a file for reading and editing, whole or not at all. */
  static void write(Path file, JsonObject json) throws IOException {
    AtomicFiles.writeString(
        file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
  }
}
