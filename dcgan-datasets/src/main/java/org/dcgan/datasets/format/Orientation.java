package org.dcgan.datasets.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * Which way up a picture was taken, after EXIF tag 0x0112: values 1 to 8, of which 5 to 8 swap
 * height and width. Damage in the metadata is no reason to lose a picture; it then stays as it is.
 *
 * @param value 1 (upright) to 8
 */
record Orientation(int value) {
  private static final Orientation UPRIGHT = new Orientation(1);
  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;

  static Orientation of(byte[] encoded, ImageFormat format) {
    try {
      return switch (format) {
        case JPEG -> ofJpeg(encoded);
        case PNG -> ofPng(encoded);
        case WEBP -> ofWebp(encoded);
        case GIF, BMP -> UPRIGHT;
      };
    } catch (IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  private static Orientation ofJpeg(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = 2;
    while ((bytes[at] & 255) == 0xFF) {
      int marker = bytes[at + 1] & 255;
      if (marker == 0xFF) {
        at++;
        continue;
      }
      if (marker == 0xDA || marker == 0xD9) {
        return UPRIGHT;
      }
      int length = in.getShort(at + 2) & 0xFFFF;
      if (marker == 0xE1 && ImageFormat.startsWith(bytes, at + 4, "Exif\0\0")) {
        return ofTiff(in, at + 10);
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

  private static Orientation ofPng(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long at = 8;
    while (at + 12 <= bytes.length) {
      if (ImageFormat.startsWith(bytes, (int) at + 4, "eXIf")) {
        return ofTiff(in, (int) at + 8);
      }
      at += 12 + (in.getInt((int) at) & 0xFFFFFFFFL);
    }
    return UPRIGHT;
  }

  private static Orientation ofWebp(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long at = 12;
    while (at + 8 <= bytes.length) {
      if (ImageFormat.startsWith(bytes, (int) at, "EXIF")) {
        int start = (int) at + 8;
        return ofTiff(in, ImageFormat.startsWith(bytes, start, "Exif\0\0") ? start + 6 : start);
      }
      long length = in.getInt((int) at + 4) & 0xFFFFFFFFL;
      at += 8 + length + (length & 1);
    }
    return UPRIGHT;
  }

  /** Looks through the first directory of a TIFF structure. */
  private static Orientation ofTiff(ByteBuffer bytes, int start) {
    ByteBuffer in = bytes.slice(start, bytes.capacity() - start);
    in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    int entries = in.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((in.getShort(entry) & 0xFFFF) == TAG && in.getShort(entry + 2) == TYPE_SHORT) {
        int value = in.getShort(entry + 8);
        return value >= 1 && value <= 8 ? new Orientation(value) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The picture turned upright. */
  Pixels apply(Pixels picture) {
    if (value == 1) {
      return picture;
    }
    ImageShape old = picture.shape();
    boolean swaps = value >= 5;
    ImageShape shape = swaps ? new ImageShape(old.width(), old.height(), old.channels()) : old;
    int bottom = old.height() - 1;
    int right = old.width() - 1;
    int channels = old.channels();
    byte[] out = new byte[shape.size()];
    for (int y = 0, to = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++, to += channels) {
        // Where the upright picture's (y, x) lies in the stored one.
        int row =
            switch (value) {
              case 2 -> y;
              case 3, 4 -> bottom - y;
              case 5, 8 -> x;
              default -> bottom - x;
            };
        int column =
            switch (value) {
              case 2, 3 -> right - x;
              case 4 -> x;
              case 5, 6 -> y;
              default -> right - y;
            };
        System.arraycopy(
            picture.data(), (row * old.width() + column) * channels, out, to, channels);
      }
    }
    return new Pixels(shape, out);
  }
}
