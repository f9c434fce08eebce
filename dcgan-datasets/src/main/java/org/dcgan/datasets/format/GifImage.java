package org.dcgan.datasets.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of a GIF on its logical screen, decoded here rather than by the JDK, whose
 * decoder gives wrong pixels where a clear code follows another. Pixels of the screen outside the
 * frame are transparent.
 */
final class GifImage implements EncodedImage {
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;
  private static final int TRAILER = 0x3B;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int PLAIN_TEXT = 0x01;
  private static final int APPLICATION = 0xFF;

  /** The maximum length of a code is 12 bits. */
  private static final int MOST_CODES = 4096;

  /** The maximum size of a profile; larger ones are ignored. */
  private static final int LARGEST_PROFILE = 16 << 20;

  private final byte[] bytes;
  private final ByteBuffer in;
  private int at;
  private int screenWidth;
  private int screenHeight;
  private int left;
  private int top;
  private int frameWidth;
  private int frameHeight;
  private boolean interlaced;
  private byte @Nullable [] palette;
  private byte @Nullable [] profile;
  private int transparentIndex = -1;

  private GifImage(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static GifImage open(byte[] bytes) throws IOException {
    GifImage image = new GifImage(bytes);
    try {
      image.blocks();
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("cut off before the first frame", e);
    }
    return image;
  }

  /** The logical screen's width, or more where the frame reaches beyond the screen. */
  @Override
  public int width() {
    return Math.max(screenWidth, left + frameWidth);
  }

  /** The logical screen's height, or more where the frame reaches beyond the screen. */
  @Override
  public int height() {
    return Math.max(screenHeight, top + frameHeight);
  }

  @Override
  public Metadata metadata() {
    return new Metadata(profile, null, null);
  }

  /** Parses the blocks up to the compressed data of the first frame. */
  private void blocks() throws IOException {
    screenWidth = in.getShort(6) & 0xFFFF;
    screenHeight = in.getShort(8) & 0xFFFF;
    int flags = bytes[10];
    at = 13;
    if ((flags & 0x80) != 0) {
      palette = palette(flags);
    }
    while (true) {
      int block = bytes[at++] & 255;
      switch (block) {
        case EXTENSION -> extension();
        case FRAME -> {
          frame();
          return;
        }
        case TRAILER -> throw new IOException("expected a frame, found the end");
        case 0 -> {
          // Some encoders end an extension twice.
        }
        default ->
            throw new IOException(
                String.format(
                    Locale.ROOT,
                    "unknown block %02x at offset %d, the file is damaged",
                    block,
                    at));
      }
    }
  }

  private byte[] palette(int flags) {
    int size = 3 << ((flags & 7) + 1);
    if (at + size > bytes.length) {
      throw new IndexOutOfBoundsException(at + size);
    }
    byte[] colors = Arrays.copyOfRange(bytes, at, at + size);
    at += size;
    return colors;
  }

  private void extension() {
    int label = bytes[at++] & 255;
    int size = bytes[at] & 255;
    if (label == GRAPHIC_CONTROL && size >= 4) {
      transparentIndex = (bytes[at + 1] & 1) != 0 ? bytes[at + 4] & 255 : -1;
    } else if (label == PLAIN_TEXT) {
      // The control block before it belongs to the text, not to the frame.
      transparentIndex = -1;
    } else if (label == APPLICATION
        && size == 11
        && ImageFormat.startsWith(bytes, at + 1, "ICCRGBG1012")) {
      at += 12;
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (int length; (length = bytes[at++] & 255) != 0; at += length) {
        if (content.size() < LARGEST_PROFILE) {
          content.write(bytes, at, length);
        }
      }
      profile = content.toByteArray();
      return;
    }
    for (int length; (length = bytes[at++] & 255) != 0; ) {
      at += length;
    }
  }

  private void frame() throws IOException {
    left = in.getShort(at) & 0xFFFF;
    top = in.getShort(at + 2) & 0xFFFF;
    frameWidth = in.getShort(at + 4) & 0xFFFF;
    frameHeight = in.getShort(at + 6) & 0xFFFF;
    int flags = bytes[at + 8];
    at += 9;
    if (frameWidth == 0 || frameHeight == 0) {
      throw new IOException(
          "the first frame has " + frameWidth + " x " + frameHeight + " pixels, expected some");
    }
    interlaced = (flags & 0x40) != 0;
    if ((flags & 0x80) != 0) {
      palette = palette(flags);
    }
    if (palette == null) {
      throw new IOException("expected a palette, found neither a global nor a local one");
    }
  }

  @Override
  public RawImage decode(ColorProfiles profiles) throws IOException {
    byte[] colors = java.util.Objects.requireNonNull(palette);
    byte[] indices = indices();
    int bands = transparentIndex >= 0 ? 4 : 3;
    byte[] data = new byte[Math.multiplyExact(bands, indices.length)];
    for (int i = 0, to = 0; i < indices.length; i++, to += bands) {
      int index = indices[i] & 255;
      if (index == transparentIndex) {
        continue;
      }
      if (3 * index >= colors.length) {
        throw new IOException(
            "a pixel has color " + index + " of a palette of " + colors.length / 3);
      }
      data[to] = colors[3 * index];
      data[to + 1] = colors[3 * index + 1];
      data[to + 2] = colors[3 * index + 2];
      if (bands == 4) {
        data[to + 3] = -1;
      }
    }
    RawImage frame = new RawImage(frameWidth, frameHeight, bands, upright(data, bands));
    return frame.onCanvas(width(), height(), left, top);
  }

  /** The rows in their order from the top. */
  private byte[] upright(byte[] data, int bands) {
    if (!interlaced) {
      return data;
    }
    int stride = frameWidth * bands;
    byte[] out = new byte[data.length];
    int from = 0;
    int[][] passes = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    for (int[] pass : passes) {
      for (int y = pass[0]; y < frameHeight; y += pass[1], from += stride) {
        System.arraycopy(data, from, out, y * stride, stride);
      }
    }
    return out;
  }

  /**
   * Decompresses the frame (LZW with codes of growing length). Clear codes may follow one another,
   * may be missing, and a full table may stay in use; pixels beyond the last are ignored.
   */
  private byte[] indices() throws IOException {
    byte[] out = new byte[Math.multiplyExact(frameWidth, frameHeight)];
    if (at >= bytes.length) {
      throw new IOException("cut off before the first frame's pixels");
    }
    int rootBits = bytes[at] & 255;
    if (rootBits < 1 || rootBits > 11) {
      throw new IOException("the minimum code size is " + rootBits + ", expected 1 to 11");
    }
    Codes codes = new Codes(at + 1);
    int clear = 1 << rootBits;
    int end = clear + 1;
    short[] prefix = new short[MOST_CODES];
    short[] suffix = new short[MOST_CODES];
    short[] length = new short[MOST_CODES];
    for (int i = 0; i < clear; i++) {
      suffix[i] = (short) i;
      length[i] = 1;
    }
    int next = end + 1;
    int bits = rootBits + 1;
    int previous = -1;
    int filled = 0;
    while (filled < out.length) {
      int code = codes.next(bits);
      if (code < 0 || code == end) {
        throw new IOException(
            "the first frame ends after "
                + filled
                + " of "
                + out.length
                + " pixels; it is cut off or damaged");
      }
      if (code == clear) {
        next = end + 1;
        bits = rootBits + 1;
        previous = -1;
        continue;
      }
      boolean unknown = code == next && previous >= 0 && next < MOST_CODES;
      if (!unknown && (code >= next || (previous < 0 && code > end))) {
        throw new IOException("code " + code + " is not in the table of " + next);
      }
      // The code that is being defined consists of the previous code and its first pixel.
      int known = unknown ? previous : code;
      int count = length[known] + (unknown ? 1 : 0);
      int first = first(known, prefix, suffix, length, out, filled);
      if (unknown && filled + count <= out.length) {
        out[filled + count - 1] = pixel(first);
      }
      if (previous >= 0 && next < MOST_CODES) {
        prefix[next] = (short) previous;
        suffix[next] = (short) first;
        length[next] = (short) (length[previous] + 1);
        next++;
        if (next == 1 << bits && bits < 12) {
          bits++;
        }
      }
      previous = code;
      filled = Math.min(out.length, filled + count);
    }
    return out;
  }

  /** Writes a code's pixels, as far as there is room, and returns the first of them. */
  private static int first(
      int code, short[] prefix, short[] suffix, short[] length, byte[] out, int at)
      throws IOException {
    int c = code;
    int n = length[code];
    for (int i = at + n - 1; i > at; i--) {
      if (i < out.length) {
        out[i] = pixel(suffix[c]);
      }
      c = prefix[c];
    }
    out[at] = pixel(suffix[c]);
    return suffix[c];
  }

  private static byte pixel(int index) throws IOException {
    if (index > 255) {
      throw new IOException("a pixel has color " + index + ", expected 0 to 255");
    }
    return (byte) index;
  }

  /** Codes of changing length, lowest bits first, from blocks of at most 255 bytes. */
  private final class Codes {
    private int at;
    private int left;
    private int buffer;
    private int buffered;

    Codes(int at) {
      this.at = at;
    }

    /** The next code, or -1 at the end. */
    int next(int bits) {
      while (buffered < bits) {
        if (left == 0) {
          if (at >= bytes.length || bytes[at] == 0) {
            return -1;
          }
          left = bytes[at++] & 255;
        }
        if (at >= bytes.length) {
          return -1;
        }
        buffer |= (bytes[at++] & 255) << buffered;
        buffered += 8;
        left--;
      }
      int code = buffer & (1 << bits) - 1;
      buffer >>>= bits;
      buffered -= bits;
      return code;
    }
  }
}
