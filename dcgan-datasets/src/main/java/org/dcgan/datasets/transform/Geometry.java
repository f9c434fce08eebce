package org.dcgan.datasets.transform;

/** The roundings that resizing and cropping share. */
final class Geometry {
  /** The most values a resized image may have: 256 MB, far above any image to train on. */
  static final int MAX_VALUES = 1 << 28;

  private Geometry() {}

  /** Rows of an image whose shorter side becomes {@code size}; at most {@code Integer.MAX}. */
  static int minResizedHeight(int height, int width, int size) {
    return height <= width
        ? size
        : (int) Math.min(Integer.MAX_VALUE, Math.round((double) height / width * size));
  }

  /** What is cut off before a centered part. */
  static int margin(int whole, int part) {
    return (whole - part + 1) / 2;
  }
}
