package org.dcgan.datasets;

import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.image.RgbColor;

/** How a background color shows in the descriptions of datasets. */
final class Backgrounds {

  private Backgrounds() {}

  /** Empty for the default color; else a comma and the color, since it changes pixels. */
  static String suffix(RgbColor background) {
    return background.equals(ImageDecoder.DEFAULT_BACKGROUND) ? "" : ", background " + background;
  }
}
