package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import org.apiguardian.api.API;

/**
 * A rectangle of whole pixels.
 *
 * @param x leftmost column
 * @param y topmost row
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Box(int x, int y, int width, int height) {

  /** Checks the ranges. */
  public Box {
    checkArgument(
        x >= 0 && y >= 0 && width >= 1 && height >= 1,
        "a box must have x and y of at least 0 and a width and height of at least 1, got x %s, y %s,"
            + " width %s, height %s",
        x,
        y,
        width,
        height);
  }

  /**
   * Returns whether a pixel lies inside the box.
   *
   * @param row row of the pixel, from 0 at the top
   * @param column column of the pixel, from 0 at the left
   * @return true for pixels of the box, those at its edge included
   */
  public boolean contains(int row, int column) {
    // By differences, which cannot overflow.
    return column >= x && column - x < width && row >= y && row - y < height;
  }
}
