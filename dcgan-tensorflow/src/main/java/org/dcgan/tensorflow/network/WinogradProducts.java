package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The three operations of a kernel by Winograd's algorithm: maps and kernel are transformed to
 * points, each point of all tiles and images is multiplied by one matrix product, and the products
 * are transformed back. A tile of 4x4 positions of a strided 5x5 kernel needs 144 products for each
 * pair of maps instead of 400, one of a 3x3 kernel 36 instead of 144.
 *
 * <p>Positions come before images and maps, [positions, n, maps], so that a transform is one
 * product with a small matrix and its result is already in the order that the products need. Maps
 * are transposed into that order before, and back after, the transforms, where they are smallest.
 *
 * <p>The gradients' transforms are the transposes of those of the convolution, so that the
 * operations share what they transform: the wide maps serve the convolution and the kernel's
 * gradient, the narrow maps the transposed convolution and the kernel's gradient, the kernel
 * everything that is built by the same {@link GraphBuilder}.
 */
final class WinogradProducts<T extends TFloating> {
  private final GraphBuilder<T> builder;
  private final Ops tf;
  private final ParameterSpec parameter;
  private final KernelShape shape;
  private final WinogradTile tile;
  private final WinogradMatrices matrices;
  private final IdentityHashMap<Operand<T>, Operand<T>> transformedWide = new IdentityHashMap<>();
  private final IdentityHashMap<Operand<T>, Operand<T>> transformedNarrow = new IdentityHashMap<>();

  WinogradProducts(
      GraphBuilder<T> builder, ParameterSpec parameter, KernelShape shape, WinogradTile tile) {
    this.builder = builder;
    this.tf = builder.tf();
    this.parameter = parameter;
    this.shape = shape;
    this.tile = tile;
    this.matrices = new WinogradMatrices(shape, tile);
  }

  private enum Axis {
    WIDE,
    NARROW
  }

  /** Convolves wide maps to narrow maps. */
  Operand<T> convolve(Operand<T> wide) {
    Operand<T> products = products(ofWide(wide), false, kernelAtPoints(), false);
    return maps(toPositions(Axis.NARROW, products), shape.narrowMaps());
  }

  /** The transposed convolution, narrow maps to wide maps. */
  Operand<T> transposeConvolve(Operand<T> narrow) {
    Operand<T> products = products(ofNarrow(narrow), false, kernelAtPoints(), true);
    return wideMaps(toPositions(Axis.WIDE, products));
  }

  /** The gradient of a loss with respect to the kernel, from wide and narrow maps. */
  Operand<TFloat32> kernelGradient(Operand<T> wide, Operand<T> narrow) {
    Operand<T> products = products(ofWide(wide), true, atPoints(ofNarrow(narrow)), false);
    // The products of different rows of tiles are separate, and summed by this transform.
    Operand<T> taps =
        tf.linalg.matMul(
            matrix("kernel " + matrices.tiles(), () -> matrices.kernel(matrices.tiles())),
            reshape(products, -1, shape.wideMaps() * shape.narrowMaps()),
            MatMul.transposeA(true));
    return builder.toFloat(
        reshape(taps, shape.kernel(), shape.kernel(), shape.wideMaps(), shape.narrowMaps()));
  }

  /**
   * One matrix product for each point of each row of tiles. Separate operations, because oneDNN's
   * product of many matrices takes up to three times as long.
   */
  private Operand<T> products(
      Operand<T> first,
      boolean firstTransposed,
      List<Operand<T>> second,
      boolean secondTransposed) {
    List<Operand<T>> factors = atPoints(first);
    List<Operand<T>> products = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      products.add(
          tf.linalg.matMul(
              factors.get(i),
              second.get(i),
              MatMul.transposeA(firstTransposed),
              MatMul.transposeB(secondTransposed)));
    }
    return tf.stack(products);
  }

  /** The matrix of each point of each row of tiles, without a copy. */
  private List<Operand<T>> atPoints(Operand<T> points) {
    return List.copyOf(tf.unstack(points, (long) rows()).output());
  }

  /** The kernel's matrix of each point, which is the same in all rows of tiles. */
  private List<Operand<T>> kernelAtPoints() {
    int points = matrices.points();
    List<Operand<T>> ofPoints =
        List.copyOf(tf.unstack(ofKernel(), (long) points * points).output());
    List<Operand<T>> repeated = new ArrayList<>();
    for (int i = 0; i < rows(); i++) {
      repeated.add(ofPoints.get(i / (points * matrices.tiles()) * points + i % points));
    }
    return repeated;
  }

  /** The number of points of all rows of tiles. */
  private int rows() {
    return matrices.points() * matrices.tiles() * matrices.points();
  }

  /** The number of values that a product at one point sums over: the maps of all phases. */
  private int depth() {
    return shape.stride() * shape.stride() * shape.wideMaps();
  }

  /** The kernel at each point: [points * points, depth, narrow maps]. */
  Operand<T> ofKernel() {
    return builder.prepared(
        parameter,
        "winograd " + tile,
        weights ->
            reshape(
                tf.linalg.matMul(
                    matrix("kernel 1", () -> matrices.kernel(1)),
                    reshape(
                        weights,
                        shape.kernel() * shape.kernel(),
                        shape.wideMaps() * shape.narrowMaps())),
                matrices.points() * matrices.points(),
                depth(),
                shape.narrowMaps()));
  }

  /** Wide maps at each point, the phases of a strided kernel beside each other. */
  Operand<T> ofWide(Operand<T> wide) {
    return transformedWide.computeIfAbsent(
        wide, maps -> toPoints(Axis.WIDE, widePositions(maps), depth()));
  }

  /** Narrow maps at each point. */
  Operand<T> ofNarrow(Operand<T> narrow) {
    return transformedNarrow.computeIfAbsent(
        narrow,
        maps -> toPoints(Axis.NARROW, positions(maps, shape.narrowMaps()), shape.narrowMaps()));
  }

  /** [n, side, side, wide maps] to [narrow positions, n, depth]. */
  private Operand<T> widePositions(Operand<T> wide) {
    if (shape.stride() == 1) {
      return positions(wide, shape.wideMaps());
    }
    int side = shape.narrowSide();
    return transpose(reshape(wide, -1, side, 2, side, 2 * shape.wideMaps()), 1, 3, 0, 2, 4);
  }

  /** The inverse of {@link #widePositions}. */
  private Operand<T> wideMaps(Operand<T> positions) {
    if (shape.stride() == 1) {
      return maps(positions, shape.wideMaps());
    }
    int side = shape.narrowSide();
    return reshape(
        transpose(reshape(positions, side, side, -1, 2, 2 * shape.wideMaps()), 2, 0, 3, 1, 4),
        -1,
        shape.wideSide(),
        shape.wideSide(),
        shape.wideMaps());
  }

  /** [n, narrow side, narrow side, count] to [narrow positions, n, count]. */
  private Operand<T> positions(Operand<T> maps, int count) {
    int side = shape.narrowSide();
    return transpose(reshape(maps, -1, side * side, count), 1, 0, 2);
  }

  /** The inverse of {@link #positions}. */
  private Operand<T> maps(Operand<T> positions, int count) {
    int side = shape.narrowSide();
    return reshape(
        transpose(reshape(positions, side * side, -1, count), 1, 0, 2), -1, side, side, count);
  }

  /** With one tile both axes are transformed by one product. */
  private boolean oneTile() {
    return matrices.tiles() == 1;
  }

  /**
   * Transforms maps to points.
   *
   * @return [points * rows of tiles * points, columns of tiles * n, count]
   */
  private Operand<T> toPoints(Axis axis, Operand<T> positions, int count) {
    int side = shape.narrowSide();
    if (oneTile()) {
      return reshape(
          tf.linalg.matMul(joint(axis), reshape(positions, side * side, -1)), rows(), -1, count);
    }
    int all = matrices.points() * matrices.tiles();
    Operand<T> rows = tf.linalg.matMul(single(axis), reshape(positions, side, -1));
    Operand<T> both = builder.batchMatMul(single(axis), false, reshape(rows, all, side, -1));
    return reshape(both, rows(), -1, count);
  }

  /** The transpose of {@link #toPoints}. */
  private Operand<T> toPositions(Axis axis, Operand<T> points) {
    int side = shape.narrowSide();
    if (oneTile()) {
      int all = matrices.points() * matrices.points();
      return tf.linalg.matMul(joint(axis), reshape(points, all, -1), MatMul.transposeA(true));
    }
    int all = matrices.points() * matrices.tiles();
    Operand<T> rows =
        tf.linalg.matMul(single(axis), reshape(points, all, -1), MatMul.transposeA(true));
    return builder.batchMatMul(single(axis), true, reshape(rows, side, all, -1));
  }

  private Operand<T> single(Axis axis) {
    return matrix("axis " + axis, () -> of(axis));
  }

  private Operand<T> joint(Axis axis) {
    return matrix("axes " + axis, () -> WinogradMatrices.both(of(axis)));
  }

  private float[][] of(Axis axis) {
    return switch (axis) {
      case WIDE -> matrices.input();
      case NARROW -> matrices.output();
    };
  }

  private Operand<T> matrix(String name, Supplier<float[][]> values) {
    return builder.shared(
        String.format(
            Locale.ROOT,
            "winograd %s %d %d %d %s",
            tile,
            shape.kernel(),
            shape.stride(),
            shape.narrowSide(),
            name),
        () -> builder.toActivations(tf.constant(values.get())));
  }

  private Operand<T> reshape(Operand<T> values, int... sizes) {
    return tf.reshape(values, tf.constant(sizes));
  }

  private Operand<T> transpose(Operand<T> values, int... order) {
    return tf.linalg.transpose(values, tf.constant(order));
  }
}
