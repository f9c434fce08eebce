package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The matrices of Winograd's minimal filtering algorithms F(2x2, 3x3) and F(4x4, 3x3) (Lavin and
 * Gray, 2015, arXiv:1509.09308) for one kernel. Tiles, overlaps, padding, the crop of tiles that
 * reach over the edge and the phases of a strided kernel are all part of the matrices, so that no
 * other operation is needed for them.
 *
 * <p>A 5x5 kernel of stride 2 is the sum of four 3x3 kernels of stride 1, each on one phase of the
 * wide maps: their even or odd rows and columns. Taps outside of the 5x5 are 0, so that the kernel
 * of an odd phase has two taps along an axis and is 0 at the last point, infinity. Along one axis
 * there are {@link #tiles} tiles with {@link #points} points each, in the order point, tile.
 *
 * <p>If the maps are small enough to transform both axes at once ({@link #isJoint}), the order of
 * transformed values is point, point, tile, tile, so that all tiles of a point can be computed by
 * one product. Otherwise the axes are transformed one after the other, and the order is point,
 * tile, point, tile: each row of tiles has products of its own, a group, unless there are so few
 * images that groups are put together.
 */
final class WinogradMatrices {
  /** The taps of a kernel along one axis in each phase. */
  private static final int TAPS = 3;

  /**
   * Up to this side of the narrow maps, one transform of both axes takes no longer than two of one
   * axis, although its matrix has the square of their sizes.
   */
  private static final int JOINT_SIDE = 8;

  /** Of fewer wide maps, products are so short that leaving some of them out takes longer. */
  private static final int FEW_MAPS = 16;

  /**
   * Kernel gradients that sum over no more values than this are one product of many matrices, which
   * writes its results where they are needed.
   */
  private static final int FEW_VALUES = 32;

  /** How many times as large as the maps a kernel has to be at each point to come first. */
  private static final long SMALLER = 4;

  /** Values of a kernel at one point, 1 MB. */
  private static final long LARGE_KERNEL = 1 << 18;

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

  /** Whether one product transforms both axes, so that all tiles of a point are together. */
  boolean isJoint() {
    return tiles() == 1 || shape.narrowSide() <= JOINT_SIDE;
  }

  /** The rows of a transform along one axis in the order tile, point. */
  float[][] byTile(float[][] axis) {
    float[][] sorted = new float[axis.length][];
    for (int at = 0; at < axis.length; at++) {
      sorted[at] = axis[at % points() * tiles() + at / points()];
    }
    return sorted;
  }

  /** A transform of one axis for both: point, point, tile, tile. */
  float[][] both(float[][] axis) {
    int side = shape.narrowSide();
    int points = points();
    int tiles = tiles();
    float[][] product = new float[points * points * tiles * tiles][side * side];
    for (int at = 0; at < product.length; at++) {
      int point = at / (tiles * tiles);
      float[] row = axis[point / points * tiles + at / tiles % tiles];
      float[] column = axis[point % points * tiles + at % tiles];
      for (int position = 0; position < side * side; position++) {
        product[at][position] = row[position / side] * column[position % side];
      }
    }
    return product;
  }

  /** Groups of transformed values. */
  int groups() {
    return isJoint() ? 1 : tiles();
  }

  /**
   * Groups of products. If the kernel is large and the batch is small, it takes less time to put
   * the groups of both factors together than to write and read a kernel gradient for each group.
   */
  int groups(long images) {
    // Products of a gradient are written, put together and read by the transform.
    double saved = 2 * (groups() - 1) * kernelValues();
    return saved > values(images) ? 1 : groups();
  }

  /** The values of wide and narrow maps at all points. */
  private double values(long images) {
    double side = (double) points() * tiles();
    return side
        * side
        * images
        * (shape.stride() * shape.stride() * shape.wideMaps() + shape.narrowMaps());
  }

  /** The values of the kernel at all points. */
  private double kernelValues() {
    return (double) kernelRows() * shape.wideMaps() * shape.narrowMaps();
  }

  /**
   * Whether one gradient of the kernel for several batches is faster than one for each and needs
   * little memory for the maps that are put together.
   */
  boolean joinsBatches(long images) {
    return 2 * values(images) <= kernelValues();
  }

  /**
   * Whether a transposed convolution multiplies the kernel by the transposed maps instead of the
   * maps by the transposed kernel: the maps are much smaller, and the kernel is larger than the
   * cache in which a core could rearrange it.
   */
  boolean isKernelFirst(long images) {
    long depth = (long) shape.stride() * shape.stride() * shape.wideMaps();
    return isJoint()
        && depth * shape.narrowMaps() > LARGE_KERNEL
        && SMALLER * tiles() * tiles() * images <= depth;
  }

  /** Whether the products of a kernel's gradient are one operation. */
  boolean isGradientAtOnce(long images) {
    return isJoint() && (long) tiles() * tiles() * images <= FEW_VALUES;
  }

  /**
   * The number of phases along one axis for which the kernel is not 0 at a point; they come first.
   */
  int phases(int point) {
    int phases = shape.stride();
    while (shape.wideMaps() >= FEW_MAPS && isZero(point, phases - 1)) {
      phases--;
    }
    return phases;
  }

  private boolean isZero(int point, int phase) {
    for (int tap = 0; tap < shape.kernel(); tap++) {
      if (factor(point, phase, tap) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The rows of {@link #kernel} without copies. */
  int kernelRows() {
    int rows = 0;
    for (int point = 0; point < points(); point++) {
      rows += phases(point);
    }
    return rows * rows;
  }

  /**
   * The transform of the kernel, without the phases for which it is 0.
   *
   * @param copies how many times the rows of each point of the first axis are repeated; the
   *     transpose of such a matrix sums over them
   * @return [points, copies, points, phases; taps], phases in the order row, column
   */
  float[][] kernel(int copies) {
    return kernel(copies, this::phases);
  }

  /**
   * The transform of the kernel with all phases.
   *
   * @return [points, points, phases; taps], phases in the order row, column
   */
  float[][] kernelOfAllPhases() {
    return kernel(1, point -> shape.stride());
  }

  private float[][] kernel(int copies, IntUnaryOperator phases) {
    int side = shape.kernel();
    List<float[]> rows = new ArrayList<>();
    for (int point = 0; point < points() * copies; point++) {
      for (int across = 0; across < points(); across++) {
        for (int row = 0; row < phases.applyAsInt(point / copies); row++) {
          for (int column = 0; column < phases.applyAsInt(across); column++) {
            float[] taps = new float[side * side];
            for (int tap = 0; tap < taps.length; tap++) {
              taps[tap] =
                  factor(point / copies, row, tap / side) * factor(across, column, tap % side);
            }
            rows.add(taps);
          }
        }
      }
    }
    return rows.toArray(float[][]::new);
  }

  /** The factor of a tap along one axis at a point of a phase. */
  private float factor(int point, int phase, int tap) {
    int offset = tap - shape.kernel() / 2;
    return Math.floorMod(offset, shape.stride()) == phase
        ? kernel[point][Math.floorDiv(offset, shape.stride()) + TAPS / 2]
        : 0;
  }
}
