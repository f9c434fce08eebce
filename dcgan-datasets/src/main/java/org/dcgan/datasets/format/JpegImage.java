package org.dcgan.datasets.format;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG: sequential, progressive or lossless; gray, YCbCr, RGB, CMYK or YCCK. Profiles and other
 * metadata are removed before the file is decoded, so that only {@link ColorProfiles} and {@link
 * Orientation} apply them.
 */
final class JpegImage implements EncodedImage {
  private static final int RESTART = 0xD0;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int RESTART_INTERVAL = 0xDD;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int ADOBE = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;

  private static final String EXIF = "Exif\0\0";
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  private static final String PROFILE = "ICC_PROFILE\0";

  /** The number of scans that is always allowed; encoders write about ten. */
  private static final int USUAL_SCANS = 40;

  /**
   * Scans times pixels that an image with more scans may have. Each scan goes over all pixels, at a
   * nanosecond each, however few bytes it has.
   */
  private static final long MOST_SCANNED_PIXELS = 1_000_000_000;

  /**
   * The number of line feeds from which it cannot be by chance that all follow a carriage return.
   */
  private static final int LINE_FEEDS = 4;

  private final byte[] bytes;
  private final ByteArrayOutputStream stripped;
  private final SortedMap<Integer, byte[]> profileParts = new TreeMap<>();
  private int profilePartCount;
  private int width;
  private int height;
  private int[] components = {};
  private int scans;
  private int adobeTransform = -1;
  private int restartInterval;
  private int restarts;
  private int unitsInRow;
  private int unitRows;
  private int lineFeeds;
  private int carriageReturns;
  private boolean whole;
  private byte @Nullable [] exif;
  private byte @Nullable [] xmp;

  private JpegImage(byte[] bytes) {
    this.bytes = bytes;
    this.stripped = new ByteArrayOutputStream(bytes.length);
  }

  static JpegImage open(byte[] bytes) throws IOException {
    JpegImage image = new JpegImage(bytes);
    image.segments();
    if (!image.whole) {
      throw new IOException("cut off after " + bytes.length + " bytes");
    }
    if (image.components.length == 0) {
      throw new IOException("expected a frame header, found none");
    }
    if (image.width == 0 || image.height == 0) {
      throw new IOException("the header states " + image.width + " x " + image.height + " pixels");
    }
    long scanned = (long) image.width * image.height * image.scans;
    if (image.scans > USUAL_SCANS && scanned > MOST_SCANNED_PIXELS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d scans of %d x %d pixels are more than any encoder writes, and would take long;"
                  + " expected at most %d scans at this size",
              image.scans,
              image.width,
              image.height,
              Math.max(USUAL_SCANS, MOST_SCANNED_PIXELS / image.width / image.height)));
    }
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
    return new Metadata(profile(), exif, xmp);
  }

  /** Parses the markers up to the end-of-image marker. */
  private void segments() {
    int copied = 0;
    int at = 2;
    boolean inScan = false;
    while (at + 1 < bytes.length && !whole) {
      if (bytes[at] != (byte) 0xFF) {
        if (inScan && bytes[at] == '\n') {
          lineFeeds++;
          carriageReturns += bytes[at - 1] == '\r' ? 1 : 0;
        }
        at++;
        continue;
      }
      int marker = bytes[at + 1] & 255;
      if (marker == EOI) {
        whole = true;
        // Data after the marker, such as a second image of a camera, is ignored.
        stripped.write(bytes, copied, at + 2 - copied);
      } else if (marker < 0xC0 || (marker >= 0xD0 && marker <= SOI) || marker == 0xFF) {
        // Compressed data, in which FF is followed by 0 or is a restart marker, or padding.
        restarts += marker >= RESTART && marker < SOI ? 1 : 0;
        at++;
      } else {
        // A segment, whose length follows in two bytes. Thumbnails with their end markers are
        // inside segments.
        if (at + 3 >= bytes.length) {
          return;
        }
        int size = uint16(at + 2);
        int end = at + 2 + size;
        inScan = marker == SOS;
        if (inScan) {
          scans++;
        }
        if (end <= bytes.length && size >= 2) {
          segment(marker, at + 4, size - 2);
          if (isMetadata(marker)) {
            stripped.write(bytes, copied, at - copied);
            copied = end;
          }
        }
        at = Math.max(end, at + 2);
      }
    }
  }

  /** Removes all metadata that does not affect how the pixels are decoded. */
  private static boolean isMetadata(int marker) {
    return (marker > APP0 && marker <= APP15 && marker != ADOBE) || marker == COMMENT;
  }

  private void segment(int marker, int at, int size) {
    switch (marker) {
      case APP1 -> {
        if (exif == null && size >= EXIF.length() && ImageFormat.startsWith(bytes, at, EXIF)) {
          exif = Arrays.copyOfRange(bytes, at + EXIF.length(), at + size);
        } else if (xmp == null && size >= XMP.length() && ImageFormat.startsWith(bytes, at, XMP)) {
          xmp = Arrays.copyOfRange(bytes, at + XMP.length(), at + size);
        }
      }
      case APP2 -> {
        int head = PROFILE.length() + 2;
        if (size >= head && ImageFormat.startsWith(bytes, at, PROFILE)) {
          int number = bytes[at + head - 2] & 255;
          profilePartCount = bytes[at + head - 1] & 255;
          profileParts.putIfAbsent(number, Arrays.copyOfRange(bytes, at + head, at + size));
        }
      }
      case ADOBE -> {
        if (size >= 12 && ImageFormat.startsWith(bytes, at, "Adobe")) {
          adobeTransform = bytes[at + 11] & 255;
        }
      }
      case RESTART_INTERVAL -> restartInterval = size >= 2 ? uint16(at) : 0;
      default -> {
        boolean frame = marker >= 0xC0 && marker <= 0xCF && (marker & 3) != 0;
        if (frame || marker == 0xC0) {
          frame(at, size);
        }
      }
    }
  }

  private void frame(int at, int size) {
    if (size < 6 || components.length > 0) {
      return;
    }
    height = uint16(at + 1);
    width = uint16(at + 3);
    int count = bytes[at + 5] & 255;
    if (size >= 6 + 3 * count) {
      components = new int[count];
      for (int i = 0; i < count; i++) {
        components[i] = bytes[at + 6 + 3 * i] & 255;
      }
      units(at + 7, count);
    }
  }

  /** Returns the number of blocks of interleaved samples (MCUs). */
  private void units(int samplingAt, int count) {
    int across = 1;
    int down = 1;
    for (int i = 0; i < count && count > 1; i++) {
      across = Math.max(across, bytes[samplingAt + 3 * i] >> 4 & 15);
      down = Math.max(down, bytes[samplingAt + 3 * i] & 15);
    }
    unitsInRow = (width + 8 * across - 1) / (8 * across);
    unitRows = (height + 8 * down - 1) / (8 * down);
  }

  private int uint16(int at) {
    return (bytes[at] & 255) << 8 | (bytes[at + 1] & 255);
  }

  /** Joins the parts of the profile; null if there is none or parts are missing. */
  private byte @Nullable [] profile() {
    if (profileParts.isEmpty()
        || profileParts.firstKey() != 1
        || profileParts.size() < profilePartCount) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    profileParts.values().forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Override
  public RawImage decode(ColorProfiles profiles) throws IOException {
    JpegDamage damage = new JpegDamage();
    ImageReader reader = JpegReaders.create();
    RawImage image;
    try (ImageInputStream in = new EncodedStream(stripped.toByteArray())) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener(damage);
      image =
          isCmyk()
              ? fromCmyk(reader.readRaster(0, null), profiles)
              : RasterPixels.of(reader.read(0));
    } finally {
      reader.dispose();
    }
    if (damage.damage() != null) {
      throw new IOException(damage.damage());
    }
    // libjpeg reports only its first warning, so extraneous bytes may hide another warning.
    if (damage.hasExtraneousBytes() && restartInterval > 0 && scans == 1) {
      long expected = ((long) unitsInRow * unitRows - 1) / restartInterval;
      if (restarts != expected) {
        throw new IOException(
            "expected " + expected + " restart markers, found " + restarts + "; data is missing");
      }
    }
    if (damage.hasExtraneousBytes() && lineFeeds >= LINE_FEEDS && lineFeeds == carriageReturns) {
      throw new IOException(
          "every line feed follows a carriage return: the file was transferred as text; transfer it"
              + " again as binary data");
    }
    return image;
  }

  /** As libjpeg, except for images of old Java versions, which are RGB or YCbCr with alpha. */
  private boolean isCmyk() {
    if (components.length != 4) {
      return false;
    }
    boolean numbered = Arrays.equals(components, new int[] {1, 2, 3, 4});
    boolean rgba = Arrays.equals(components, new int[] {'R', 'G', 'B', 'A'});
    boolean ycca = Arrays.equals(components, new int[] {'Y', 'C', 'c', 'A'});
    return adobeTransform >= 0 || (!numbered && !rgba && !ycca);
  }

  /** As written by Adobe and most other software, 255 is no ink. */
  private RawImage fromCmyk(Raster raster, ColorProfiles profiles) throws IOException {
    if (raster.getNumBands() != 4) {
      throw new IOException("expected 4 channels, decoded " + raster.getNumBands());
    }
    byte[] inks = RasterPixels.samples(raster, 4, new int[] {8, 8, 8, 8});
    if (adobeTransform > 0) {
      for (int i = 0; i < inks.length; i += 4) {
        double y = inks[i] & 255;
        double cb = (inks[i + 1] & 255) - 128;
        double cr = (inks[i + 2] & 255) - 128;
        inks[i] = clamped(y + 1.402 * cr);
        inks[i + 1] = clamped(y - 0.344136 * cb - 0.714136 * cr);
        inks[i + 2] = clamped(y + 1.772 * cb);
        inks[i + 3] = (byte) ~inks[i + 3];
      }
    } else {
      for (int i = 0; i < inks.length; i++) {
        inks[i] = (byte) ~inks[i];
      }
    }
    return profiles.fromCmyk(inks, raster.getWidth(), raster.getHeight(), profile());
  }

  private static byte clamped(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(value)));
  }
}
