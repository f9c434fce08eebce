package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The three operations of a kernel by Winograd's algorithm: maps and kernel are transformed to
 * points, each point of all tiles and images is multiplied by one matrix product, and the products
 * are transformed back. A tile of 4x4 positions of a strided 5x5 kernel needs 121 products for each
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
  private final IdentityHashMap<Operand<T>, Map<Integer, List<Operand<T>>>> wideFactors =
      new IdentityHashMap<>();
  private final IdentityHashMap<Operand<T>, Map<Integer, List<Operand<T>>>> narrowFactors =
      new IdentityHashMap<>();
  private final List<Operand<T>> kernelFactors = new ArrayList<>();

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
    int groups = groups(wide);
    List<Operand<T>> products =
        products(wideAtPoints(wide, groups), false, kernelOfAllProducts(groups), false);
    return maps(toPositions(Axis.NARROW, products), shape.narrowMaps());
  }

  /** The transposed convolution, narrow maps to wide maps. */
  Operand<T> transposeConvolve(Operand<T> narrow) {
    if (matrices.isKernelFirst(builder.images(narrow))) {
      return transposeConvolveKernelFirst(narrow);
    }
    int groups = groups(narrow);
    List<Operand<T>> products =
        products(narrowAtPoints(narrow, groups), false, kernelOfAllProducts(groups), true);
    List<Operand<T>> ofAllPhases = new ArrayList<>();
    for (Operand<T> product : products) {
      int i = ofAllPhases.size();
      ofAllPhases.add(withZeros(product, rowPhases(i, groups), columnPhases(i)));
    }
    return wideMaps(toPositions(Axis.WIDE, ofAllPhases));
  }

  /**
   * The same by products of the kernel and the transposed maps, whose results are transposed:
   * [depth, tiles * n] instead of [tiles * n, depth]. oneDNN rearranges the factor that is
   * transposed, which takes as long as the product if it is a large kernel.
   */
  private Operand<T> transposeConvolveKernelFirst(Operand<T> narrow) {
    List<Operand<T>> ofAllPhases = new ArrayList<>();
    for (Operand<T> product :
        products(kernelOfAllProducts(1), false, narrowAtPoints(narrow, 1), true)) {
      int i = ofAllPhases.size();
      ofAllPhases.add(withRowsOfZeros(product, rowPhases(i, 1), columnPhases(i)));
    }
    int points = matrices.points() * matrices.points();
    int tiles = matrices.tiles() * matrices.tiles();
    Operand<T> products = reshape(tf.stack(ofAllPhases), points, depth(), tiles, -1);
    Operand<T> byTile = tiles == 1 ? products : transpose(products, 0, 2, 1, 3);
    Operand<T> positions =
        tf.linalg.matMul(
            joint(Axis.WIDE), reshape(byTile, points * tiles, -1), MatMul.transposeA(true));
    int side = shape.narrowSide();
    Operand<T> maps =
        shape.stride() == 1
            ? transpose(reshape(positions, side * side, depth(), -1), 2, 0, 1)
            : transpose(reshape(positions, side, side, 2, 2 * shape.wideMaps(), -1), 4, 0, 2, 1, 3);
    return reshape(maps, -1, shape.wideSide(), shape.wideSide(), shape.wideMaps());
  }

  private int groups(Operand<T> maps) {
    return matrices.groups(builder.images(maps));
  }

  /** The maps of a batch, and what transforms them. */
  record Batch<T extends TFloating>(
      WinogradProducts<T> products, Operand<T> wide, Operand<T> narrow) {

    private Operand<T> ofWide() {
      return products.ofWide(wide);
    }

    private Operand<T> ofNarrow() {
      return products.ofNarrow(narrow);
    }

    private int groups() {
      return Math.max(products.groups(wide), products.groups(narrow));
    }

    private List<Operand<T>> wideAtPoints(int groups) {
      return products.wideAtPoints(wide, groups);
    }

    private List<Operand<T>> narrowAtPoints(int groups) {
      return products.narrowAtPoints(narrow, groups);
    }
  }

  /** The gradient of a loss with respect to the kernel, from wide and narrow maps. */
  Operand<TFloat32> kernelGradient(Operand<T> wide, Operand<T> narrow) {
    return kernelGradient(List.of(new Batch<>(this, wide, narrow)));
  }

  /** The gradient of a loss over batches of the same size with respect to the kernel. */
  Operand<TFloat32> kernelGradient(List<Batch<T>> batches) {
    long images = batches.size() * KernelBatch.images(batches.get(0).wide());
    Operand<T> taps;
    if (matrices.isGradientAtOnce(images)) {
      taps =
          toTaps(
              builder.batchMatMul(
                  together(batches, Batch::ofWide, 1), true, together(batches, Batch::ofNarrow, 1)),
              matrix("kernel of all phases", matrices::kernelOfAllPhases));
    } else {
      int groups = batches.stream().mapToInt(Batch::groups).max().orElseThrow();
      List<List<Operand<T>>> wide = new ArrayList<>();
      List<List<Operand<T>>> narrow = new ArrayList<>();
      for (Batch<T> batch : batches) {
        wide.add(batch.wideAtPoints(groups));
        narrow.add(batch.narrowAtPoints(groups));
      }
      // The products of different groups are summed by this transform.
      taps =
          toTaps(
              tf.concat(products(together(wide), true, together(narrow), false), tf.constant(0)),
              kernelMatrix(groups));
    }
    return builder.toFloat(
        reshape(taps, shape.kernel(), shape.kernel(), shape.wideMaps(), shape.narrowMaps()));
  }

  private Operand<T> together(
      List<Batch<T>> batches, Function<Batch<T>, Operand<T>> factors, int dimension) {
    List<Operand<T>> all = batches.stream().map(factors).toList();
    return all.size() == 1 ? all.get(0) : tf.concat(all, tf.constant(dimension));
  }

  /** The factors of each product, those of all batches one below the other. */
  private List<Operand<T>> together(List<List<Operand<T>>> ofBatches) {
    List<Operand<T>> first = ofBatches.get(0);
    if (ofBatches.size() == 1) {
      return first;
    }
    List<Operand<T>> together = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      List<Operand<T>> factors = new ArrayList<>();
      for (List<Operand<T>> ofBatch : ofBatches) {
        factors.add(ofBatch.get(i));
      }
      together.add(tf.concat(factors, tf.constant(0)));
    }
    return together;
  }

  private Operand<T> toTaps(Operand<T> products, Operand<T> matrix) {
    return tf.linalg.matMul(
        matrix,
        reshape(products, -1, shape.wideMaps() * shape.narrowMaps()),
        MatMul.transposeA(true));
  }

  /**
   * The matrix products of all points and groups. Separate operations, because oneDNN's product of
   * many matrices takes up to three times as long unless it sums over few values only.
   */
  private List<Operand<T>> products(
      List<Operand<T>> first,
      boolean firstTransposed,
      List<Operand<T>> second,
      boolean secondTransposed) {
    List<Operand<T>> products = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      products.add(
          tf.linalg.matMul(
              first.get(i),
              second.get(i),
              MatMul.transposeA(firstTransposed),
              MatMul.transposeB(secondTransposed)));
    }
    return products;
  }

  /** The matrix of each product, with the phases for which the kernel is not 0. */
  private List<Operand<T>> wideAtPoints(Operand<T> wide, int groups) {
    return wideFactors
        .computeIfAbsent(wide, maps -> new HashMap<>())
        .computeIfAbsent(
            groups,
            ofGroups -> {
              List<Operand<T>> factors = new ArrayList<>();
              for (Operand<T> factor : inGroups(ofWide(wide), ofGroups)) {
                int i = factors.size();
                factors.add(withoutZeros(factor, rowPhases(i, ofGroups), columnPhases(i)));
              }
              return factors;
            });
  }

  /** The matrix of each product. */
  private List<Operand<T>> narrowAtPoints(Operand<T> narrow, int groups) {
    return narrowFactors
        .computeIfAbsent(narrow, maps -> new HashMap<>())
        .computeIfAbsent(groups, ofGroups -> inGroups(ofNarrow(narrow), ofGroups));
  }

  /** Factors of products, without a copy unless groups of each point are put together. */
  private List<Operand<T>> inGroups(Operand<T> transformed, int groups) {
    int points = matrices.points();
    long all = (long) points * matrices.groups() * points;
    List<Operand<T>> factors = List.copyOf(tf.unstack(transformed, all).output());
    if (groups == matrices.groups()) {
      return factors;
    }
    List<Operand<T>> together = new ArrayList<>();
    for (int point = 0; point < points * points; point++) {
      List<Operand<T>> ofGroups = new ArrayList<>();
      for (int group = 0; group < matrices.groups(); group++) {
        ofGroups.add(
            factors.get((point / points * matrices.groups() + group) * points + point % points));
      }
      together.add(tf.concat(ofGroups, tf.constant(0)));
    }
    return together;
  }

  /** The phases of the rows of the wide maps for which the kernel of a product is not 0. */
  private int rowPhases(int product, int groups) {
    return matrices.phases(product / (groups * matrices.points()));
  }

  private int columnPhases(int product) {
    return matrices.phases(product % matrices.points());
  }

  /** [tiles, all phases * wide maps] to the first phases of rows and of columns. */
  private Operand<T> withoutZeros(Operand<T> factor, int rows, int columns) {
    int width = widthOfPhases(rows);
    int kept = columns * shape.wideMaps();
    return kept == width
        ? factor
        : reshape(
            tf.slice(
                reshape(factor, -1, width),
                tf.constant(new int[2]),
                tf.constant(new int[] {-1, kept})),
            -1,
            rows * kept);
  }

  /** The transpose of {@link #withoutZeros}. */
  private Operand<T> withZeros(Operand<T> product, int rows, int columns) {
    int zeros = zeros(rows, columns);
    return zeros == 0
        ? product
        : reshape(padded(zeros, product, -1, widthOfPhases(rows) - zeros), -1, depth());
  }

  /** The same as {@link #withZeros} of a transposed product. */
  private Operand<T> withRowsOfZeros(Operand<T> product, int rows, int columns) {
    int zeros = zeros(rows, columns);
    int width = widthOfPhases(rows);
    return zeros == 0
        ? product
        : reshape(padded(zeros, product, depth() / width, width - zeros, -1), depth(), -1);
  }

  /** How many of {@link #widthOfPhases} values belong to other phases. */
  private int zeros(int rows, int columns) {
    return widthOfPhases(rows) - columns * shape.wideMaps();
  }

  /** Values of a shape, with zeros after those of the second axis. */
  private Operand<T> padded(int zeros, Operand<T> values, int... valueShape) {
    int[][] paddings = new int[valueShape.length][2];
    paddings[1][1] = zeros;
    return tf.pad(reshape(values, valueShape), tf.constant(paddings), builder.constant(0));
  }

  /** How many values follow each other of which only the first ones belong to some phases. */
  private int widthOfPhases(int rows) {
    return rows == shape.stride() ? shape.stride() * shape.wideMaps() : depth();
  }

  /** The kernel's matrix of each product, which is the same in all groups. */
  private List<Operand<T>> kernelOfAllProducts(int groups) {
    int points = matrices.points();
    if (kernelFactors.isEmpty()) {
      int[] phases = new int[points * points];
      for (int i = 0; i < phases.length; i++) {
        phases[i] = matrices.phases(i / points) * matrices.phases(i % points);
      }
      List<Output<T>> ofPoints =
          tf.splitV(ofKernel(), tf.constant(phases), tf.constant(0), (long) phases.length).output();
      for (int i = 0; i < phases.length; i++) {
        kernelFactors.add(
            reshape(ofPoints.get(i), phases[i] * shape.wideMaps(), shape.narrowMaps()));
      }
    }
    List<Operand<T>> factors = new ArrayList<>();
    for (int i = 0; i < points * groups * points; i++) {
      factors.add(kernelFactors.get(i / (points * groups) * points + i % points));
    }
    return factors;
  }

  /** The number of values that a product at one point sums over: the maps of all phases. */
  private int depth() {
    return shape.stride() * shape.stride() * shape.wideMaps();
  }

  /** The kernel at each point: [points and their phases, wide maps * narrow maps]. */
  Operand<T> ofKernel() {
    return builder.prepared(
        parameter,
        "winograd " + tile,
        weights ->
            tf.linalg.matMul(
                kernelMatrix(1),
                reshape(
                    weights,
                    shape.kernel() * shape.kernel(),
                    shape.wideMaps() * shape.narrowMaps())));
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

  /**
   * Transforms maps to points.
   *
   * @return [points * groups * points, tiles of a group * n, count]
   */
  private Operand<T> toPoints(Axis axis, Operand<T> positions, int count) {
    int side = shape.narrowSide();
    int points = matrices.points();
    if (matrices.isJoint()) {
      return reshape(
          tf.linalg.matMul(joint(axis), reshape(positions, side * side, -1)),
          points * points,
          -1,
          count);
    }
    int all = points * matrices.tiles();
    Operand<T> rows = tf.linalg.matMul(single(axis), reshape(positions, side, -1));
    Operand<T> both = builder.batchMatMul(single(axis), false, reshape(rows, all, side, -1));
    return reshape(both, points * matrices.tiles() * points, -1, count);
  }

  /** The transpose of {@link #toPoints}, from the products of all points and groups. */
  private Operand<T> toPositions(Axis axis, List<Operand<T>> products) {
    int side = shape.narrowSide();
    int points = matrices.points();
    int tiles = matrices.tiles();
    if (matrices.isJoint()) {
      return tf.linalg.matMul(
          joint(axis),
          reshape(tf.stack(products), points * points * tiles * tiles, -1),
          MatMul.transposeA(true));
    }
    Operand<T> rows;
    if (products.size() == points * points) {
      // The groups are together: [points * points][tiles, rest] to [tiles, points, points * rest].
      List<Operand<T>> ofTiles = new ArrayList<>();
      products.forEach(product -> ofTiles.add(reshape(product, tiles, -1)));
      rows =
          tf.linalg.matMul(
              byTile(axis),
              reshape(tf.concat(ofTiles, tf.constant(1)), tiles * points, -1),
              MatMul.transposeA(true));
    } else {
      rows =
          tf.linalg.matMul(
              single(axis),
              reshape(tf.stack(products), points * tiles, -1),
              MatMul.transposeA(true));
    }
    return builder.batchMatMul(single(axis), true, reshape(rows, side, points * tiles, -1));
  }

  private float[][] of(Axis axis) {
    return switch (axis) {
      case WIDE -> matrices.input();
      case NARROW -> matrices.output();
    };
  }

  private Operand<T> single(Axis axis) {
    return matrix("axis " + axis, () -> of(axis));
  }

  private Operand<T> byTile(Axis axis) {
    return matrix("axis by tile " + axis, () -> matrices.byTile(of(axis)));
  }

  private Operand<T> joint(Axis axis) {
    return matrix("axes " + axis, () -> matrices.both(of(axis)));
  }

  /** The transform of the kernel, with copies for the groups whose products it sums. */
  private Operand<T> kernelMatrix(int groups) {
    // Kernels of few maps have all phases.
    return matrix("kernel " + matrices.kernelRows() + " " + groups, () -> matrices.kernel(groups));
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
