package org.dcgan.internal;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gathers what is wrong with a request, so that all of it can be said at once. */
public final class Problems {
  private final List<String> problems = new ArrayList<>();

  /** Starts with none. */
  public Problems() {}

  /**
   * Notes a problem.
   *
   * @param ok false where there is one
   * @param format what, expected, got, what to do; as for {@code String.format}
   * @param values what the format names
   * @return this
   */
  @CanIgnoreReturnValue
  public Problems require(boolean ok, String format, Object... values) {
    requireNonNull(format, "format");
    requireNonNull(values, "values");

    if (!ok) {
      problems.add(oneLine(String.format(Locale.ROOT, format, values)));
    }
    return this;
  }

  /**
   * Adds problems that were found elsewhere.
   *
   * @param others one sentence each
   * @return this
   */
  @CanIgnoreReturnValue
  public Problems addAll(List<String> others) {
    problems.addAll(others);
    return this;
  }

  /**
   * Returns the problems that were noted so far.
   *
   * @return one sentence each, a copy
   */
  public List<String> list() {
    return List.copyOf(problems);
  }

  /**
   * Says them all, if there are any.
   *
   * @param subject what they are about, for example "cannot build this DCGAN"
   * @throws IllegalArgumentException if any were noted
   */
  public void throwIfAny(String subject) {
    requireNonNull(subject, "subject");

    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          oneLine(subject) + ":\n  - " + String.join("\n  - ", problems));
    }
  }
}
