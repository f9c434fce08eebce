package org.dcgan.internal.json;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names of the constants of an enumeration in files. They are specified explicitly, so that
 * renaming a constant does not change files.
 *
 * @param <E> the enumeration
 */
public final class EnumNames<E extends Enum<E>> {
  private final Map<E, String> names;
  private final Map<String, E> constants = new LinkedHashMap<>();

  private EnumNames(Class<E> type, Map<E, String> names) {
    this.names = new EnumMap<>(names);
    this.names.forEach((constant, name) -> constants.put(name, constant));
    int count = type.getEnumConstants().length;
    if (names.size() != count || constants.size() != count) {
      throw new IllegalArgumentException(
          "every constant of " + type.getName() + " must have one name in files, got " + names);
    }
  }

  /**
   * Creates the names of all constants.
   *
   * @param type the enumeration
   * @param names a unique name for each constant
   * @param <E> the enumeration
   * @return the names
   * @throws IllegalArgumentException if a constant has no name, or two have the same
   */
  public static <E extends Enum<E>> EnumNames<E> of(Class<E> type, Map<E, String> names) {
    return new EnumNames<>(type, names);
  }

  /**
   * Returns the name of a constant.
   *
   * @param constant the constant
   * @return the name in files
   */
  public String name(E constant) {
    String name = names.get(constant);
    if (name == null) {
      throw new IllegalArgumentException(constant + " has no name in files");
    }
    return name;
  }

  /**
   * Returns the constant with a name.
   *
   * @param name the name in a file
   * @param path the path of the field, for messages
   * @return the constant
   * @throws JsonProblem if no constant has the name
   */
  public E constant(String name, String path) {
    E constant = constants.get(name);
    if (constant == null) {
      throw JsonFields.expected(path, "one of " + constants.keySet(), name);
    }
    return constant;
  }
}
