package org.dcgan.datasets.format;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts images to sRGB by their embedded ICC profiles, the same way for every format. A profile
 * that is damaged or made for another kind of image is ignored, and the image is treated as sRGB. A
 * profile that changes no color by more than one level, such as any variant of sRGB, is ignored as
 * well. Safe for use from several threads.
 */
final class ColorProfiles {
  private static final Logger LOG = LoggerFactory.getLogger(ColorProfiles.class);

  /** The number of cached profiles; a dataset has few. */
  private static final int MOST_PROFILES = 64;

  private static final int HEADER_BYTES = 128;
  private static final int CLASS_AT = 12;
  private static final int SPACE_AT = 16;
  private static final int SIGNATURE_AT = 36;
  private static final int INTENT_AT = 64;
  private static final int PERCEPTUAL = 0;

  private static final int GRAY = 0x47524159;
  private static final int RGB = 0x52474220;
  private static final int CMYK = 0x434D594B;
  private static final int SIGNATURE = 0x61637370;
  private static final int INPUT = 0x73636E72;
  private static final int DISPLAY = 0x6D6E7472;
  private static final int OUTPUT = 0x70727472;
  private static final int SPACE = 0x73706163;

  private final Cache<HashCode, Optional<Conversion>> conversions =
      CacheBuilder.newBuilder().maximumSize(MOST_PROFILES).build();

  /**
   * Converts an image to sRGB.
   *
   * @param image gray or RGB, with or without alpha
   * @param profile the bytes of the embedded profile, or null
   * @return the image itself if no conversion is necessary
   */
  RawImage toSrgb(RawImage image, byte @Nullable [] profile) {
    int bands = image.isGray() ? 1 : 3;
    Conversion conversion = conversion(profile, bands);
    if (conversion == null || conversion.changesNothing) {
      return image;
    }
    byte[] colors = image.hasAlpha() ? colors(image, bands) : image.data();
    byte[] converted = conversion.convert(colors, image.width(), image.height());
    if (converted == null) {
      return image;
    }
    if (!image.hasAlpha()) {
      return new RawImage(image.width(), image.height(), 3, converted);
    }
    byte[] data = new byte[converted.length / 3 * 4];
    for (int to = 0, color = 0, alpha = bands; to < data.length; alpha += bands + 1) {
      data[to++] = converted[color++];
      data[to++] = converted[color++];
      data[to++] = converted[color++];
      data[to++] = image.data()[alpha];
    }
    return new RawImage(image.width(), image.height(), 4, data);
  }

  private static byte[] colors(RawImage image, int bands) {
    byte[] out = new byte[image.width() * image.height() * bands];
    for (int from = 0, to = 0; to < out.length; from++) {
      for (int b = 0; b < bands; b++) {
        out[to++] = image.data()[from++];
      }
    }
    return out;
  }

  /**
   * Converts CMYK to RGB.
   *
   * @param inks cyan, magenta, yellow and black of each pixel; 255 is the most ink
   * @param profile the bytes of the embedded profile, or null; without a profile each ink reduces
   *     the light in proportion
   */
  RawImage fromCmyk(byte[] inks, int width, int height, byte @Nullable [] profile) {
    Conversion conversion = conversion(profile, 4);
    byte[] converted = conversion == null ? null : conversion.convert(inks, width, height);
    if (converted == null) {
      converted = new byte[inks.length / 4 * 3];
      for (int from = 0, to = 0; from < inks.length; from += 4) {
        int light = 255 - (inks[from + 3] & 255);
        for (int b = 0; b < 3; b++) {
          converted[to++] = (byte) (((255 - (inks[from + b] & 255)) * light + 127) / 255);
        }
      }
    }
    return new RawImage(width, height, 3, converted);
  }

  private @Nullable Conversion conversion(byte @Nullable [] profile, int bands) {
    if (profile == null || !isFor(profile, bands)) {
      return null;
    }
    HashCode key = Hashing.sha256().hashBytes(profile);
    Optional<Conversion> known = conversions.getIfPresent(key);
    if (known == null) {
      known = Conversion.of(profile, bands);
      conversions.put(key, known);
    }
    return known.orElse(null);
  }

  /** Whether the header is that of a complete profile for such images. */
  private static boolean isFor(byte[] profile, int bands) {
    if (profile.length < HEADER_BYTES + 4) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(profile);
    long size = in.getInt(0) & 0xFFFFFFFFL;
    int expected = bands == 1 ? GRAY : bands == 3 ? RGB : CMYK;
    return size >= HEADER_BYTES + 4
        && size <= profile.length
        && in.getInt(SIGNATURE_AT) == SIGNATURE
        && in.getInt(SPACE_AT) == expected
        && switch (in.getInt(CLASS_AT)) {
          case INPUT, DISPLAY, OUTPUT, SPACE -> true;
          default -> false;
        };
  }

  /** The conversion from one profile to sRGB. */
  private static final class Conversion {
    private final ICC_Profile profile;
    private final int bands;
    private boolean changesNothing;

    /** Operations are not safe for use from several threads, and are expensive to create. */
    private final Queue<ColorConvertOp> idle = new ConcurrentLinkedQueue<>();

    private Conversion(ICC_Profile profile, int bands) {
      this.profile = profile;
      this.bands = bands;
    }

    static Optional<Conversion> of(byte[] profile, int bands) {
      try {
        Conversion conversion = new Conversion(ICC_Profile.getInstance(prepared(profile)), bands);
        byte[] probe = probe(bands);
        byte[] converted = conversion.convert(probe, probe.length / bands, 1);
        if (converted == null) {
          return Optional.empty();
        }
        conversion.changesNothing = bands < 4 && isClose(probe, converted, bands);
        return Optional.of(conversion);
      } catch (IllegalArgumentException e) {
        LOG.debug("a damaged ICC profile is ignored", e);
        return Optional.empty();
      }
    }

    /**
     * The JDK treats printer profiles as relative colorimetric; a perceptual profile is passed to
     * it as a display profile.
     */
    private static byte[] prepared(byte[] profile) {
      ByteBuffer in = ByteBuffer.wrap(profile.clone());
      if (in.getInt(CLASS_AT) == OUTPUT && in.getInt(INTENT_AT) == PERCEPTUAL) {
        in.putInt(CLASS_AT, DISPLAY);
      }
      return in.array();
    }

    /** Sample colors: all grays, and a lattice of the color space. */
    private static byte[] probe(int bands) {
      if (bands == 1) {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
          all[i] = (byte) i;
        }
        return all;
      }
      int steps = bands == 3 ? 16 : 4;
      byte[] probe = new byte[bands * (int) Math.pow(steps, bands)];
      for (int i = 0; i < probe.length / bands; i++) {
        for (int b = 0, rest = i; b < bands; b++, rest /= steps) {
          probe[bands * i + b] = (byte) (rest % steps * 255 / (steps - 1));
        }
      }
      return probe;
    }

    private static boolean isClose(byte[] probe, byte[] converted, int bands) {
      for (int i = 0; i < converted.length; i++) {
        int before = probe[bands == 1 ? i / 3 : i] & 255;
        if (Math.abs(before - (converted[i] & 255)) > 1) {
          return false;
        }
      }
      return true;
    }

    /** Converts to interleaved RGB; null if the profile cannot be used. */
    byte @Nullable [] convert(byte[] colors, int width, int height) {
      ColorConvertOp operation = idle.poll();
      try {
        if (operation == null) {
          ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
          operation = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
        }
        WritableRaster from = interleaved(colors, width, height, bands);
        byte[] out = new byte[Math.multiplyExact(3, width * height)];
        operation.filter(from, interleaved(out, width, height, 3));
        idle.add(operation);
        return out;
      } catch (CMMException | IllegalArgumentException e) {
        LOG.debug("an ICC profile that cannot be used is ignored", e);
        return null;
      }
    }

    private static WritableRaster interleaved(byte[] data, int width, int height, int bands) {
      int[] offsets = new int[bands];
      for (int b = 0; b < bands; b++) {
        offsets[b] = b;
      }
      return Raster.createInterleavedRaster(
          new DataBufferByte(data, data.length),
          width,
          height,
          width * bands,
          bands,
          offsets,
          null);
    }
  }
}
