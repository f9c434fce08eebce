package org.dcgan.datasets.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * The orientation of an image: values 1 to 8, of which 5 to 8 swap height and width. EXIF (tag
 * 0x0112) takes precedence over XMP (tiff:Orientation). If the metadata is damaged, the image is
 * not rotated.
 *
 * @param value 1 (upright) to 8
 */
record Orientation(int value) {
  private static final Orientation UPRIGHT = new Orientation(1);
  private static final int TAG = 0x0112;
  private static final int TYPE_BYTE = 1;
  private static final int TYPE_SHORT = 3;
  private static final int TYPE_LONG = 4;

  /** The number of bytes of an XMP packet that are searched. */
  private static final int MOST_XMP = 1 << 20;

  private static final Pattern NAMESPACE =
      Pattern.compile(
          "xmlns:([\\w.-]{1,40})\\s{0,9}=\\s{0,9}[\"']http://ns\\.adobe\\.com/tiff/1\\.0/");

  static Orientation of(Metadata metadata) {
    Optional<Orientation> found = Optional.empty();
    if (metadata.exif() != null) {
      found = ofTiff(metadata.exif());
    }
    if (found.isEmpty() && metadata.xmp() != null) {
      found = ofXmp(metadata.xmp());
    }
    return found.orElse(UPRIGHT);
  }

  private static Optional<Orientation> of(int value) {
    return value >= 1 && value <= 8 ? Optional.of(new Orientation(value)) : Optional.empty();
  }

  /** Searches the first directory of a TIFF structure. */
  private static Optional<Orientation> ofTiff(byte[] tiff) {
    try {
      ByteBuffer in = ByteBuffer.wrap(tiff);
      in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = in.getInt(4);
      int entries = in.getShort(directory) & 0xFFFF;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        if ((in.getShort(entry) & 0xFFFF) == TAG) {
          return switch (in.getShort(entry + 2)) {
            case TYPE_BYTE -> of(in.get(entry + 8));
            case TYPE_SHORT -> of(in.getShort(entry + 8));
            case TYPE_LONG -> of(in.getInt(entry + 8));
            default -> Optional.empty();
          };
        }
      }
      return Optional.empty();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /**
   * Searches for the property as an attribute or an element, without an XML parser, since the
   * packet is untrusted.
   */
  private static Optional<Orientation> ofXmp(byte[] xmp) {
    Charset charset = StandardCharsets.UTF_8;
    if (xmp.length >= 2 && (xmp[0] == 0 || xmp[0] == (byte) 0xFE)) {
      charset = StandardCharsets.UTF_16BE;
    } else if (xmp.length >= 2 && (xmp[1] == 0 || xmp[0] == (byte) 0xFF)) {
      charset = StandardCharsets.UTF_16LE;
    }
    String text = new String(xmp, 0, Math.min(xmp.length, MOST_XMP), charset);
    Matcher namespace = NAMESPACE.matcher(text);
    String prefix = Pattern.quote(namespace.find() ? namespace.group(1) : "tiff");
    Matcher property =
        Pattern.compile(
                "[\\s<]"
                    + prefix
                    + ":Orientation(?:\\s{0,9}=\\s{0,9}[\"']|[^<>]{0,200}>)\\s{0,99}([1-8])\\s{0,99}[\"'<]")
            .matcher(text);
    return property.find() ? of(Integer.parseInt(property.group(1))) : Optional.empty();
  }

  /** Returns the upright image. */
  Pixels apply(Pixels image) {
    if (value == 1) {
      return image;
    }
    ImageShape old = image.shape();
    boolean swaps = value >= 5;
    ImageShape shape =
        swaps
            ? new ImageShape(/* height= */ old.width(), /* width= */ old.height(), old.channels())
            : old;
    int bottom = old.height() - 1;
    int right = old.width() - 1;
    int channels = old.channels();
    byte[] out = new byte[shape.size()];
    for (int y = 0, to = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++, to += channels) {
        // The position in the stored image of (y, x) of the upright image.
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
        System.arraycopy(image.data(), (row * old.width() + column) * channels, out, to, channels);
      }
    }
    return new Pixels(shape, out);
  }
}
