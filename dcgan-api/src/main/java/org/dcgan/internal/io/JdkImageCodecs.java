package org.dcgan.internal.io;

import static java.util.Objects.requireNonNull;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The image readers and writers of the JDK, regardless of other ImageIO plugins on the class path.
 * {@code javax.imageio.ImageIO} selects among all plugins found when it was first used, with the
 * context class loader of that thread, and buffers in files below {@code java.io.tmpdir}. The
 * methods of this class use the providers of the module java.desktop and buffer in memory. They do
 * not change ImageIO's settings.
 */
public final class JdkImageCodecs {
  private static final String MODULE = "java.desktop";

  private JdkImageCodecs() {}

  /**
   * Returns the provider of the JDK's reader for a format.
   *
   * @param format "png", "jpeg", "gif", "bmp", "wbmp" or "tiff", in any case
   * @return the provider, shared by all callers
   * @throws IllegalStateException if the JDK has no reader for this format, or an application has
   *     removed it from ImageIO's registry
   */
  public static ImageReaderSpi readerProvider(String format) {
    requireNonNull(format, "format");

    return provider(ImageReaderSpi.class, format);
  }

  /**
   * Creates an instance of the JDK's reader for a format.
   *
   * @param format "png", "jpeg", "gif", "bmp", "wbmp" or "tiff", in any case
   * @return the reader; the caller disposes of it
   * @throws IOException if the reader cannot be created
   * @throws IllegalStateException if the JDK has no reader for this format, or an application has
   *     removed it from ImageIO's registry
   */
  public static ImageReader reader(String format) throws IOException {
    requireNonNull(format, "format");

    return readerProvider(format).createReaderInstance();
  }

  /**
   * Creates an instance of the JDK's writer for a format.
   *
   * @param format "png", "jpeg", "gif", "bmp", "wbmp" or "tiff", in any case
   * @return the writer; the caller disposes of it
   * @throws IOException if the writer cannot be created
   * @throws IllegalStateException if the JDK has no writer for this format, or an application has
   *     removed it from ImageIO's registry
   */
  public static ImageWriter writer(String format) throws IOException {
    requireNonNull(format, "format");

    return provider(ImageWriterSpi.class, format).createWriterInstance();
  }

  /**
   * Writes an image in PNG format.
   *
   * @param image the image, of any type
   * @param out the destination; it is not closed
   * @throws IOException if writing fails
   */
  public static void writePng(RenderedImage image, OutputStream out) throws IOException {
    requireNonNull(image, "image");
    requireNonNull(out, "out");

    ImageWriter writer = writer("png");
    // Closing the stream flushes it to the destination without closing the destination.
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
    } catch (IIOException e) {
      // The writer wraps the exceptions of the destination.
      throw e.getCause() instanceof IOException cause ? cause : e;
    } finally {
      writer.dispose();
    }
  }

  /**
   * Encodes an image in PNG format.
   *
   * @param image the image, of any type
   * @return the content of a PNG file
   */
  public static byte[] encodePng(RenderedImage image) {
    requireNonNull(image, "image");

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writePng(image, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }

  private static <T extends ImageReaderWriterSpi> T provider(Class<T> kind, String format) {
    Iterator<T> providers = IIORegistry.getDefaultInstance().getServiceProviders(kind, false);
    while (providers.hasNext()) {
      T provider = providers.next();
      if (MODULE.equals(provider.getClass().getModule().getName()) && names(provider, format)) {
        return provider;
      }
    }
    throw new IllegalStateException(
        String.format(
            Locale.ROOT,
            "expected the JDK's own %s for %s among ImageIO's registered providers, found none;"
                + " use a JDK with the full module java.desktop, and do not deregister its"
                + " providers",
            kind.getSimpleName(),
            format));
  }

  private static boolean names(ImageReaderWriterSpi provider, String format) {
    for (String name : provider.getFormatNames()) {
      if (name.equalsIgnoreCase(format)) {
        return true;
      }
    }
    return false;
  }
}
