package org.dcgan.datasets.rooms;

/**
 * A color by the share of light reflected, nominally 0 to 1 per channel.
 *
 * @param red red
 * @param green green
 * @param blue blue
 */
public record Rgb(double red, double green, double blue) {

  /**
   * Creates a color from hue, saturation and value.
   *
   * @param hue around the circle, in turns; only the fraction counts
   * @param saturation 0 (gray) to 1
   * @param value 0 (black) to 1
   */
  static Rgb ofHsv(double hue, double saturation, double value) {
    return new Rgb(
        channel(hue, 5, saturation, value),
        channel(hue, 3, saturation, value),
        channel(hue, 1, saturation, value));
  }

  private static double channel(double hue, int shift, double saturation, double value) {
    double k = (shift + 6 * (hue - Math.floor(hue))) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k))));
  }

  Rgb times(double factor) {
    return new Rgb(red * factor, green * factor, blue * factor);
  }
}
