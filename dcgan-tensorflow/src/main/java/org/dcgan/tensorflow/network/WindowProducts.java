package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * The three operations of a strided kernel as matrix products over all images, for small maps and
 * large kernels. The window of each position of the narrow maps becomes a row of a matrix.
 *
 * <p>At the borders, part of a window is outside of the wide maps, and its taps there have no
 * effect. In training, positions are grouped into blocks whose windows have the same taps inside,
 * and the other taps are not multiplied: 28 % of all for 8x8 to 4x4 maps with 5x5 taps. Each block
 * needs a copy of its part of the kernel, which pays off for many images but not for a single one.
 */
final class WindowProducts<T extends TFloating> {
  private final GraphBuilder<T> builder;
  private final Ops tf;
  private final ParameterSpec parameter;
  private final int kernel;
  private final int stride;
  private final int wideSide;
  private final int wideMaps;
  private final int narrowMaps;

  WindowProducts(
      GraphBuilder<T> builder,
      ParameterSpec parameter,
      int kernel,
      int stride,
      int wideSide,
      int wideMaps,
      int narrowMaps) {
    this.builder = builder;
    this.tf = builder.tf();
    this.parameter = parameter;
    this.kernel = kernel;
    this.stride = stride;
    this.wideSide = wideSide;
    this.wideMaps = wideMaps;
    this.narrowMaps = narrowMaps;
  }

  /** A range of integers, the end exclusive. */
  private record Range(int from, int to) {
    int size() {
      return to - from;
    }
  }

  /** Neighboring positions of the narrow maps along one axis, and taps of their windows. */
  private record Stretch(Range positions, Range taps) {}

  private record Block(Stretch rows, Stretch columns) {
    int positions() {
      return rows.positions.size() * columns.positions.size();
    }

    int taps() {
      return rows.taps.size() * columns.taps.size();
    }
  }

  private int narrowSide() {
    return wideSide / stride;
  }

  /** Blocks do not pay off for a single image. */
  private boolean inBlocks() {
    return !builder.keepsPrepared();
  }

  private Stretch everything() {
    return new Stretch(new Range(0, narrowSide()), new Range(0, kernel));
  }

  /** Positions grouped by the taps that are inside. */
  private List<Stretch> byPlaces() {
    List<Stretch> stretches = new ArrayList<>();
    groups(narrowSide(), this::tapsInside)
        .forEach((taps, positions) -> stretches.add(new Stretch(positions, taps)));
    return stretches;
  }

  /** Taps grouped by the positions at which they are inside. */
  private List<Stretch> byTaps() {
    List<Stretch> stretches = new ArrayList<>();
    groups(kernel, this::placesInside)
        .forEach((positions, taps) -> stretches.add(new Stretch(positions, taps)));
    return stretches;
  }

  private Range tapsInside(int position) {
    int begin = stride * position - kernel / 2;
    return new Range(Math.max(0, -begin), Math.min(kernel, wideSide - begin));
  }

  private Range placesInside(int tap) {
    int offset = tap - kernel / 2;
    int first = Math.max(0, -Math.floorDiv(offset, stride));
    int end = Math.min(narrowSide(), -Math.floorDiv(offset - wideSide, stride));
    return new Range(first, Math.max(first, end));
  }

  /**
   * Groups numbers by their ranges. Ranges move in one direction only, so equal ones are neighbors.
   */
  private static Map<Range, Range> groups(int count, IntFunction<Range> inside) {
    Map<Range, Range> groups = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      groups.merge(
          inside.apply(i), new Range(i, i + 1), (before, now) -> new Range(before.from, now.to));
    }
    return groups;
  }

  /** All positions, each in one block, row by row of blocks. */
  private List<Block> blocks() {
    List<Stretch> stretches = inBlocks() ? byPlaces() : List.of(everything());
    List<Block> blocks = new ArrayList<>();
    for (Stretch rows : stretches) {
      for (Stretch columns : stretches) {
        blocks.add(new Block(rows, columns));
      }
    }
    return blocks;
  }

  /** [taps * wide maps, narrow maps]. */
  private Operand<T> matrix(Block block) {
    int[] shape = {block.taps() * wideMaps, narrowMaps};
    if (block.taps() == kernel * kernel) {
      return tf.reshape(builder.weights(parameter), tf.constant(shape));
    }
    Range rows = block.rows.taps;
    Range columns = block.columns.taps;
    return builder.prepared(
        parameter,
        "taps " + rows + columns,
        weights ->
            tf.reshape(
                tf.slice(
                    weights,
                    tf.constant(new int[] {rows.from, columns.from, 0, 0}),
                    tf.constant(new int[] {rows.size(), columns.size(), wideMaps, narrowMaps})),
                tf.constant(shape)));
  }

  /** The convolution: a weighted sum over the window of each narrow position. */
  Operand<T> convolve(Operand<T> wide) {
    List<Block> blocks = blocks();
    List<Operand<T>> sums = new ArrayList<>();
    for (Block block : blocks) {
      sums.add(
          tf.reshape(
              tf.linalg.matMul(windows(wide, block), matrix(block)),
              tf.constant(new int[] {-1, block.positions(), narrowMaps})));
    }
    return tf.reshape(
        inOrder(sums, blocks), tf.constant(new int[] {-1, narrowSide(), narrowSide(), narrowMaps}));
  }

  private Operand<T> inOrder(List<Operand<T>> sums, List<Block> blocks) {
    if (sums.size() == 1) {
      return sums.get(0);
    }
    int[] at = new int[narrowSide() * narrowSide()];
    int next = 0;
    for (Block block : blocks) {
      for (int position : positionsOf(block)) {
        at[position] = next++;
      }
    }
    return tf.gather(tf.concat(sums, tf.constant(1)), tf.constant(at), tf.constant(1));
  }

  private int[] positionsOf(Block block) {
    int[] positions = new int[block.positions()];
    int i = 0;
    for (int row = block.rows.positions.from; row < block.rows.positions.to; row++) {
      for (int column = block.columns.positions.from;
          column < block.columns.positions.to;
          column++) {
        positions[i++] = row * narrowSide() + column;
      }
    }
    return positions;
  }

  /** [n * positions, narrow maps]. */
  private Operand<T> narrowRows(Operand<T> narrow, Block block) {
    Operand<T> part = narrow;
    if (block.positions() < narrowSide() * narrowSide()) {
      Range rows = block.rows.positions;
      Range columns = block.columns.positions;
      part =
          tf.slice(
              narrow,
              tf.constant(new int[] {0, rows.from, columns.from, 0}),
              tf.constant(new int[] {-1, rows.size(), columns.size(), narrowMaps}));
    }
    return tf.reshape(part, tf.constant(new int[] {-1, narrowMaps}));
  }

  /** The gradient of a loss with respect to the kernel. */
  Operand<TFloat32> kernelGradient(Operand<T> wide, Operand<T> narrow) {
    List<Stretch> stretches = inBlocks() ? byTaps() : List.of(everything());
    List<Operand<T>> rows = new ArrayList<>();
    for (Stretch row : stretches) {
      List<Operand<T>> columns = new ArrayList<>();
      for (Stretch column : stretches) {
        columns.add(kernelGradient(wide, narrow, new Block(row, column)));
      }
      rows.add(together(columns, 1));
    }
    return builder.toFloat(together(rows, 0));
  }

  /** [rows of taps, columns of taps, wide maps, narrow maps]. */
  private Operand<T> kernelGradient(Operand<T> wide, Operand<T> narrow, Block block) {
    Operand<TInt32> shape =
        tf.constant(
            new int[] {block.rows.taps.size(), block.columns.taps.size(), wideMaps, narrowMaps});
    if (block.positions() == 0) {
      // The kernel is so wide that these taps are never inside.
      return tf.fill(shape, builder.constant(0));
    }
    return tf.reshape(
        tf.linalg.matMul(windows(wide, block), narrowRows(narrow, block), MatMul.transposeA(true)),
        shape);
  }

  private Operand<T> together(List<Operand<T>> parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
  }

  /**
   * The windows of a block's narrow positions as rows: [n * positions, taps * wide maps]. A product
   * with a matrix of zeros and ones takes one pass instead of one for each tap.
   */
  private Operand<T> windows(Operand<T> wide, Block block) {
    Operand<T> positions =
        tf.reshape(wide, tf.constant(new int[] {-1, wideSide * wideSide, wideMaps}));
    return tf.reshape(
        builder.batchMatMul(overlaps(List.of(block)), true, positions),
        tf.constant(new int[] {-1, block.taps() * wideMaps}));
  }

  /**
   * The transposed convolution: the contributions of each narrow position to its window, summed
   * where windows overlap by a product with a matrix of zeros and ones, in one pass instead of one
   * for each tap.
   */
  Operand<T> transposeConvolve(Operand<T> narrow) {
    List<Block> blocks = blocks();
    List<Operand<T>> given = new ArrayList<>();
    for (Block block : blocks) {
      given.add(
          tf.reshape(
              tf.linalg.matMul(narrowRows(narrow, block), matrix(block), MatMul.transposeB(true)),
              tf.constant(new int[] {-1, block.positions() * block.taps(), wideMaps})));
    }
    return tf.reshape(
        builder.batchMatMul(overlaps(blocks), false, together(given, 1)),
        tf.constant(new int[] {-1, wideSide, wideSide, wideMaps}));
  }

  /**
   * [wide positions, narrow positions * taps]: 1 where a tap of a narrow position is at a wide one.
   */
  private Operand<T> overlaps(List<Block> blocks) {
    return builder.shared(
        String.format(Locale.ROOT, "overlaps %d %d %d %s", wideSide, stride, kernel, blocks),
        () -> {
          int width = blocks.stream().mapToInt(block -> block.positions() * block.taps()).sum();
          float[][] ones = new float[wideSide * wideSide][width];
          int at = 0;
          for (Block block : blocks) {
            for (int position : positionsOf(block)) {
              for (int r = block.rows.taps.from; r < block.rows.taps.to; r++) {
                for (int c = block.columns.taps.from; c < block.columns.taps.to; c++, at++) {
                  int row = stride * (position / narrowSide()) + r - kernel / 2;
                  int column = stride * (position % narrowSide()) + c - kernel / 2;
                  if (Math.min(row, column) >= 0 && Math.max(row, column) < wideSide) {
                    ones[row * wideSide + column][at] = 1;
                  }
                }
              }
            }
          }
          return builder.toActivations(tf.constant(ones));
        });
  }
}
