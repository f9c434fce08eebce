package org.dcgan.eval.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Sealed manifests as docs/reference/file-formats.md describes them, made without the library's own
 * code: what is consistent, but not what the library writes.
 */
final class Sealed {

  private Sealed() {}

  /** Changes a manifest and seals it again. */
  static void change(Path file, Consumer<JsonObject> change) throws IOException {
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    json.remove("sha256");
    change.accept(json);
    Files.writeString(
        file,
        seal(
            new GsonBuilder()
                .setPrettyPrinting()
                .serializeNulls()
                .disableHtmlEscaping()
                .create()
                .toJson(json)));
  }

  /** Puts the checksum at the end of an object's text, which ends in a line with its brace. */
  static String seal(String text) {
    String body = text.endsWith("\n}") ? text.substring(0, text.length() - 2) : text;
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
      return body + ",\n  \"sha256\": \"" + HexFormat.of().formatHex(digest) + "\"\n}\n";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
