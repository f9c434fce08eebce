package org.dcgan.internal.json;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.internal.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object to write. Keys keep their order, each level is indented by two spaces, arrays of
 * simple values are written on one line, and lines end with line feeds on every system. Invisible
 * characters are escaped, see {@link PrintableText#json}.
 */
public final class JsonMap {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  /** Creates an empty object. */
  public JsonMap() {}

  /**
   * Adds a text.
   *
   * @param key the name of the field
   * @param text the text; may be null
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, @Nullable String text) {
    return add(key, text);
  }

  /**
   * Adds an integer.
   *
   * @param key the name of the field
   * @param number the number
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, long number) {
    return add(key, number);
  }

  /**
   * Adds a number. Values that are not finite are written as the strings NaN, Infinity and
   * -Infinity.
   *
   * @param key the name of the field
   * @param number the number
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, double number) {
    return add(key, Double.isFinite(number) ? number : Double.toString(number));
  }

  /**
   * Adds a boolean.
   *
   * @param key the name of the field
   * @param flag the value
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, boolean flag) {
    return add(key, flag);
  }

  /**
   * Adds an object.
   *
   * @param key the name of the field
   * @param object the object; may be null
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, @Nullable JsonMap object) {
    return add(key, object);
  }

  /**
   * Adds a value.
   *
   * @param key the name of the field
   * @param scalar the value
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, Scalar scalar) {
    return add(key, scalar.value());
  }

  /**
   * Adds an array.
   *
   * @param key the name of the field
   * @param array texts, finite numbers, booleans or objects
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap put(String key, List<?> array) {
    List<Object> copy = new ArrayList<>();
    for (Object value : array) {
      if (!(value instanceof String
          || value instanceof Integer
          || value instanceof Long
          || (value instanceof Double number && Double.isFinite(number))
          || value instanceof Boolean
          || value instanceof JsonMap)) {
        throw new IllegalArgumentException(
            key + ": expected texts, finite numbers, flags or objects in the array, got " + value);
      }
      copy.add(value);
    }
    return add(key, copy);
  }

  /**
   * Appends all fields of another object.
   *
   * @param other an object that has no key of this one
   * @return this
   */
  @CanIgnoreReturnValue
  public JsonMap putAll(JsonMap other) {
    other.values.forEach(this::add);
    return this;
  }

  @CanIgnoreReturnValue
  private JsonMap add(String key, @Nullable Object value) {
    if (values.containsKey(key)) {
      throw new IllegalArgumentException("the key \"" + key + "\" is there already");
    }
    values.put(key, value);
    return this;
  }

  /**
   * Returns the JSON text.
   *
   * @return an indented text without a line feed at the end
   */
  public String toText() {
    StringBuilder out = new StringBuilder();
    write(out, this, "\n");
    return PrintableText.json(out.toString());
  }

  private static void write(StringBuilder out, @Nullable Object value, String lineEnd) {
    if (value instanceof String text) {
      quote(out, text);
    } else if (value instanceof JsonMap map) {
      String inner = lineEnd + "  ";
      out.append('{');
      Iterator<Map.Entry<String, @Nullable Object>> entries = map.values.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<String, @Nullable Object> entry = entries.next();
        out.append(inner);
        quote(out, entry.getKey());
        out.append(": ");
        write(out, entry.getValue(), inner);
        out.append(entries.hasNext() ? "," : lineEnd);
      }
      out.append('}');
    } else if (value instanceof List<?> list) {
      boolean lines = list.stream().anyMatch(JsonMap.class::isInstance);
      String inner = lines ? lineEnd + "  " : "";
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i == 0 ? "" : lines ? "," : ", ").append(inner);
        write(out, list.get(i), inner);
      }
      out.append(lines ? lineEnd : "").append(']');
    } else {
      out.append(value);
    }
  }

  private static void quote(StringBuilder out, String given) {
    String text = StrictJson.wellFormed(given);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    out.append('"');
  }
}
