package org.dcgan.datasets.format;

import javax.imageio.spi.ImageReaderSpi;

/**
 * Creates the providers of decoders that an application may lack. Each has a class of its own,
 * because the virtual machine looks for all classes that another one mentions when it verifies that
 * one: the error of a missing decoder must come up here and nowhere else.
 */
final class DecoderProviders {

  private DecoderProviders() {}

  /** TwelveMonkeys' decoder of JPEG. */
  static final class Jpeg {
    private Jpeg() {}

    static ImageReaderSpi create() {
      return new com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi();
    }
  }

  /** TwelveMonkeys' decoder of WebP. */
  static final class JavaWebp {
    private JavaWebp() {}

    static ImageReaderSpi create() {
      return new com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi();
    }
  }

  /** The binding of libwebp. */
  static final class Libwebp {
    private Libwebp() {}

    static ImageReaderSpi create() {
      return new com.luciad.imageio.webp.WebPImageReaderSpi();
    }
  }
}
