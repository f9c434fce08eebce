package org.dcgan.datasets.rooms;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/**
 * The bounding box of projected points, in pixels of the image. Mutable and not safe for use from
 * several threads.
 */
public final class ImageBounds {
  private final Camera camera;
  double left = Double.POSITIVE_INFINITY;
  double top = Double.POSITIVE_INFINITY;
  double right = Double.NEGATIVE_INFINITY;
  double bottom = Double.NEGATIVE_INFINITY;

  ImageBounds(Camera camera) {
    this.camera = camera;
  }

  @CanIgnoreReturnValue
  ImageBounds point(double x, double y, double z) {
    double column = camera.column(x, y, z);
    double row = camera.row(x, y, z);
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    return this;
  }

  @CanIgnoreReturnValue
  ImageBounds box(double x0, double x1, double y0, double y1, double z0, double z1) {
    for (int corner = 0; corner < 8; corner++) {
      point((corner & 1) == 0 ? x0 : x1, (corner & 2) == 0 ? y0 : y1, (corner & 4) == 0 ? z0 : z1);
    }
    return this;
  }

  /**
   * The left edge.
   *
   * @return columns from the image's left edge; may lie outside
   */
  public double left() {
    return left;
  }

  /**
   * The upper edge.
   *
   * @return rows from the image's upper edge; may lie outside
   */
  public double top() {
    return top;
  }

  /**
   * The right edge.
   *
   * @return columns from the image's left edge; may lie outside
   */
  public double right() {
    return right;
  }

  /**
   * The lower edge.
   *
   * @return rows from the image's upper edge; may lie outside
   */
  public double bottom() {
    return bottom;
  }
}
