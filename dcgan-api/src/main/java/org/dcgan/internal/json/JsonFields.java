package org.dcgan.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.dcgan.internal.json.StrictJson.NumberLiteral;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, which are read by name. Every getter throws a {@link JsonProblem}
 * with the path of the field if the key is missing or the value has another type or is out of
 * range. {@link #end} throws one for every key that was not read, in this object and in nested
 * ones.
 */
public final class JsonFields {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private final String path;
  private final Map<String, @Nullable Object> values;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<JsonFields> children = new ArrayList<>();

  JsonFields(String path, Map<String, @Nullable Object> values) {
    this.path = path;
    this.values = values;
  }

  /**
   * Returns whether the object has a field, including fields that are null.
   *
   * @param key the name of the field
   * @return true if the object has the key
   */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /**
   * Returns the names of all fields.
   *
   * @return the names in the order of the text
   */
  public Set<String> keys() {
    return new LinkedHashSet<>(values.keySet());
  }

  /**
   * Returns whether a field is null.
   *
   * @param key the name of the field, which must exist
   * @return true for null
   */
  public boolean isNull(String key) {
    return require(key) == null;
  }

  /**
   * Reads a text.
   *
   * @param key the name of the field
   * @return the text
   */
  public String string(String key) {
    return text(require(key), path(key));
  }

  /**
   * Reads a text or null.
   *
   * @param key the name of the field
   * @return the text or null
   */
  public @Nullable String nullableString(String key) {
    return isNull(key) ? null : string(key);
  }

  /**
   * Reads a text of a given form.
   *
   * @param key the name of the field
   * @param form the pattern that the whole text must match
   * @param expected a description of the form, for messages
   * @return the text
   */
  public String string(String key, Pattern form, String expected) {
    String text = string(key);
    if (!form.matcher(text).matches()) {
      throw expected(path(key), expected, text);
    }
    return text;
  }

  /**
   * Reads an integer.
   *
   * @param key the name of the field
   * @param least the minimum
   * @param most the maximum
   * @return the number
   */
  public int integer(String key, int least, int most) {
    return (int) integral(require(key), path(key), least, most);
  }

  /**
   * Reads an integer of 64 bits.
   *
   * @param key the name of the field
   * @param least the minimum
   * @param most the maximum
   * @return the number
   */
  public long longInteger(String key, long least, long most) {
    return integral(require(key), path(key), least, most);
  }

  /**
   * Reads a finite number.
   *
   * @param key the name of the field
   * @return the number
   */
  public double number(String key) {
    return number(require(key), path(key));
  }

  /**
   * Reads a number that may be infinite or NaN: a JSON number, or one of the strings NaN, Infinity
   * and -Infinity, which JSON cannot represent as numbers.
   *
   * @param key the name of the field
   * @return the number
   */
  public double extendedNumber(String key) {
    Object value = require(key);
    if (value instanceof String text) {
      return switch (text) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default ->
            throw expected(path(key), "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", text);
      };
    }
    return number(value, path(key));
  }

  /**
   * Reads a boolean.
   *
   * @param key the name of the field
   * @return the value
   */
  public boolean flag(String key) {
    Object value = require(key);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw expected(path(key), "true or false", value);
  }

  /**
   * Reads a constant of an enumeration.
   *
   * @param key the name of the field
   * @param names the names of the constants in files
   * @param <E> the enumeration
   * @return the constant
   */
  public <E extends Enum<E>> E constant(String key, EnumNames<E> names) {
    return names.constant(string(key), path(key));
  }

  /**
   * Reads an object.
   *
   * @param key the name of the field
   * @return the fields of the object
   */
  public JsonFields object(String key) {
    return object(require(key), path(key));
  }

  /**
   * Reads an object or null.
   *
   * @param key the name of the field
   * @return the fields of the object, or null
   */
  public @Nullable JsonFields nullableObject(String key) {
    return isNull(key) ? null : object(key);
  }

  /**
   * Reads an array of objects.
   *
   * @param key the name of the field
   * @param decoder decodes each object
   * @param <T> the values' type
   * @return the values in the order of the text
   */
  public <T> List<T> objects(String key, Function<JsonFields, T> decoder) {
    List<T> objects = new ArrayList<>();
    int index = 0;
    for (Object value : array(key)) {
      objects.add(decoder.apply(object(value, path(key) + "[" + index++ + "]")));
    }
    return objects;
  }

  /**
   * Reads an array of texts.
   *
   * @param key the name of the field
   * @return the values in the order of the text
   */
  public List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (Object value : array(key)) {
      strings.add(text(value, path(key) + "[" + strings.size() + "]"));
    }
    return strings;
  }

  /**
   * Reads an array of integers.
   *
   * @param key the name of the field
   * @param least the minimum of each
   * @param most the maximum of each
   * @return the values in the order of the text
   */
  public List<Integer> integers(String key, int least, int most) {
    List<Integer> integers = new ArrayList<>();
    for (Object value : array(key)) {
      String path = path(key) + "[" + integers.size() + "]";
      integers.add((int) integral(value, path, least, most));
    }
    return integers;
  }

  /**
   * Reads an array of finite numbers.
   *
   * @param key the name of the field
   * @return the values in the order of the text
   */
  public List<Double> numbers(String key) {
    List<Double> numbers = new ArrayList<>();
    for (Object value : array(key)) {
      numbers.add(number(value, path(key) + "[" + numbers.size() + "]"));
    }
    return numbers;
  }

  /**
   * Reads all fields of an object whose values are texts, numbers, booleans or null.
   *
   * @return the values in the order of the text
   */
  public Map<String, Scalar> scalars() {
    Map<String, Scalar> scalars = new LinkedHashMap<>();
    for (String key : values.keySet()) {
      Object value = require(key);
      if (value instanceof NumberLiteral number) {
        scalars.put(key, Scalar.ofLiteral(number.text(), path(key)));
      } else if (value == null || value instanceof String || value instanceof Boolean) {
        scalars.put(key, Scalar.ofJson(value));
      } else {
        throw expected(path(key), "a text, a number, true, false or null", value);
      }
    }
    return scalars;
  }

  /**
   * Checks that all keys of this object and of nested objects have been read.
   *
   * @throws JsonProblem if there is an unknown key
   */
  public void end() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new JsonProblem(
            "the key "
                + StrictJson.show(key)
                + inside()
                + " is unknown in this version of the format");
      }
    }
    children.forEach(JsonFields::end);
  }

  /**
   * Creates an exception about a field, for checks beyond those of the getters.
   *
   * @param key the name of the field
   * @param problem the problem
   * @return the exception to throw
   */
  public JsonProblem problem(String key, String problem) {
    return new JsonProblem(path(key) + ": " + problem);
  }

  private String inside() {
    return path.isEmpty() ? "" : " in " + path;
  }

  private @Nullable Object require(String key) {
    known.add(key);
    if (!values.containsKey(key)) {
      throw new JsonProblem("the key \"" + key + "\" is missing" + inside());
    }
    return values.get(key);
  }

  private String path(String key) {
    String shown = StrictJson.show(key);
    String name = shown.substring(1, shown.length() - 1);
    return path.isEmpty() ? name : path + "." + name;
  }

  private JsonFields object(@Nullable Object value, String path) {
    if (!(value instanceof Map<?, ?>)) {
      throw expected(path, "an object", value);
    }
    JsonFields fields = new JsonFields(path, StrictJson.objectOf(value));
    children.add(fields);
    return fields;
  }

  private List<@Nullable Object> array(String key) {
    Object value = require(key);
    if (!(value instanceof List<?> list)) {
      throw expected(path(key), "an array", value);
    }
    return new ArrayList<>(list);
  }

  private static String text(@Nullable Object value, String path) {
    if (value instanceof String text) {
      return text;
    }
    throw expected(path, "a text", value);
  }

  private static long integral(@Nullable Object value, String path, long least, long most) {
    if (value instanceof NumberLiteral literal && INTEGER.matcher(literal.text()).matches()) {
      try {
        long number = Long.parseLong(literal.text());
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Beyond 64 bits, hence beyond the range.
      }
    }
    throw expected(path, "an integer from " + least + " to " + most, value);
  }

  private static double number(@Nullable Object value, String path) {
    if (value instanceof NumberLiteral literal) {
      double number = Double.parseDouble(literal.text());
      if (Double.isFinite(number)) {
        return number;
      }
    }
    throw expected(path, "a finite number", value);
  }

  static JsonProblem expected(String path, String expected, @Nullable Object actual) {
    return new JsonProblem(path + " must be " + expected + ", got " + StrictJson.show(actual));
  }
}
