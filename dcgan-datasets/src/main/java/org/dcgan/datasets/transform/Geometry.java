package org.dcgan.datasets.transform;

/** Sizes and margins of resized and cropped images. */
final class Geometry {
  /**
   * The maximum number of values of a resized image (256 MB), far above the size of training
   * images.
   */
  static final int MAX_VALUES = 1 << 28;

  private Geometry() {}

  /**
   * Returns the height of an image whose shorter side is resized to {@code size}; at most {@code
   * Integer.MAX_VALUE}.
   */
  static int minResizedHeight(int height, int width, int size) {
    return height <= width
        ? size
        : (int) Math.min(Integer.MAX_VALUE, Math.round((double) height / width * size));
  }

  /** Returns the number of rows or columns before a centered part. */
  static int margin(int whole, int part) {
    return (whole - part + 1) / 2;
  }
}
