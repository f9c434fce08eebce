package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * An opaque color in sRGB, such as the background that transparent images are composited over.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RgbColor(int red, int green, int blue) {
  /** White, 255, 255, 255. */
  public static final RgbColor WHITE = new RgbColor(255, 255, 255);

  /** Black, 0, 0, 0. */
  public static final RgbColor BLACK = new RgbColor(0, 0, 0);

  /** Gray, 128, 128, 128: close to 0 once values are scaled to [-1, 1]. */
  public static final RgbColor GRAY = new RgbColor(128, 128, 128);

  private static final Pattern HEX = Pattern.compile("#?([0-9a-fA-F]{6})");

  /** Checks the ranges. */
  public RgbColor {
    check("red", red);
    check("green", green);
    check("blue", blue);
  }

  private static void check(String name, int value) {
    checkArgument(value >= 0 && value <= 255, "%s must be 0 to 255, got %s", name, value);
  }

  /**
   * Parses a color.
   *
   * @param text "white", "black" or "gray" in any case, or six hexadecimal digits with or without a
   *     leading number sign, such as "#ffcc00"
   * @return the color
   * @throws IllegalArgumentException if the text has another form
   */
  public static RgbColor parse(String text) {
    Objects.requireNonNull(text, "text");
    switch (text.toLowerCase(Locale.ROOT)) {
      case "white" -> {
        return WHITE;
      }
      case "black" -> {
        return BLACK;
      }
      case "gray", "grey" -> {
        return GRAY;
      }
      default -> {
        Matcher matcher = HEX.matcher(text);
        checkArgument(
            matcher.matches(),
            "expected a color such as white, black, gray or #ffcc00, got '%s'",
            text);
        int rgb = Integer.parseInt(matcher.group(1), 16);
        return new RgbColor(rgb >> 16, rgb >> 8 & 255, rgb & 255);
      }
    }
  }

  /** The color as a number sign and six hexadecimal digits, such as #ffcc00. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "#%06x", red << 16 | green << 8 | blue);
  }
}
