package org.dcgan.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.ModelFormatException;

/**
 * The common structure of all JSON files of this library. The first two keys are {@code format},
 * the name of the format, and {@code formatVersion}, an integer from 1. A sealed file ends with the
 * key {@code sha256}, alone on its line:
 *
 * <pre>
 * ...,
 *   "sha256": "64 lower-case hexadecimal digits"
 * }
 * </pre>
 *
 * <p>It is the SHA-256 of all bytes of the file before the comma that precedes this key, so that a
 * change of any bit of the file is detected. This structure is the same in all versions of all
 * formats.
 *
 * <p>Files of a newer version than that of the library are refused, as are unknown, missing and
 * duplicate keys: a format changes only with its version.
 */
public final class ManifestFormat {
  private static final String FORMAT = "format";
  private static final String VERSION = "formatVersion";
  private static final String BEFORE_DIGEST = ",\n  \"sha256\": \"";
  private static final String AFTER_DIGEST = "\"\n}\n";
  private static final int DIGITS = 64;
  private static final int TRAILER = BEFORE_DIGEST.length() + DIGITS + AFTER_DIGEST.length();
  private static final Pattern SEAL =
      Pattern.compile(
          Pattern.quote(BEFORE_DIGEST) + "([0-9a-f]{64})" + Pattern.quote(AFTER_DIGEST));

  private final String format;
  private final int version;
  private final String subject;
  private final String remedy;
  private final boolean sealed;

  /** Decodes the fields of a file. */
  @FunctionalInterface
  public interface Decoder<T> {
    /**
     * Reads all fields; fields that are not read are refused afterwards.
     *
     * @param fields the fields of the file
     * @param version the version of the file, from 1 to that of the format
     * @return the decoded value
     */
    T decode(JsonFields fields, int version);
  }

  private ManifestFormat(
      String format, int version, String subject, String remedy, boolean sealed) {
    this.format = format;
    this.version = version;
    this.subject = subject;
    this.remedy = remedy;
    this.sealed = sealed;
  }

  /**
   * Creates a format of files that end with a checksum.
   *
   * @param format the name of the format in files
   * @param version the version that is written, which is also the newest that is read
   * @param subject the type of file for messages, for example "a model's manifest"
   * @param remedy the remedy for a damaged file, for messages
   * @return the format
   */
  public static ManifestFormat sealed(String format, int version, String subject, String remedy) {
    return new ManifestFormat(format, version, subject, remedy, true);
  }

  /**
   * Creates a format of JSON texts without a checksum, for texts that are protected otherwise.
   *
   * @param format the name of the format in files
   * @param version the version that is written, which is also the newest that is read
   * @param subject the type of file for messages
   * @param remedy the remedy for a damaged file, for messages
   * @return the format
   */
  public static ManifestFormat unsealed(String format, int version, String subject, String remedy) {
    return new ManifestFormat(format, version, subject, remedy, false);
  }

  /**
   * Encodes a file.
   *
   * @param content all fields except format, version and checksum
   * @return the content of the file in UTF-8
   * @throws IllegalArgumentException if the content exceeds a limit of {@link StrictJson}
   */
  public byte[] encode(JsonMap content) {
    JsonMap framed = new JsonMap().put(FORMAT, format).put(VERSION, version).putAll(content);
    String text = framed.toText();
    String encoded = text + "\n";
    if (sealed) {
      String body = text.substring(0, text.length() - "\n}".length());
      encoded = body + BEFORE_DIGEST + digest(body.getBytes(UTF_8)) + AFTER_DIGEST;
    }
    byte[] bytes = encoded.getBytes(UTF_8);
    var unused = StrictJson.parse(bytes); // refuses what could not be read again
    return bytes;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param decoder decodes the fields
   * @param <T> the type of the value
   * @return the decoded value
   * @throws ModelFormatException if the file does not have this format, is damaged, or has a newer
   *     version
   * @throws IOException if the file cannot be read
   */
  public <T> T read(Path file, Decoder<T> decoder) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(StrictJson.MOST_BYTES + 1);
    }
    return decode(file.toString(), bytes, decoder);
  }

  /**
   * Decodes the content of a file.
   *
   * @param name the name of the file for messages
   * @param bytes the whole content
   * @param decoder decodes the fields
   * @param <T> the type of the value
   * @return the decoded value
   * @throws ModelFormatException if the file does not have this format, is damaged, or has a newer
   *     version
   */
  public <T> T decode(String name, byte[] bytes, Decoder<T> decoder) throws ModelFormatException {
    JsonFields fields;
    try {
      fields = StrictJson.parse(bytes);
    } catch (JsonProblem e) {
      throw damaged(name, e);
    }
    checkFrame(name, bytes, fields);
    try {
      T value = decoder.decode(fields, fields.integer(VERSION, 1, version));
      fields.end();
      return value;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw damaged(name, e);
    }
  }

  private void checkFrame(String name, byte[] bytes, JsonFields fields)
      throws ModelFormatException {
    try {
      String found = fields.string(FORMAT);
      if (!found.equals(format)) {
        throw new ModelFormatException(
            String.format(
                Locale.ROOT,
                "%s: expected %s (format \"%s\"), found format %s",
                name,
                subject,
                format,
                StrictJson.show(found)));
      }
      if (sealed) {
        checkSeal(name, bytes);
        var unused = fields.string("sha256"); // a field that is read is no unknown field
      }
      int newest = fields.integer(VERSION, 1, Integer.MAX_VALUE);
      if (newest > version) {
        throw new ModelFormatException(
            String.format(
                Locale.ROOT,
                "%s has format version %d, and this version of the library reads versions up to"
                    + " %d; open it with a newer version of the library",
                name,
                newest,
                version));
      }
    } catch (JsonProblem e) {
      throw damaged(name, e);
    }
  }

  /**
   * Returns whether a text ends with a checksum, as in sealed files, that is right.
   *
   * @param bytes the whole content of a file
   * @return false for a damaged sealed file, and for files without a checksum
   */
  public static boolean isSealed(byte[] bytes) {
    int end = bytes.length - TRAILER;
    if (end < 0) {
      return false;
    }
    Matcher seal = SEAL.matcher(new String(bytes, end, TRAILER, US_ASCII));
    return seal.matches()
        && Hashing.sha256().hashBytes(bytes, 0, end).toString().equals(seal.group(1));
  }

  private void checkSeal(String name, byte[] bytes) throws ModelFormatException {
    int end = bytes.length - TRAILER;
    String trailer = end < 0 ? "" : new String(bytes, end, TRAILER, US_ASCII);
    Matcher seal = SEAL.matcher(trailer);
    if (!seal.matches()) {
      throw damaged(
          name, "it must end in the line \"sha256\" with the checksum of the lines before", null);
    }
    String expected = seal.group(1);
    String actual = Hashing.sha256().hashBytes(bytes, 0, end).toString();
    if (!actual.equals(expected)) {
      throw damaged(
          name, "its SHA-256 must be " + expected + " as its last line says, got " + actual, null);
    }
  }

  private static String digest(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private ModelFormatException damaged(String name, RuntimeException e) {
    return damaged(name, String.valueOf(e.getMessage()), e);
  }

  private ModelFormatException damaged(
      String name, String problem, @org.jspecify.annotations.Nullable RuntimeException cause) {
    String message =
        String.format(
            Locale.ROOT, "%s is damaged: expected %s; %s; %s", name, subject, problem, remedy);
    return cause == null
        ? new ModelFormatException(message)
        : new ModelFormatException(message, cause);
  }
}
