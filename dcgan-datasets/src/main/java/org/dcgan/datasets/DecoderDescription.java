package org.dcgan.datasets;

import java.util.Locale;
import org.dcgan.datasets.format.ImageDecoder;

/** Formats what changes the images of a decoder, for the descriptions of datasets. */
final class DecoderDescription {

  private DecoderDescription() {}

  /**
   * Returns the background color, which changes pixels, and the limit of pixels, which decides what
   * can be read.
   *
   * @param decoder decodes the images
   * @return each after a comma, where it is not the default
   */
  static String suffix(ImageDecoder decoder) {
    String background =
        decoder.background().equals(ImageDecoder.DEFAULT_BACKGROUND)
            ? ""
            : ", background " + decoder.background();
    return decoder.pixelLimit() == ImageDecoder.DEFAULT_PIXEL_LIMIT
        ? background
        : String.format(Locale.ROOT, "%s, at most %d pixels", background, decoder.pixelLimit());
  }
}
