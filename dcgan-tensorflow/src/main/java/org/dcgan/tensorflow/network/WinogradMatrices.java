package org.dcgan.tensorflow.network;

/**
 * The matrices of Winograd's minimal filtering algorithms F(2x2, 3x3) and F(4x4, 3x3) (Lavin and
 * Gray, 2015, arXiv:1509.09308) for one kernel. Tiles, overlaps, padding, the crop of tiles that
 * reach over the edge and the phases of a strided kernel are all part of the matrices, so that no
 * other operation is needed for them.
 *
 * <p>A 5x5 kernel of stride 2 is the sum of four 3x3 kernels of stride 1, each on one phase of the
 * wide maps: their even or odd rows and columns. Taps outside of the 5x5 are 0. Along one axis
 * there are {@link #tiles} tiles with {@link #points} points each, in the order point, tile.
 */
final class WinogradMatrices {
  /** The taps of a kernel along one axis in each phase. */
  private static final int TAPS = 3;

  private static final float[][] INPUT_2 = {
    {1, 0, -1, 0},
    {0, 1, 1, 0},
    {0, -1, 1, 0},
    {0, 1, 0, -1}
  };
  private static final float[][] KERNEL_2 = {
    {1, 0, 0},
    {1 / 2f, 1 / 2f, 1 / 2f},
    {1 / 2f, -1 / 2f, 1 / 2f},
    {0, 0, 1}
  };
  private static final float[][] OUTPUT_2 = {
    {1, 1, 1, 0},
    {0, 1, -1, -1}
  };

  /** The points are 0, 1, -1, 2, -2 and infinity. */
  private static final float[][] INPUT_4 = {
    {4, 0, -5, 0, 1, 0},
    {0, -4, -4, 1, 1, 0},
    {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0},
    {0, 2, -1, -2, 1, 0},
    {0, 4, 0, -5, 0, 1}
  };

  private static final float[][] KERNEL_4 = {
    {1 / 4f, 0, 0},
    {-1 / 6f, -1 / 6f, -1 / 6f},
    {-1 / 6f, 1 / 6f, -1 / 6f},
    {1 / 24f, 1 / 12f, 1 / 6f},
    {1 / 24f, -1 / 12f, 1 / 6f},
    {0, 0, 1}
  };
  private static final float[][] OUTPUT_4 = {
    {1, 1, 1, 1, 1, 0},
    {0, 1, -1, 2, -2, 0},
    {0, 1, 1, 4, 4, 0},
    {0, 1, -1, 8, -8, 1}
  };

  private final KernelShape shape;
  private final int tile;
  private final float[][] input;
  private final float[][] kernel;
  private final float[][] output;

  WinogradMatrices(KernelShape shape, WinogradTile tile) {
    this.shape = shape;
    this.tile = tile.side();
    boolean four =
        switch (tile) {
          case FOUR -> true;
          case TWO -> false;
          case NONE -> throw new IllegalArgumentException("no tile");
        };
    this.input = four ? INPUT_4 : INPUT_2;
    this.kernel = four ? KERNEL_4 : KERNEL_2;
    this.output = four ? OUTPUT_4 : OUTPUT_2;
  }

  /** Whether there are matrices for a kernel. */
  static boolean exist(KernelShape shape) {
    // A 3x3 kernel of stride 2 has phases too, but gains nothing: 9 taps, 36 / 16 * 4 products.
    return shape.kernel() == (shape.stride() == 1 ? TAPS : 2 * TAPS - 1);
  }

  /** Tiles along one axis; the last one may reach over the edge. */
  int tiles() {
    return (shape.narrowSide() + tile - 1) / tile;
  }

  /** Points of a tile along one axis. */
  int points() {
    return tile + TAPS - 1;
  }

  /**
   * The transform of the wide maps along one axis.
   *
   * @return [points * tiles, narrow side]
   */
  float[][] input() {
    float[][] matrix = new float[points() * tiles()][shape.narrowSide()];
    for (int point = 0; point < points(); point++) {
      for (int at = 0; at < tiles(); at++) {
        for (int i = 0; i < points(); i++) {
          int position = tile * at + i - TAPS / 2;
          if (position >= 0 && position < shape.narrowSide()) {
            matrix[point * tiles() + at][position] = input[point][i];
          }
        }
      }
    }
    return matrix;
  }

  /**
   * The transpose of the transform to narrow maps along one axis, which is the transform of the
   * narrow maps' gradient.
   *
   * @return [points * tiles, narrow side]
   */
  float[][] output() {
    float[][] matrix = new float[points() * tiles()][shape.narrowSide()];
    for (int position = 0; position < shape.narrowSide(); position++) {
      for (int point = 0; point < points(); point++) {
        matrix[point * tiles() + position / tile][position] = output[position % tile][point];
      }
    }
    return matrix;
  }

  /**
   * The transform of the kernel.
   *
   * @param copies how many times the rows of each point of the first axis are repeated; the
   *     transpose of such a matrix sums over them
   * @return [points * copies * points * phases, taps], phases in the order row, column
   */
  float[][] kernel(int copies) {
    int side = shape.kernel();
    int stride = shape.stride();
    float[][] matrix = new float[points() * copies * points() * stride * stride][side * side];
    int at = 0;
    for (int point = 0; point < points() * copies; point++) {
      for (int across = 0; across < points(); across++) {
        for (int phase = 0; phase < stride * stride; phase++, at++) {
          for (int tap = 0; tap < side * side; tap++) {
            matrix[at][tap] =
                factor(point / copies, phase / stride, tap / side)
                    * factor(across, phase % stride, tap % side);
          }
        }
      }
    }
    return matrix;
  }

  /** The factor of a tap along one axis at a point of a phase. */
  private float factor(int point, int phase, int tap) {
    int offset = tap - shape.kernel() / 2;
    return Math.floorMod(offset, shape.stride()) == phase
        ? kernel[point][Math.floorDiv(offset, shape.stride()) + TAPS / 2]
        : 0;
  }

  /** The Kronecker product of a matrix with itself: one transform along both axes. */
  static float[][] both(float[][] matrix) {
    int columns = matrix[0].length;
    float[][] product = new float[matrix.length * matrix.length][columns * columns];
    for (int row = 0; row < product.length; row++) {
      for (int column = 0; column < product[row].length; column++) {
        product[row][column] =
            matrix[row / matrix.length][column / columns]
                * matrix[row % matrix.length][column % columns];
      }
    }
    return product;
  }
}
