package org.dcgan.examples;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations such as {@code 90m}, {@code 1h30m}, {@code 45s}, {@code 2d} and {@code PT90M}.
 */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?",
          Pattern.CASE_INSENSITIVE);
  private static final int[] SECONDS = {86_400, 3_600, 60, 1};

  DurationConverter() {}

  @Override
  public Duration convert(String value) {
    String text = value.strip();
    Matcher parts = PARTS.matcher(text);
    try {
      if (text.isEmpty() || !parts.matches()) {
        return Duration.parse(text);
      }
      Duration duration = Duration.ZERO;
      for (int i = 0; i < SECONDS.length; i++) {
        String number = parts.group(i + 1);
        if (number != null) {
          duration = duration.plusSeconds(Long.parseLong(number) * SECONDS[i]);
        }
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "expected a time such as 90m, 1h30m or 45s, got '" + value + "'");
    }
  }
}
