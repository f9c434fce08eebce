package org.dcgan.internal.json;

import static org.dcgan.internal.PrintableText.printable;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON as RFC 8259 defines it, with limits: at most {@value #MOST_BYTES} bytes of UTF-8,
 * {@value #MOST_VALUES} values and {@value #MOST_DEPTH} levels. Duplicate keys in an object are
 * refused, since JSON readers differ in which of them they use.
 */
public final class StrictJson {
  /** The maximum size of a text that is read or written, in bytes. */
  public static final int MOST_BYTES = 8 << 20;

  /** The maximum number of values of a text, including containers. */
  public static final int MOST_VALUES = 1 << 18;

  /** The maximum nesting depth of objects and arrays. */
  public static final int MOST_DEPTH = 16;

  /** The maximum length of a quotation in a message, in code points. */
  private static final int MOST_SHOWN = 80;

  /**
   * A number in its notation in the text, so that it is not rounded before its range is checked.
   */
  record NumberLiteral(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private final JsonReader reader;
  private int values;

  private StrictJson(JsonReader reader) {
    this.reader = reader;
  }

  /**
   * Parses a text whose outermost value is an object.
   *
   * @param bytes UTF-8
   * @return the object's fields
   * @throws JsonProblem if the text is malformed or exceeds a limit
   */
  public static JsonFields parse(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw new JsonProblem(
          "expected at most " + MOST_BYTES + " bytes of JSON, got " + bytes.length);
    }
    return parse(decode(bytes));
  }

  /**
   * Parses a text whose outermost value is an object.
   *
   * @param text JSON
   * @return the object's fields
   * @throws JsonProblem if the text is malformed or exceeds a limit
   */
  public static JsonFields parse(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      StrictJson parser = new StrictJson(reader);
      Object value = parser.value(1);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonProblem("expected the end of the text after the JSON object");
      }
      if (!(value instanceof Map<?, ?>)) {
        throw new JsonProblem("expected a JSON object, got " + show(value));
      }
      return new JsonFields("", objectOf(value));
    } catch (IOException | IllegalStateException e) {
      throw new JsonProblem("expected well-formed JSON, found " + mistake(e), e);
    }
  }

  /** Translates Gson's message, which advises to accept the mistake. */
  private static String mistake(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    int at = message.indexOf(" at line ");
    String what = at < 0 ? message : message.substring(0, at);
    String where = at < 0 ? "" : message.substring(at);
    return printable(
        (what.startsWith("Use JsonReader") ? "a syntax error" : shortened(what))
            + shortened(where));
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= MOST_SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_SHOWN)) + "...";
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new JsonProblem("expected UTF-8, found other bytes", e);
    }
  }

  private @Nullable Object value(int depth) throws IOException {
    if (++values > MOST_VALUES) {
      throw new JsonProblem("expected at most " + MOST_VALUES + " values of JSON, found more");
    }
    if (depth > MOST_DEPTH) {
      throw new JsonProblem("expected at most " + MOST_DEPTH + " levels of JSON, found more");
    }
    JsonToken token = reader.peek();
    switch (token) {
      case BEGIN_OBJECT -> {
        return object(depth);
      }
      case BEGIN_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
          list.add(value(depth + 1));
        }
        reader.endArray();
        return list;
      }
      case STRING -> {
        return reader.nextString();
      }
      case NUMBER -> {
        return new NumberLiteral(reader.nextString());
      }
      case BOOLEAN -> {
        return reader.nextBoolean();
      }
      case NULL -> {
        reader.nextNull();
        return null;
      }
      default ->
          throw new JsonProblem("expected a JSON value at " + reader.getPath() + ", got " + token);
    }
  }

  private Map<String, @Nullable Object> object(int depth) throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (map.containsKey(key)) {
        throw new JsonProblem("the key " + show(key) + " occurs twice in one object");
      }
      map.put(key, value(depth + 1));
    }
    reader.endObject();
    return map;
  }

  @SuppressWarnings("unchecked") // the parser makes maps of this type only
  static Map<String, @Nullable Object> objectOf(Object value) {
    return (Map<String, @Nullable Object>) value;
  }

  /** Replaces lone surrogates, which strict JSON and UTF-8 do not permit, by U+FFFD. */
  static String wellFormed(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  /** Formats a value for a message: short, on one line, without invisible characters. */
  static String show(@Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      return "an object";
    } else if (value instanceof List<?> list) {
      return "an array of " + list.size() + " values";
    } else if (value == null) {
      return "null";
    }
    String text = String.valueOf(value);
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MOST_SHOWN)
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  Character.isISOControl(c)
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR
                      || type == Character.SURROGATE;
              if (hidden) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    if (text.codePointCount(0, text.length()) > MOST_SHOWN) {
      shown.append("...");
    }
    return value instanceof String ? "\"" + shown + "\"" : shown.toString();
  }
}
