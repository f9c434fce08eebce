package org.dcgan.datasets.format;

import static com.google.common.base.Preconditions.checkArgument;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;

/**
 * Pixels from a compressed picture's bytes. Made for files that nobody has looked at: the size is
 * read from the header and checked before anything is decoded, and whatever a decoder throws
 * becomes an {@link UnreadableImageException} that names the picture.
 *
 * <p>The picture is turned upright as its EXIF orientation says, 16 bits per channel become 8,
 * palettes are resolved, transparency is laid over black. Grey values are taken as they are stored.
 * Immutable; safe for use from several threads.
 */
public final class ImageDecoder {
  /**
   * The most pixels a picture may claim, 100 million: more than cameras deliver, and still decoded
   * in a few hundred megabytes.
   */
  public static final long DEFAULT_PIXEL_LIMIT = 100_000_000;

  /**
   * The heap that decoding takes per pixel at worst, in bytes: four channels of two bytes each as
   * decoded, then three channels of one byte each.
   */
  private static final int WORST_BYTES_PER_PIXEL = 12;

  /** The heap that every image takes per pixel: its least raster, and three channels. */
  private static final int LEAST_BYTES_PER_PIXEL = 4;

  private static final int MAGIC_SHOWN = 8;

  private final long pixelLimit;
  private final DecodingMemory memory;

  private ImageDecoder(long pixelLimit, DecodingMemory memory) {
    this.pixelLimit = pixelLimit;
    this.memory = memory;
  }

  /**
   * A decoder with the usual limit.
   *
   * @return one that refuses pictures above {@link #DEFAULT_PIXEL_LIMIT}
   */
  public static ImageDecoder create() {
    return withPixelLimit(DEFAULT_PIXEL_LIMIT);
  }

  /**
   * A decoder with a limit of one's own.
   *
   * @param pixelLimit height times width that a picture may claim, at least 1
   * @return the decoder
   */
  public static ImageDecoder withPixelLimit(long pixelLimit) {
    checkArgument(pixelLimit >= 1, "the pixel limit must be at least 1, got %s", pixelLimit);
    return new ImageDecoder(pixelLimit, DecodingMemory.SHARED);
  }

  /** A decoder with a budget of memory that it does not share. */
  static ImageDecoder withMemory(DecodingMemory memory) {
    return new ImageDecoder(DEFAULT_PIXEL_LIMIT, memory);
  }

  /**
   * Decodes a picture.
   *
   * @param encoded the whole file; not modified
   * @param name what to call it in errors
   * @param channels 3 for colour (grey pictures get three equal channels), 1 for luma
   * @return its pixels
   * @throws UnreadableImageException if it is of another format, damaged, cut off, or has more
   *     pixels than the limit
   * @throws org.dcgan.image.InsufficientMemoryException if the heap is too small for it; it may be
   *     whole
   * @throws IOException if it cannot be decoded for another reason than its content
   */
  public Pixels decode(byte[] encoded, String name, int channels) throws IOException {
    checkArgument(channels == 1 || channels == 3, "channels must be 1 or 3, got %s", channels);
    ImageFormat format =
        ImageFormat.of(encoded)
            .orElseThrow(() -> new UnreadableImageException(name + ": " + whatItIs(encoded)));
    // Some decoders fill up a picture that is cut off; to a dataset it is damaged.
    if (!Completeness.isWhole(encoded, format)) {
      throw new UnreadableImageException(
          name + ": the " + format.readerName() + " is cut off after " + encoded.length + " bytes");
    }
    try (DecodingMemory.Hold hold = memory.hold()) {
      return hold.decode(
          name,
          () -> {
            Pixels pixels = RasterPixels.of(decode(encoded, name, format, hold), channels);
            return Orientation.of(encoded, format).apply(pixels);
          });
    } catch (UnreadableImageException | InsufficientMemoryException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders answer damage with whatever their arithmetic runs into.
      throw new UnreadableImageException(
          name + ": damaged " + format.readerName() + " (" + reason(e) + ")", e);
    }
  }

  private BufferedImage decode(
      byte[] encoded, String name, ImageFormat format, DecodingMemory.Hold hold)
      throws IOException {
    ImageReader reader = reader(format);
    try (ImageInputStream in = new EncodedStream(encoded)) {
      reader.setInput(in, true, true);
      long pixels = checkSize(reader.getWidth(0), reader.getHeight(0), name);
      hold.reserve(pixels * WORST_BYTES_PER_PIXEL);
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private long checkSize(int width, int height, String name) throws IOException {
    long pixels = (long) width * height;
    if (pixels > pixelLimit) {
      throw new UnreadableImageException(
          String.format(
              "%s: claims %d x %d pixels, more than the limit of %d; raise the pixel limit if that"
                  + " is meant",
              name, width, height, pixelLimit));
    }
    if (pixels * LEAST_BYTES_PER_PIXEL > Runtime.getRuntime().maxMemory()) {
      throw DecodingMemory.shortage(name, pixels * WORST_BYTES_PER_PIXEL, null);
    }
    return pixels;
  }

  private static ImageReader reader(ImageFormat format) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
    if (!readers.hasNext()) {
      throw new IOException(
          "no decoder for "
              + format.readerName()
              + "; com.twelvemonkeys.imageio:imageio-"
              + format.readerName().toLowerCase(Locale.ROOT)
              + " must be on the class path");
    }
    return readers.next();
  }

  private static String whatItIs(byte[] bytes) {
    if (bytes.length == 0) {
      return "the file is empty";
    }
    byte[] start = Arrays.copyOf(bytes, Math.min(MAGIC_SHOWN, bytes.length));
    return "not a JPEG, PNG, GIF, BMP or WebP (it starts with "
        + HexFormat.ofDelimiter(" ").formatHex(start)
        + ")";
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
