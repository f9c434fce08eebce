package org.dcgan.examples.explore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.printable;

import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an address.
 *
 * @param values the decoded values by name
 */
record Query(Map<String, String> values) {
  private static final int MOST = 16;

  static Query parse(@Nullable String text) {
    Map<String, String> values = new LinkedHashMap<>();
    if (text != null && !text.isEmpty()) {
      for (String part : text.split("&", MOST + 1)) {
        String[] pair = part.split("=", 2);
        String name = URLDecoder.decode(pair[0], UTF_8);
        String value = pair.length == 1 ? "" : URLDecoder.decode(pair[1], UTF_8);
        if (values.size() == MOST || values.put(name, value) != null) {
          throw new IllegalArgumentException(
              "expected at most "
                  + MOST
                  + " parameters in the address, each once, got \""
                  + printable(name)
                  + "\" again or more than these");
        }
      }
    }
    return new Query(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** A text that must be there. */
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the address lacks the parameter " + name);
    }
    return value;
  }

  /** An integer that must be there. */
  long integer(String name, long least, long most) {
    String value = text(name);
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        name
            + " must be an integer from "
            + least
            + " to "
            + most
            + ", got \""
            + printable(value)
            + "\"");
  }
}
