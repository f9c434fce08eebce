package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A rectangle of whole pixels.
 *
 * @param x leftmost column
 * @param y topmost row
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Box(int x, int y, int width, int height) {

  /** Checks the ranges. */
  public Box {
    checkArgument(
        x >= 0 && y >= 0 && width >= 1 && height >= 1,
        "a box lies within its image and has at least one pixel, got (%s, %s) %s x %s",
        x,
        y,
        width,
        height);
  }

  /**
   * Whether a pixel lies inside.
   *
   * @param row its row
   * @param column its column
   * @return true inside or on the edge
   */
  public boolean contains(int row, int column) {
    return column >= x && column < x + width && row >= y && row < y + height;
  }
}
