package org.dcgan.internal;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Collects the problems of arguments, so that all of them can be reported in one exception. */
public final class Problems {
  private final List<String> problems = new ArrayList<>();

  /** Creates an empty collection. */
  public Problems() {}

  /**
   * Adds a problem unless a condition holds.
   *
   * @param ok the condition
   * @param format the message, which states what is wrong, the expected value, the actual value and
   *     the remedy; see {@code String.format}
   * @param values the arguments of the format
   * @return this
   */
  @CanIgnoreReturnValue
  public Problems require(boolean ok, String format, @Nullable Object... values) {
    requireNonNull(format, "format");
    requireNonNull(values, "values");

    if (!ok) {
      problems.add(oneLine(String.format(Locale.ROOT, format, values)));
    }
    return this;
  }

  /**
   * Adds problems found elsewhere.
   *
   * @param others one message per problem
   * @return this
   */
  @CanIgnoreReturnValue
  public Problems addAll(List<String> others) {
    problems.addAll(others);
    return this;
  }

  /**
   * Returns the problems added so far.
   *
   * @return a copy, with one message per problem
   */
  public List<String> list() {
    return List.copyOf(problems);
  }

  /**
   * Throws an exception with all problems, if there are any.
   *
   * @param subject the beginning of the message, for example "invalid TrainingPlan"
   * @throws IllegalArgumentException if any problem was added
   */
  public void throwIfAny(String subject) {
    requireNonNull(subject, "subject");

    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          oneLine(subject) + ":\n  - " + String.join("\n  - ", problems));
    }
  }
}
