package org.dcgan.datasets.internal;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of comma-separated values as RFC 4180 has them. */
public final class Csv {

  private Csv() {}

  /**
   * A line.
   *
   * @param fields its values; those with commas, quotes or line breaks are quoted
   * @return the line with its end
   */
  public static String line(Object... fields) {
    return Stream.of(fields)
            .map(Objects::toString)
            .map(f -> f.matches("[^\",\r\n]*") ? f : '"' + f.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","))
        + "\r\n";
  }
}
