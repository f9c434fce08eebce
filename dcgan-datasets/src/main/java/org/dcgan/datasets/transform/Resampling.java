package org.dcgan.datasets.transform;

/**
 * The filter for resizing an image. Both filters place the center of pixel i at i + 1/2, process
 * height and width separately, and give equal results when an image is enlarged.
 */
public enum Resampling {
  /**
   * A triangle filter whose width is proportional to the reduction, so that every pixel of the
   * original contributes (Pillow's {@code BILINEAR}, torchvision's {@code antialias=True}). This is
   * the library's default: without antialiasing, reducing a photograph of 1,000 pixels to 64
   * samples single pixels and their noise.
   */
  ANTIALIASED("antialiased"),

  /**
   * Bilinear interpolation of two neighbors per axis for any reduction, as the authors' {@code
   * min_resize} with OpenCV's {@code INTER_LINEAR}; equal to OpenCV within its fixed-point rounding
   * of one level. Choose it to reproduce the paper's preprocessing exactly.
   */
  BILINEAR("bilinear");

  private final String label;

  Resampling(String label) {
    this.label = label;
  }

  /**
   * Returns half the width of the filter.
   *
   * @param reduction the original size divided by the new size, positive
   * @return a number of pixels of the original
   */
  double support(double reduction) {
    return this == BILINEAR ? 1 : Math.max(1, reduction);
  }

  /** The name as it appears in descriptions of datasets. */
  @Override
  public String toString() {
    return label;
  }
}
