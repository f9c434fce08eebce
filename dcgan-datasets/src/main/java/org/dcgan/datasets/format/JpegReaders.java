package org.dcgan.datasets.format;

import java.io.IOException;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ServiceRegistry;
import org.dcgan.image.MissingDecoderException;
import org.dcgan.internal.io.JdkImageCodecs;
import org.jspecify.annotations.Nullable;

/**
 * JPEG readers of TwelveMonkeys that decode with the JDK (libjpeg). They are created from a
 * separate registry, independent of the plugins that ImageIO has found.
 */
final class JpegReaders {
  private static volatile @Nullable ImageReaderSpi provider;

  private JpegReaders() {}

  /**
   * Creates a reader, which the caller must dispose of.
   *
   * @throws MissingDecoderException if the decoder is not on the class path
   */
  static ImageReader create() throws IOException {
    ImageReaderSpi known = provider;
    if (known == null) {
      known = assemble();
      provider = known;
    }
    return known.createReaderInstance();
  }

  private static ImageReaderSpi assemble() throws MissingDecoderException {
    try {
      ServiceRegistry registry =
          new ServiceRegistry(List.<Class<?>>of(ImageReaderSpi.class).iterator());
      registry.registerServiceProvider(JdkImageCodecs.readerProvider("jpeg"), ImageReaderSpi.class);
      // Looks for the JDK's provider as it is registered.
      ImageReaderSpi twelveMonkeys = DecoderProviders.Jpeg.create();
      registry.registerServiceProvider(twelveMonkeys, ImageReaderSpi.class);
      return twelveMonkeys;
    } catch (LinkageError | IllegalStateException e) {
      throw new MissingDecoderException(
          "no decoder for JPEG: expected com.twelvemonkeys.imageio:imageio-jpeg on the class path"
              + " and the JDK's own reader; add what is missing ("
              + e
              + ")",
          e);
    }
  }
}
