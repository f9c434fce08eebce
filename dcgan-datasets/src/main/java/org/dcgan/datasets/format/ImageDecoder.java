package org.dcgan.datasets.format;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.MissingDecoderException;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;

/**
 * Decodes compressed images. Input files are untrusted: the size is read from the header and
 * checked before anything is decoded, and whatever a decoder throws becomes an {@link
 * UnreadableImageException} that names the image.
 *
 * <p>The same rules hold for all formats (docs/reference/image-formats.md has the details of each):
 *
 * <ul>
 *   <li>Colors are converted to sRGB where a valid ICC profile is embedded; a damaged profile is
 *       ignored. Gray values without a profile are taken as they are stored.
 *   <li>Transparent pixels are composited over a background color, white by default ({@link
 *       #withBackground}).
 *   <li>The image is turned upright as its EXIF or XMP orientation says.
 *   <li>16 bits per channel are rounded to 8, and palettes are resolved. Of an animation the first
 *       frame is taken.
 *   <li>An image that is damaged or cut off is unreadable, also where its decoder would fill what
 *       is missing with gray.
 * </ul>
 *
 * <p>Immutable; safe for use from several threads.
 */
public final class ImageDecoder {
  /**
   * The most pixels an image may claim, 100 million: more than cameras deliver, and still decoded
   * in a few hundred megabytes.
   */
  public static final long DEFAULT_PIXEL_LIMIT = 100_000_000;

  /**
   * What transparent images are composited over unless another color is chosen: white, as image
   * viewers, browsers and editors that export to JPEG do. Over black, which is what the bytes
   * behind transparent pixels often hold, dark drawings and icons would vanish.
   */
  public static final RgbColor DEFAULT_BACKGROUND = RgbColor.WHITE;

  /**
   * The heap that decoding takes per pixel at worst, in bytes: four channels as decoded, three
   * before and three after their conversion to sRGB, four with alpha again, and some to spare.
   */
  private static final int WORST_BYTES_PER_PIXEL = 16;

  /** The minimum heap per pixel of any image: a raster and three channels. */
  private static final int LEAST_BYTES_PER_PIXEL = 4;

  private static final int MAGIC_SHOWN = 8;

  private final long pixelLimit;
  private final RgbColor background;
  private final DecodingMemory memory;
  private final ColorProfiles profiles = new ColorProfiles();

  private ImageDecoder(long pixelLimit, RgbColor background, DecodingMemory memory) {
    this.pixelLimit = pixelLimit;
    this.background = background;
    this.memory = memory;
  }

  /**
   * A decoded image with details.
   *
   * @param pixels the pixels
   * @param transparent whether at least one pixel of the file was not fully opaque, so that the
   *     background shows
   */
  public record Decoded(Pixels pixels, boolean transparent) {}

  /**
   * Creates a decoder with the default limit and the default background.
   *
   * @return one that refuses images above {@link #DEFAULT_PIXEL_LIMIT}
   */
  public static ImageDecoder create() {
    return withPixelLimit(DEFAULT_PIXEL_LIMIT);
  }

  /**
   * Creates a decoder with a custom limit and the default background.
   *
   * @param pixelLimit height times width that an image may claim, at least 1
   * @return the decoder
   */
  public static ImageDecoder withPixelLimit(long pixelLimit) {
    checkArgument(pixelLimit >= 1, "the pixel limit must be at least 1, got %s", pixelLimit);
    return new ImageDecoder(pixelLimit, DEFAULT_BACKGROUND, DecodingMemory.SHARED);
  }

  /** Creates a decoder with a separate memory budget. */
  static ImageDecoder withMemory(DecodingMemory memory) {
    return new ImageDecoder(DEFAULT_PIXEL_LIMIT, DEFAULT_BACKGROUND, memory);
  }

  /**
   * Returns a decoder with another background.
   *
   * @param background the color behind transparent pixels; {@link #DEFAULT_BACKGROUND} by default
   * @return the decoder
   */
  public ImageDecoder withBackground(RgbColor background) {
    return new ImageDecoder(pixelLimit, Objects.requireNonNull(background, "background"), memory);
  }

  /**
   * The color that transparent pixels are composited over.
   *
   * @return {@link #DEFAULT_BACKGROUND} unless another one was chosen
   */
  public RgbColor background() {
    return background;
  }

  /**
   * The most pixels that an image may have.
   *
   * @return height times width, {@link #DEFAULT_PIXEL_LIMIT} unless another one was chosen
   */
  public long pixelLimit() {
    return pixelLimit;
  }

  /**
   * Decodes an image.
   *
   * @param encoded the whole file; not modified
   * @param name the name for error messages
   * @param channels 3 for color (gray images get three equal channels), 1 for luma
   * @return the pixels
   * @throws UnreadableImageException if it is of another format, damaged, cut off, or has more
   *     pixels than the limit
   * @throws org.dcgan.image.InsufficientMemoryException if the heap is too small for it; it may be
   *     whole
   * @throws MissingDecoderException if the application lacks the decoder for its format
   * @throws IOException if it cannot be decoded for another reason than its content
   */
  public Pixels decode(byte[] encoded, String name, int channels) throws IOException {
    return decodeWithDetails(encoded, name, channels).pixels();
  }

  /**
   * Decodes an image, and returns whether it is transparent.
   *
   * @param encoded the whole file; not modified
   * @param name the name for error messages
   * @param channels 3 for color (gray images get three equal channels), 1 for luma
   * @return its pixels and details
   * @throws UnreadableImageException if it is of another format, damaged, cut off, or has more
   *     pixels than the limit
   * @throws org.dcgan.image.InsufficientMemoryException if the heap is too small for it; it may be
   *     whole
   * @throws MissingDecoderException if the application lacks the decoder for its format
   * @throws IOException if it cannot be decoded for another reason than its content
   */
  public Decoded decodeWithDetails(byte[] encoded, String name, int channels) throws IOException {
    Objects.requireNonNull(encoded, "encoded");
    Objects.requireNonNull(name, "name");
    checkArgument(channels == 1 || channels == 3, "channels must be 1 or 3, got %s", channels);
    ImageFormat format =
        ImageFormat.of(encoded)
            .orElseThrow(() -> new UnreadableImageException(name + ": " + whatItIs(encoded)));
    try (DecodingMemory.Hold hold = memory.hold()) {
      return hold.decode(
          name,
          () -> {
            EncodedImage image = EncodedImage.open(encoded, format);
            long pixels = checkSize(image.width(), image.height(), name);
            hold.reserve(pixels * WORST_BYTES_PER_PIXEL);
            return pixels(image, channels);
          });
    } catch (UnreadableImageException | InsufficientMemoryException | MissingDecoderException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders throw any kind of exception for damaged files.
      throw new UnreadableImageException(
          name + ": damaged " + format.readerName() + " (" + reason(e) + ")", e);
    }
  }

  private Decoded pixels(EncodedImage image, int channels) throws IOException {
    RawImage raw = image.decode(profiles);
    if (raw.width() != image.width() || raw.height() != image.height()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "expected %d x %d pixels as stated by the header, decoded %d x %d",
              image.width(),
              image.height(),
              raw.width(),
              raw.height()));
    }
    Metadata metadata = image.metadata();
    RawImage srgb = profiles.toSrgb(raw, metadata.profile());
    Pixels pixels = srgb.toPixels(channels, background);
    return new Decoded(Orientation.of(metadata).apply(pixels), raw.isTransparent());
  }

  private long checkSize(int width, int height, String name) throws IOException {
    long pixels = (long) width * height;
    if (pixels > pixelLimit) {
      throw new UnreadableImageException(
          String.format(
              Locale.ROOT,
              "%s: claims %d x %d pixels, more than the limit of %d; raise the pixel limit if that"
                  + " is meant",
              name,
              width,
              height,
              pixelLimit));
    }
    if (pixels * LEAST_BYTES_PER_PIXEL > Runtime.getRuntime().maxMemory()) {
      throw DecodingMemory.shortage(name, pixels * WORST_BYTES_PER_PIXEL, null);
    }
    return pixels;
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
