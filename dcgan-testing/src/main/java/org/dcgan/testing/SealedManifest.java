package org.dcgan.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

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
 * Manifests with checksums as docs/reference/file-formats.md describes them, written without the
 * library's code: valid checksums over content that the library would not write.
 */
public final class SealedManifest {

  private SealedManifest() {}

  /**
   * Changes a manifest and writes its checksum again.
   *
   * @param file the manifest
   * @param change what is done to its JSON object
   * @throws IOException if the file cannot be read or written
   */
  public static void change(Path file, Consumer<JsonObject> change) throws IOException {
    requireNonNull(file, "file");
    requireNonNull(change, "change");

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

  /**
   * Appends the checksum to the text of an object.
   *
   * @param text a JSON object whose closing brace is a line of its own
   * @return the text with the key {@code sha256}
   */
  public static String seal(String text) {
    requireNonNull(text, "text");

    String body = text.endsWith("\n}") ? text.substring(0, text.length() - 2) : text;
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
      return body + ",\n  \"sha256\": \"" + HexFormat.of().formatHex(digest) + "\"\n}\n";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
