package org.dcgan.datasets.format;

import com.google.common.collect.ImmutableSet;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The formats of compressed images that are read, told apart by their first bytes. */
public enum ImageFormat {
  /** JPEG, baseline or progressive, gray, YCbCr, RGB, CMYK or YCCK. */
  JPEG("JPEG", ImmutableSet.of("jpg", "jpeg", "jpe", "jfif")),
  /** PNG of any color type and depth. */
  PNG("PNG", ImmutableSet.of("png")),
  /** GIF; of an animation the first frame. */
  GIF("GIF", ImmutableSet.of("gif")),
  /** Windows bitmap. */
  BMP("BMP", ImmutableSet.of("bmp", "dib")),
  /** WebP, lossy or lossless; of an animation the first frame. */
  WEBP("WebP", ImmutableSet.of("webp"));

  private final String readerName;
  private final ImmutableSet<String> extensions;

  ImageFormat(String readerName, ImmutableSet<String> extensions) {
    this.readerName = readerName;
    this.extensions = extensions;
  }

  /** What ImageIO calls the format. */
  String readerName() {
    return readerName;
  }

  /**
   * Returns whether a file name has the extension of an image. The format is determined by the
   * bytes of the file.
   *
   * @param fileName a name with or without folders
   * @return true for .jpg, .jpeg, .jpe, .jfif, .png, .gif, .bmp, .dib and .webp in any case
   */
  public static boolean isImageName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    for (ImageFormat format : values()) {
      if (dot >= 0 && format.extensions.contains(extension)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Detects the format by the first bytes of a file.
   *
   * @param bytes the whole file, or its first 16 bytes
   * @return empty if it is none of these formats
   */
  public static Optional<ImageFormat> of(byte[] bytes) {
    if (startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    } else if (startsWith(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    } else if (startsWith(bytes, 0, "GIF87a") || startsWith(bytes, 0, "GIF89a")) {
      return Optional.of(GIF);
    } else if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
      return Optional.of(WEBP);
    } else if (startsWith(bytes, 0, "BM")) {
      return Optional.of(BMP);
    }
    return Optional.empty();
  }

  static boolean startsWith(byte[] bytes, int offset, String latin1) {
    byte[] magic = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (offset < 0 || bytes.length - offset < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[offset + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
