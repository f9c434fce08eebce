package org.dcgan.datasets.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A WebP, lossy or lossless. Of an animation the first frame is taken, on a transparent canvas. The
 * container is read here; only what codes pixels goes on to the decoder.
 */
final class WebpImage implements EncodedImage {
  private static final int MOST_CHUNKS = 100_000;

  private final byte[] bytes;
  private final ByteBuffer in;
  private int canvasWidth;
  private int canvasHeight;
  private int frameWidth;
  private int frameHeight;
  private int left;
  private int top;
  private int alphaAt = -1;
  private int imageAt = -1;
  private byte @Nullable [] profile;
  private byte @Nullable [] exif;
  private byte @Nullable [] xmp;

  private WebpImage(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static WebpImage open(byte[] bytes) throws IOException {
    WebpImage image = new WebpImage(bytes);
    try {
      image.container();
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("cut off within a chunk", e);
    }
    return image;
  }

  @Override
  public int width() {
    return canvasWidth;
  }

  @Override
  public int height() {
    return canvasHeight;
  }

  @Override
  public Metadata metadata() {
    return new Metadata(profile, exif, xmp);
  }

  private void container() throws IOException {
    long stated = (in.getInt(4) & 0xFFFFFFFFL) + 8;
    int end = (int) Math.min(bytes.length, stated);
    long at = 12;
    for (int i = 0; i < MOST_CHUNKS && at + 8 <= end; i++) {
      int start = (int) at;
      long size = in.getInt(start + 4) & 0xFFFFFFFFL;
      if (start + 8 + size > end) {
        if (imageAt < 0) {
          throw new IOException(
              "chunk "
                  + name(start).strip()
                  + " at offset "
                  + start
                  + " claims "
                  + size
                  + " bytes, more than are left; the file is cut off or damaged");
        }
        break;
      }
      chunk(start, (int) size);
      at += 8 + size + (size & 1);
    }
    if (imageAt < 0) {
      throw new IOException("expected image data, found no chunk VP8, VP8L or ANMF");
    }
    int[] size = codedSize(imageAt);
    frameWidth = size[0];
    frameHeight = size[1];
    if (canvasWidth == 0) {
      canvasWidth = frameWidth;
      canvasHeight = frameHeight;
    }
    if (left + frameWidth > canvasWidth || top + frameHeight > canvasHeight) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the image data has %d x %d pixels, which do not fit the canvas of %d x %d",
              frameWidth,
              frameHeight,
              canvasWidth,
              canvasHeight));
    }
  }

  private String name(int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  private void chunk(int at, int size) throws IOException {
    int content = at + 8;
    switch (name(at)) {
      case "VP8X" -> {
        if (size < 10) {
          throw new IOException("expected 10 bytes in chunk VP8X, found " + size);
        }
        canvasWidth = 1 + uint24(content + 4);
        canvasHeight = 1 + uint24(content + 7);
      }
      case "ICCP" -> profile = profile != null ? profile : copy(content, size);
      case "EXIF" -> {
        if (exif == null) {
          int skip = ImageFormat.startsWith(bytes, content, "Exif\0\0") && size >= 6 ? 6 : 0;
          exif = copy(content + skip, size - skip);
        }
      }
      case "XMP " -> xmp = xmp != null ? xmp : copy(content, size);
      case "ALPH" -> alphaAt = imageAt < 0 ? at : alphaAt;
      case "VP8 ", "VP8L" -> imageAt = imageAt < 0 ? at : imageAt;
      case "ANMF" -> {
        if (imageAt < 0) {
          frame(content, size);
        }
      }
      default -> {}
    }
  }

  /** The first frame of an animation: its place, then chunks of its own. */
  private void frame(int content, int size) throws IOException {
    if (size < 16) {
      throw new IOException("expected at least 16 bytes in chunk ANMF, found " + size);
    }
    left = 2 * uint24(content);
    top = 2 * uint24(content + 3);
    long at = content + 16L;
    int end = content + size;
    while (at + 8 <= end && imageAt < 0) {
      int start = (int) at;
      long length = in.getInt(start + 4) & 0xFFFFFFFFL;
      if (start + 8 + length > end) {
        throw new IOException("a chunk of the first frame reaches beyond its end");
      }
      switch (name(start)) {
        case "ALPH" -> alphaAt = start;
        case "VP8 ", "VP8L" -> imageAt = start;
        default -> {}
      }
      at += 8 + length + (length & 1);
    }
    if (imageAt < 0) {
      throw new IOException("the first frame has no image data");
    }
  }

  private byte[] copy(int from, int size) {
    return Arrays.copyOfRange(bytes, from, from + size);
  }

  private int uint24(int at) {
    return (bytes[at] & 255) | (bytes[at + 1] & 255) << 8 | (bytes[at + 2] & 255) << 16;
  }

  /** Width and height as the image data itself states them. */
  private int[] codedSize(int at) throws IOException {
    int content = at + 8;
    int width;
    int height;
    if (name(at).equals("VP8L")) {
      if (bytes[content] != 0x2F) {
        throw new IOException("the image data does not begin as lossless data must");
      }
      int packed = in.getInt(content + 1);
      width = 1 + (packed & 0x3FFF);
      height = 1 + (packed >> 14 & 0x3FFF);
    } else {
      if (uint24(content + 3) != 0x2A019D) {
        throw new IOException("the image data does not begin as lossy data must");
      }
      width = in.getShort(content + 6) & 0x3FFF;
      height = in.getShort(content + 8) & 0x3FFF;
    }
    if (width == 0 || height == 0) {
      throw new IOException("the image data states " + width + " x " + height + " pixels");
    }
    return new int[] {width, height};
  }

  @Override
  public RawImage decode(ColorProfiles profiles) throws IOException {
    RawImage frame = WebpDecoder.instance().decode(still());
    if (frame.width() != frameWidth || frame.height() != frameHeight) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "expected %d x %d pixels, decoded %d x %d",
              frameWidth,
              frameHeight,
              frame.width(),
              frame.height()));
    }
    return frame.onCanvas(canvasWidth, canvasHeight, left, top);
  }

  /** A file of the first frame's pixels only. */
  private byte[] still() {
    boolean alpha = alphaAt >= 0 && name(imageAt).equals("VP8 ");
    int alphaSize = alpha ? padded(alphaAt) : 0;
    int imageSize = padded(imageAt);
    int size = 4 + (alpha ? 18 : 0) + alphaSize + imageSize;
    ByteBuffer out = ByteBuffer.allocate(8 + size).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(size);
    out.put("WEBP".getBytes(StandardCharsets.US_ASCII));
    if (alpha) {
      out.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x10);
      put24(out, frameWidth - 1);
      put24(out, frameHeight - 1);
      out.put(bytes, alphaAt, Math.min(alphaSize, bytes.length - alphaAt));
      out.position(12 + 18 + alphaSize);
    }
    out.put(bytes, imageAt, Math.min(imageSize, bytes.length - imageAt));
    return out.array();
  }

  /** A chunk's bytes with its header and its padding, which may be missing at a file's end. */
  private int padded(int at) {
    int size = in.getInt(at + 4);
    return 8 + size + (size & 1);
  }

  private static void put24(ByteBuffer out, int value) {
    out.putShort((short) value).put((byte) (value >> 16));
  }
}
