package org.dcgan.datasets;

import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.image.RgbColor;

/** Formats a background color for the descriptions of datasets. */
final class Backgrounds {

  private Backgrounds() {}

  /**
   * Returns an empty string for the default color, and otherwise a comma and the color, since it
   * changes pixels.
   */
  static String suffix(RgbColor background) {
    return background.equals(ImageDecoder.DEFAULT_BACKGROUND) ? "" : ", background " + background;
  }
}
