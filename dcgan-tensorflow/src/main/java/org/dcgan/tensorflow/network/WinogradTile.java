package org.dcgan.tensorflow.network;

/** How many positions of the narrow maps Winograd's algorithm computes together. */
public enum WinogradTile {
  /** Winograd's algorithm is not used. */
  NONE(0),
  /**
   * F(2x2, 3x3): 16 products for 4 positions. The transformed kernel is 1.8 (3x3) or 2 times (5x5)
   * as large as the kernel.
   */
  TWO(2),
  /**
   * F(4x4, 3x3): 36 products for 16 positions. The transformed kernel is 4 (3x3) or 4.8 times (5x5)
   * as large as the kernel, and rounding errors are larger.
   */
  FOUR(4);

  private final int side;

  WinogradTile(int side) {
    this.side = side;
  }

  /** The side of a tile in positions of the narrow maps. */
  int side() {
    return side;
  }
}
