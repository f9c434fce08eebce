package org.dcgan.datasets.transform;

/**
 * How an image is brought to another size. Both put pixel i's center at (i + 1/2) of its grid,
 * treat height and width separately, and agree where an image is enlarged.
 */
public enum Resampling {
  /**
   * A triangle as wide as the reduction, so that every pixel of the original counts (Pillow's
   * {@code BILINEAR}, torchvision's {@code antialias=True}). The library's default: reducing a
   * photograph of 1,000 pixels to 64 without it picks single pixels, and the network learns their
   * noise.
   */
  ANTIALIASED("antialiased"),

  /**
   * Two neighbors per axis whatever the reduction, as the authors' {@code min_resize} with OpenCV's
   * {@code INTER_LINEAR}; equal to OpenCV's to within its fixed-point rounding of one step. Choose
   * it to repeat the paper's preprocessing to the letter.
   */
  BILINEAR("bilinear");

  private final String label;

  Resampling(String label) {
    this.label = label;
  }

  /**
   * Half the width of the kernel.
   *
   * @param reduction original size divided by new size, positive
   * @return in pixels of the original
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
