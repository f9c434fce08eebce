package org.dcgan.datasets.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A PNG of any color type, depth and interlacing, decoded here rather than by the JDK, which
 * neither checks checksums nor reads all kinds of transparency, and fails on damaged metadata. Of
 * an animation the default image is taken.
 */
final class PngImage implements EncodedImage {
  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** The maximum unpacked size of a profile; larger ones are ignored. */
  private static final int LARGEST_PROFILE = 16 << 20;

  /** The maximum unpacked size of a text; larger ones are ignored. */
  private static final int LARGEST_TEXT = 2 << 20;

  /** The maximum number of texts that are unpacked. */
  private static final int MOST_TEXTS = 8;

  /** Adam7: first column, first row, and their steps, for each of the seven passes. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private final byte[] bytes;
  private int width;
  private int height;
  private int depth;
  private int type;
  private boolean interlaced;
  private byte @Nullable [] palette;
  private byte @Nullable [] transparency;
  private byte @Nullable [] profile;
  private byte @Nullable [] exif;
  private byte @Nullable [] rawExif;
  private byte @Nullable [] xmp;
  private int texts;

  /** Offsets and lengths of the compressed data. */
  private final List<int[]> data = new ArrayList<>();

  private PngImage(byte[] bytes) {
    this.bytes = bytes;
  }

  static PngImage open(byte[] bytes) throws IOException {
    PngImage image = new PngImage(bytes);
    image.chunks();
    return image;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public Metadata metadata() {
    return new Metadata(profile, exif != null ? exif : rawExif, xmp);
  }

  private void chunks() throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = 8;
    while (bytes.length - at >= 12) {
      long length = in.getInt(at) & 0xFFFFFFFFL;
      String name = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (width == 0 && !name.equals("IHDR")) {
        throw new IOException(
            name.equals("CgBI")
                ? "expected a PNG, found Apple's variant of it for iOS; convert it back"
                : "expected the header chunk IHDR first, found " + printable(name));
      }
      if (length > bytes.length - at - 12) {
        if (isImageData(name)) {
          throw new IOException(
              "chunk "
                  + printable(name)
                  + " at offset "
                  + at
                  + " claims "
                  + length
                  + " bytes, more than are left; the file is cut off or damaged");
        }
        break;
      }
      int size = (int) length;
      CRC32 crc = new CRC32();
      crc.update(bytes, at + 4, size + 4);
      boolean sound = (int) crc.getValue() == in.getInt(at + 8 + size);
      if (!sound && isImageData(name)) {
        throw new IOException(
            "the checksum of chunk " + printable(name) + " at offset " + at + " is wrong");
      }
      if (name.equals("IEND")) {
        break;
      }
      if (sound) {
        chunk(name, at + 8, size);
      }
      at += 12 + size;
    }
    if (width == 0) {
      throw new IOException("cut off within the header chunk");
    }
    if (data.isEmpty()) {
      throw new IOException("expected image data, found no chunk IDAT");
    }
    if (type == PALETTE && palette == null) {
      throw new IOException("expected a palette, found no chunk PLTE");
    }
  }

  /** Chunks whose damage changes the pixels. */
  private static boolean isImageData(String name) {
    return switch (name) {
      case "IHDR", "PLTE", "tRNS", "IDAT" -> true;
      default -> false;
    };
  }

  private static String printable(String name) {
    return name.chars().allMatch(c -> c > 32 && c < 127)
        ? name
        : HexFormat.of().formatHex(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void chunk(String name, int at, int size) throws IOException {
    switch (name) {
      case "IHDR" -> header(at, size);
      case "PLTE" -> palette = Arrays.copyOfRange(bytes, at, at + size - size % 3);
      case "tRNS" -> transparency = Arrays.copyOfRange(bytes, at, at + size);
      case "IDAT" -> data.add(new int[] {at, size});
      case "eXIf" -> exif = withoutExifName(Arrays.copyOfRange(bytes, at, at + size));
      case "iCCP", "tEXt", "zTXt", "iTXt" -> {
        try {
          named(name, Arrays.copyOfRange(bytes, at, at + size));
        } catch (DataFormatException | IllegalArgumentException | IndexOutOfBoundsException e) {
          // Damaged metadata is ignored.
        }
      }
      default -> {}
    }
  }

  private void header(int at, int size) throws IOException {
    if (size != 13) {
      throw new IOException("expected 13 bytes of header, found " + size);
    }
    if (width != 0) {
      throw new IOException("found a second header chunk IHDR");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    width = in.getInt(at);
    height = in.getInt(at + 4);
    depth = bytes[at + 8];
    type = bytes[at + 9];
    interlaced = bytes[at + 12] == 1;
    boolean known =
        switch (type) {
          case GRAY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (width < 1 || height < 1 || !known || bytes[at + 10] != 0 || bytes[at + 11] != 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the header is not valid: %s x %s pixels, depth %d, color type %d",
              Integer.toUnsignedString(width),
              Integer.toUnsignedString(height),
              depth,
              type));
    }
    if (bytes[at + 12] < 0 || bytes[at + 12] > 1) {
      throw new IOException("unknown interlacing " + bytes[at + 12] + ", expected 0 or 1");
    }
  }

  /** A chunk that begins with a name: a profile or a text. */
  private void named(String chunk, byte[] content) throws DataFormatException {
    int end = 0;
    while (content[end] != 0) {
      end++;
    }
    String name = new String(content, 0, end, StandardCharsets.ISO_8859_1);
    if (chunk.equals("iCCP")) {
      if (profile == null) {
        profile = unpacked(content, end + 2, LARGEST_PROFILE);
      }
    } else if (chunk.equals("iTXt")) {
      if (name.equals("XML:com.adobe.xmp") && xmp == null && texts++ < MOST_TEXTS) {
        boolean packed = content[end + 1] == 1;
        int at = end + 3;
        for (int zeros = 0; zeros < 2; at++) {
          zeros += content[at] == 0 ? 1 : 0;
        }
        xmp =
            packed
                ? unpacked(content, at, LARGEST_TEXT)
                : Arrays.copyOfRange(content, at, content.length);
      }
    } else if (name.startsWith("Raw profile type ") && texts++ < MOST_TEXTS) {
      byte[] text =
          chunk.equals("zTXt")
              ? unpacked(content, end + 2, LARGEST_TEXT)
              : Arrays.copyOfRange(content, end + 1, content.length);
      rawProfile(name.substring("Raw profile type ".length()), text);
    }
  }

  /**
   * ImageMagick's way of storing metadata: a line feed, the type, a line feed, the number of bytes,
   * a line feed, the bytes in hexadecimal with line feeds among them.
   */
  private void rawProfile(String kind, byte[] text) {
    String[] parts = new String(text, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3);
    if (parts.length < 3) {
      return;
    }
    byte[] content = HexFormat.of().parseHex(parts[2].replaceAll("\\s+", ""));
    switch (kind) {
      case "exif", "APP1", "app1" -> {
        byte[] start = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.ISO_8859_1);
        if (ImageFormat.startsWith(content, 0, new String(start, StandardCharsets.ISO_8859_1))) {
          xmp = xmp != null ? xmp : Arrays.copyOfRange(content, start.length, content.length);
        } else if (rawExif == null) {
          rawExif = withoutExifName(content);
        }
      }
      case "xmp" -> xmp = xmp != null ? xmp : content;
      default -> {}
    }
  }

  private static byte[] withoutExifName(byte[] content) {
    return ImageFormat.startsWith(content, 0, "Exif\0\0")
        ? Arrays.copyOfRange(content, 6, content.length)
        : content;
  }

  private static byte[] unpacked(byte[] content, int from, int most) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(content, from, content.length - from);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] block = new byte[8192];
      while (!inflater.finished()) {
        int count = inflater.inflate(block);
        if (count == 0 || out.size() + count > most) {
          throw new DataFormatException("cut off, or too large");
        }
        out.write(block, 0, count);
      }
      return out.toByteArray();
    } finally {
      inflater.end();
    }
  }

  @Override
  public RawImage decode(ColorProfiles profiles) throws IOException {
    int samples =
        switch (type) {
          case GRAY, PALETTE -> 1;
          case GRAY_ALPHA -> 2;
          case RGB -> 3;
          default -> 4;
        };
    int bands =
        switch (type) {
          case GRAY -> transparency == null ? 1 : 2;
          case RGB -> transparency == null ? 3 : 4;
          case PALETTE -> transparency == null ? 3 : 4;
          default -> samples;
        };
    byte[] out = new byte[Math.multiplyExact(bands, Math.multiplyExact(width, height))];
    Rows rows = new Rows(samples);
    try (rows) {
      if (interlaced) {
        for (int[] pass : PASSES) {
          int columns = (width - pass[0] + pass[2] - 1) / pass[2];
          int lines = (height - pass[1] + pass[3] - 1) / pass[3];
          if (columns > 0 && lines > 0) {
            rows.start(columns);
            for (int y = 0; y < lines; y++) {
              int to = bands * ((pass[1] + y * pass[3]) * width + pass[0]);
              samples(rows.next(), columns, out, to, bands, bands * pass[2]);
            }
          }
        }
      } else {
        rows.start(width);
        for (int y = 0; y < height; y++) {
          samples(rows.next(), width, out, bands * y * width, bands, bands);
        }
      }
    }
    return new RawImage(width, height, bands, out);
  }

  /** Spreads a row's samples to 8 bits each. */
  private void samples(byte[] row, int columns, byte[] out, int to, int bands, int step)
      throws IOException {
    if (type == PALETTE) {
      indices(row, columns, out, to, bands, step);
      return;
    }
    byte[] keyColor = type == GRAY || type == RGB ? transparency : null;
    int colors = type == GRAY || type == GRAY_ALPHA ? 1 : 3;
    if (keyColor != null && keyColor.length < 2 * colors) {
      throw new IOException("the chunk tRNS has " + keyColor.length + " bytes only");
    }
    int stored = keyColor != null ? colors : bands;
    int max = (1 << depth) - 1;
    for (int x = 0, sample = 0; x < columns; x++, to += step) {
      boolean clear = keyColor != null;
      for (int b = 0; b < stored; b++, sample++) {
        int value = sample(row, sample);
        if (keyColor != null) {
          int key = (keyColor[2 * b] & 255) << 8 | (keyColor[2 * b + 1] & 255);
          clear &= value == (key & max);
        }
        out[to + b] = (byte) (depth == 8 ? value : (value * 255 + max / 2) / max);
      }
      if (keyColor != null) {
        out[to + colors] = (byte) (clear ? 0 : 255);
      }
    }
  }

  private void indices(byte[] row, int columns, byte[] out, int to, int bands, int step)
      throws IOException {
    byte[] colors = Objects.requireNonNull(palette);
    for (int x = 0; x < columns; x++, to += step) {
      int index = sample(row, x);
      if (3 * index >= colors.length) {
        throw new IOException(
            "a pixel has color " + index + " of a palette of " + colors.length / 3);
      }
      out[to] = colors[3 * index];
      out[to + 1] = colors[3 * index + 1];
      out[to + 2] = colors[3 * index + 2];
      if (bands == 4 && transparency != null) {
        out[to + 3] = index < transparency.length ? transparency[index] : -1;
      }
    }
  }

  /** Returns a sample of a row of any depth; rows begin with a byte for their filter. */
  private int sample(byte[] row, int i) {
    return switch (depth) {
      case 8 -> row[1 + i] & 255;
      case 16 -> (row[1 + 2 * i] & 255) << 8 | (row[2 + 2 * i] & 255);
      default -> {
        int bit = i * depth;
        yield row[1 + (bit >> 3)] >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
      }
    };
  }

  /** Decompresses rows and reverses their filters. */
  private final class Rows implements AutoCloseable {
    private final Inflater inflater = new Inflater();
    private final int samples;
    private final int back;
    private int part;
    private byte[] row = new byte[0];
    private byte[] above = new byte[0];

    Rows(int samples) {
      this.samples = samples;
      // Filters refer to the previous pixel, and at least to the previous byte.
      this.back = Math.max(1, samples * depth / 8);
    }

    void start(int columns) {
      int length = 1 + Math.toIntExact(((long) columns * samples * depth + 7) / 8);
      row = new byte[length];
      above = new byte[length];
    }

    byte[] next() throws IOException {
      byte[] old = above;
      above = row;
      row = old;
      fill();
      int filter = row[0];
      switch (filter) {
        case 0 -> {}
        case 1 -> {
          for (int i = 1 + back; i < row.length; i++) {
            row[i] += row[i - back];
          }
        }
        case 2 -> {
          for (int i = 1; i < row.length; i++) {
            row[i] += above[i];
          }
        }
        case 3 -> {
          for (int i = 1; i < row.length; i++) {
            int left = i > back ? row[i - back] & 255 : 0;
            row[i] += (byte) ((left + (above[i] & 255)) / 2);
          }
        }
        case 4 -> {
          for (int i = 1; i < row.length; i++) {
            int left = i > back ? row[i - back] & 255 : 0;
            int corner = i > back ? above[i - back] & 255 : 0;
            row[i] += (byte) paeth(left, above[i] & 255, corner);
          }
        }
        default -> throw new IOException("unknown filter " + filter + ", expected 0 to 4");
      }
      return row;
    }

    private void fill() throws IOException {
      try {
        for (int have = 0; have < row.length; ) {
          int count = inflater.inflate(row, have, row.length - have);
          have += count;
          if (count == 0) {
            if (inflater.finished() || inflater.needsDictionary() || part == data.size()) {
              throw new IOException("the image data ends before the last row; it is cut off");
            }
            int[] next = data.get(part++);
            inflater.setInput(bytes, next[0], next[1]);
          }
        }
      } catch (DataFormatException e) {
        throw new IOException("the compressed data is damaged: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      inflater.end();
    }
  }

  private static int paeth(int left, int above, int corner) {
    int estimate = left + above - corner;
    int toLeft = Math.abs(estimate - left);
    int toAbove = Math.abs(estimate - above);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }
}
