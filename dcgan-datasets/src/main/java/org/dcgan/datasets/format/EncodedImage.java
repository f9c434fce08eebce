package org.dcgan.datasets.format;

import java.io.IOException;

/**
 * An image whose file has been parsed, but whose pixels have not been decoded. Parsing takes little
 * time and memory, regardless of the size that the file claims.
 */
sealed interface EncodedImage permits BmpImage, GifImage, JpegImage, PngImage, WebpImage {

  /** Parses a file. */
  static EncodedImage open(byte[] bytes, ImageFormat format) throws IOException {
    return switch (format) {
      case JPEG -> JpegImage.open(bytes);
      case PNG -> PngImage.open(bytes);
      case GIF -> GifImage.open(bytes);
      case BMP -> BmpImage.open(bytes);
      case WEBP -> WebpImage.open(bytes);
    };
  }

  /** The width that the file claims, at least 1. */
  int width();

  /** The height that the file claims, at least 1. */
  int height();

  /** Returns the metadata that affects how the pixels are interpreted. */
  Metadata metadata();

  /**
   * Decodes the pixels; neither profile nor orientation is applied, except that CMYK becomes RGB.
   *
   * @param profiles converts CMYK images
   */
  RawImage decode(ColorProfiles profiles) throws IOException;
}
