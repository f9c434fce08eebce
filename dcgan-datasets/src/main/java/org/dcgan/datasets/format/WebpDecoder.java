package org.dcgan.datasets.format;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.dcgan.image.MissingDecoderException;
import org.dcgan.internal.io.AtomicFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes WebP images without animation and metadata: by libwebp, or, where its native library
 * cannot be loaded, by TwelveMonkeys in Java, which is ten times slower and less exact.
 */
final class WebpDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(WebpDecoder.class);

  /**
   * The system property with the folder to which libwebp's binding unpacks its native library;
   * java.io.tmpdir by default.
   */
  private static final String FOLDER = "com.luciad.imageio.webp.tmpdir";

  /** An image of one pixel, to test a decoder with. */
  private static final String PROBE = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  private final ImageReaderSpi provider;

  private WebpDecoder(ImageReaderSpi provider) {
    this.provider = provider;
  }

  /**
   * Returns the best decoder that is available.
   *
   * @throws MissingDecoderException if there is none
   */
  static WebpDecoder instance() throws MissingDecoderException {
    return Holder.instance();
  }

  /** Decodes a file with one lossy or lossless image. */
  RawImage decode(byte[] webp) throws IOException {
    ImageReader reader = provider.createReaderInstance();
    try (ImageInputStream in = new EncodedStream(webp)) {
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      return image.getRaster().getDataBuffer() instanceof DataBufferInt buffer
          ? ofInts(image, buffer.getData())
          : RasterPixels.of(image);
    } finally {
      reader.dispose();
    }
  }

  /** Pixels of 32 bits: alpha, red, green, blue. */
  private static RawImage ofInts(BufferedImage image, int[] pixels) {
    int bands = image.getColorModel().hasAlpha() ? 4 : 3;
    byte[] data = new byte[Math.multiplyExact(bands, pixels.length)];
    int to = 0;
    for (int argb : pixels) {
      data[to] = (byte) (argb >> 16);
      data[to + 1] = (byte) (argb >> 8);
      data[to + 2] = (byte) argb;
      if (bands == 4) {
        data[to + 3] = (byte) (argb >>> 24);
      }
      to += bands;
    }
    return new RawImage(image.getWidth(), image.getHeight(), bands, data);
  }

  /** Returns the decoder of libwebp, or null if it is not available. */
  static @Nullable WebpDecoder libwebp() {
    boolean folderSet = false;
    try {
      folderSet = chooseFolder();
      WebpDecoder decoder = new WebpDecoder(DecoderProviders.Libwebp.create());
      var unused = decoder.decode(Base64.getDecoder().decode(PROBE));
      return decoder;
    } catch (LinkageError | RuntimeException | IOException e) {
      LOG.warn(
          "libwebp cannot be loaded ({}). WebP images are decoded in Java instead, ten times slower,"
              + " with colors that differ by up to 10 of 255 levels, and some files are not read."
              + " Expected com.github.usefulness:webp-imageio on the class path, with a native"
              + " library for {} {}, and a folder that it can be unpacked to and run from: set"
              + " -D{}=FOLDER",
          e.toString(),
          System.getProperty("os.name"),
          System.getProperty("os.arch"),
          FOLDER);
      return null;
    } finally {
      if (folderSet) {
        System.clearProperty(FOLDER);
      }
    }
  }

  /**
   * Sets a folder for libwebp's native library if java.io.tmpdir cannot be used.
   *
   * @return whether the property was set here
   */
  private static boolean chooseFolder() throws IOException {
    String usual = System.getProperty("java.io.tmpdir");
    if (System.getProperty(FOLDER) != null || (usual != null && isUsable(Path.of(usual)))) {
      return false;
    }
    Path folder = Path.of(System.getProperty("user.home"), ".cache", "dcgan");
    AtomicFiles.createFolders(folder);
    System.setProperty(FOLDER, folder.toString());
    return true;
  }

  private static boolean isUsable(Path folder) {
    return Files.isDirectory(folder) && Files.isWritable(folder);
  }

  /** Returns the decoder in Java, or null if it is not available. */
  static @Nullable WebpDecoder fallback() {
    try {
      WebpDecoder decoder = new WebpDecoder(DecoderProviders.JavaWebp.create());
      var unused = decoder.decode(Base64.getDecoder().decode(PROBE));
      return decoder;
    } catch (LinkageError | RuntimeException | IOException e) {
      LOG.debug("no decoder for WebP in Java", e);
      return null;
    }
  }

  /** The decoders are tested once, when the first WebP image is read. */
  private static final class Holder {
    private static final @Nullable WebpDecoder LIBWEBP = libwebp();
    private static final @Nullable WebpDecoder FALLBACK = LIBWEBP == null ? fallback() : null;

    static WebpDecoder instance() throws MissingDecoderException {
      WebpDecoder decoder = LIBWEBP != null ? LIBWEBP : FALLBACK;
      if (decoder == null) {
        throw new MissingDecoderException(
            "no decoder for WebP: expected com.github.usefulness:webp-imageio or"
                + " com.twelvemonkeys.imageio:imageio-webp on the class path; add one of them");
      }
      return decoder;
    }
  }
}
