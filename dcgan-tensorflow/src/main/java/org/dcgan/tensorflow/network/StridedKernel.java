package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Shape;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropFilter;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * A kernel [rows, columns, wide maps, narrow maps] between maps of a larger side ("wide") and maps
 * of that side divided by the stride ("narrow"), with symmetric padding of {@code kernel / 2}. Both
 * kinds of layer are built of its three operations. The forward pass of a convolution is {@link
 * #convolve} and its input gradient {@link #transposeConvolve}; for a fractionally-strided
 * convolution it is the other way around. {@link #kernelGradient} serves both.
 *
 * <p>TensorFlow's padding "SAME" would shift the windows of a strided kernel by one pixel against
 * the paper's (docs/reference/fidelity.md), so padding is explicit.
 */
final class StridedKernel<T extends TFloating> {
  /** Largest side of wide maps for which the dilated kernel gradient is faster. */
  private static final int SMALL_SIDE = 16;

  /** Up to this number of maps, as in images, other variants are faster than for many maps. */
  private static final int FEW_MAPS = 4;

  /** Largest side of narrow maps for which matrix products can be faster. */
  private static final int FEW_POSITIONS = 4;

  private final GraphBuilder<T> builder;
  private final Ops tf;
  private final ParameterSpec parameter;
  private final int kernel;
  private final int stride;
  private final int wideSide;
  private final int wideMaps;
  private final int narrowMaps;

  private final WindowProducts<T> products;
  private final EvenChannels<T> channels;
  private final KernelShape shape;
  private final WinogradTiles tiles;
  private final Map<WinogradTile, WinogradProducts<T>> winograd = new EnumMap<>(WinogradTile.class);

  StridedKernel(
      GraphBuilder<T> builder,
      ParameterSpec parameter,
      ConvolutionSpec convolution,
      int wideSide,
      int wideMaps,
      int narrowMaps) {
    this.builder = builder;
    this.tf = builder.tf();
    this.parameter = parameter;
    this.kernel = convolution.kernel();
    this.stride = convolution.stride();
    this.wideSide = wideSide;
    this.wideMaps = wideMaps;
    this.narrowMaps = narrowMaps;
    this.channels = new EvenChannels<>(builder);
    this.products =
        new WindowProducts<>(builder, parameter, kernel, stride, wideSide, wideMaps, narrowMaps);
    this.shape = KernelShape.of(convolution, wideSide, wideMaps, narrowMaps);
    this.tiles =
        builder.type() == TFloat32.class
            ? builder.variants().winograd().of(shape)
            : WinogradTiles.NONE; // docs/lab/winograd.md has a trial in bfloat16
  }

  private WinogradProducts<T> winograd(WinogradTile tile) {
    return winograd.computeIfAbsent(
        tile, t -> new WinogradProducts<>(builder, parameter, shape, t));
  }

  /** Convolves wide maps to narrow maps: each output is a weighted sum over a window. */
  Operand<T> convolve(Operand<T> wide) {
    if (tiles.convolve() != WinogradTile.NONE) {
      return winograd(tiles.convolve()).convolve(wide);
    }
    if (byProducts()) {
      return products.convolve(wide);
    }
    return tf.nn.conv2d(
        channels.even(wide, 3, wideMaps),
        channels.even(builder.weights(parameter), 2, wideMaps),
        strides(),
        "EXPLICIT",
        Conv2d.explicitPaddings(paddings()));
  }

  /** The transposed convolution, narrow maps to wide maps. */
  Operand<T> transposeConvolve(Operand<T> narrow) {
    if (tiles.transposeConvolve() != WinogradTile.NONE) {
      return winograd(tiles.transposeConvolve()).transposeConvolve(narrow);
    }
    if (byProducts()) {
      return products.transposeConvolve(narrow);
    }
    if (builder.variants().transposedConvolution() == OpVariants.TransposedConvolution.PHASES) {
      if (stride == 1) {
        return transposeConvolveReversed(narrow);
      }
      return wideMaps <= FEW_MAPS
          ? transposeConvolveAtOnce(narrow)
          : transposeConvolveByPhases(narrow);
    }
    return transposeConvolveNatively(narrow);
  }

  private Operand<T> transposeConvolveNatively(Operand<T> narrow) {
    return tf.nn.conv2dBackpropInput(
        wideShape(narrow),
        channels.even(builder.weights(parameter), 3, narrowMaps),
        channels.even(narrow, 3, narrowMaps),
        strides(),
        "EXPLICIT",
        Conv2dBackpropInput.explicitPaddings(paddings()));
  }

  private Operand<TInt32> wideShape(Operand<T> narrow) {
    Shape<TInt32> shape = tf.shape(narrow);
    Operand<TInt32> batch = tf.slice(shape, tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    return tf.concat(
        List.of(batch, tf.constant(new int[] {wideSide, wideSide, wideMaps})), tf.constant(0));
  }

  /** The gradient of a loss with respect to the kernel, from wide and narrow maps. */
  Operand<TFloat32> kernelGradient(Operand<T> wide, Operand<T> narrow) {
    if (tiles.kernelGradient() != WinogradTile.NONE) {
      return winograd(tiles.kernelGradient()).kernelGradient(wide, narrow);
    }
    if (byProducts()) {
      return products.kernelGradient(wide, narrow);
    }
    Operand<TInt32> sizes = tf.constant(new int[] {kernel, kernel, wideMaps, narrowMaps});
    if (builder.variants().kernelGradient() != OpVariants.KernelGradient.NATIVE) {
      if (stride == 2 && wideSide <= SMALL_SIDE) {
        return dilatedKernelGradient(wide, narrow);
      }
      if (wideMaps <= FEW_MAPS
          || builder.type() != TFloat32.class
          || builder.variants().kernelGradient() == OpVariants.KernelGradient.DILATED_OR_PADDED) {
        return builder.toFloat(
            tf.nn.conv2dBackpropFilter(padded(wide), sizes, narrow, strides(), "VALID"));
      }
    }
    return builder.toFloat(
        tf.nn.conv2dBackpropFilter(
            wide,
            sizes,
            narrow,
            strides(),
            "EXPLICIT",
            Conv2dBackpropFilter.explicitPaddings(paddings())));
  }

  /** Whether one gradient for several batches is faster than one for each. */
  boolean joinsBatches(List<KernelBatch<T>> batches) {
    long images = KernelBatch.images(batches.get(0).wide());
    for (KernelBatch<T> batch : batches) {
      if (KernelBatch.images(batch.wide()) != images) {
        return false;
      }
    }
    images *= batches.size();
    if (tiles.kernelGradient() != WinogradTile.NONE) {
      return new WinogradMatrices(shape, tiles.kernelGradient()).joinsBatches(images);
    }
    long values =
        (long) wideSide * wideSide * wideMaps + (long) narrowSide() * narrowSide() * narrowMaps;
    return images * values <= shape.weights();
  }

  /** The gradient of a loss over batches of the same size with respect to the kernel. */
  Operand<TFloat32> kernelGradient(List<KernelBatch<T>> batches) {
    WinogradTile tile = tiles.kernelGradient();
    if (tile != WinogradTile.NONE) {
      List<WinogradProducts.Batch<T>> transformed = new ArrayList<>();
      for (KernelBatch<T> batch : batches) {
        transformed.add(
            new WinogradProducts.Batch<>(
                batch.kernel().winograd(tile), batch.wide(), batch.narrow()));
      }
      return winograd(tile).kernelGradient(transformed);
    }
    List<Operand<T>> wide = new ArrayList<>();
    List<Operand<T>> narrow = new ArrayList<>();
    for (KernelBatch<T> batch : batches) {
      wide.add(batch.wide());
      narrow.add(batch.narrow());
    }
    return kernelGradient(tf.concat(wide, tf.constant(0)), tf.concat(narrow, tf.constant(0)));
  }

  private Operand<T> padded(Operand<T> wide) {
    int before = kernel / 2;
    int after = paddingAfter();
    return tf.pad(
        wide,
        tf.constant(new int[][] {{0, 0}, {before, after}, {before, after}, {0, 0}}),
        builder.constant(0));
  }

  private List<Long> strides() {
    return List.of(1L, (long) stride, (long) stride, 1L);
  }

  /** With an even side and stride 2 no window reaches the last padded row or column. */
  private int paddingAfter() {
    return kernel / 2 - (stride - 1);
  }

  private Long[] paddings() {
    long before = kernel / 2;
    long after = paddingAfter();
    return new Long[] {0L, 0L, before, after, before, after, 0L, 0L};
  }

  /**
   * Output row 2a + p takes input row a + o times tap {@code kernel / 2 + p - 2 o}: the taps of one
   * parity, from the highest down.
   */
  private int[] taps(int parity) {
    int first = highestTap(parity);
    int[] taps = new int[first / 2 + 1];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = first - 2 * i;
    }
    return taps;
  }

  private int highestTap(int parity) {
    int padding = kernel / 2;
    int highest = kernel - 1;
    return (highest - padding - parity) % 2 == 0 ? highest : highest - 1;
  }

  /** The number of input rows before row a that the highest tap of a parity reaches. */
  private long reach(int parity) {
    return ((long) highestTap(parity) - kernel / 2 - parity) / 2;
  }

  /** With stride 1 there is one phase: a convolution with the kernel rotated by 180 degrees. */
  private Operand<T> transposeConvolveReversed(Operand<T> narrow) {
    int[] reversed = new int[kernel];
    for (int i = 0; i < kernel; i++) {
      reversed[i] = kernel - 1 - i;
    }
    return tf.nn.conv2d(
        channels.even(narrow, 3, narrowMaps),
        channels.even(phaseKernel("reversed", reversed, reversed), 2, narrowMaps),
        strides(),
        "EXPLICIT",
        Conv2d.explicitPaddings(paddings()));
  }

  /** One convolution per phase, each with exactly the taps of that phase. */
  private Operand<T> transposeConvolveByPhases(Operand<T> narrow) {
    List<Operand<T>> phases = new ArrayList<>();
    Operand<T> input = channels.even(narrow, 3, narrowMaps);
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        int[] rows = taps(row);
        int[] columns = taps(column);
        Operand<T> phaseKernel =
            channels.even(phaseKernel("phase" + row + column, rows, columns), 2, narrowMaps);
        long top = reach(row);
        long left = reach(column);
        phases.add(
            tf.nn.conv2d(
                input,
                phaseKernel,
                List.of(1L, 1L, 1L, 1L),
                "EXPLICIT",
                Conv2d.explicitPaddings(
                    0L, 0L, top, rows.length - 1 - top, left, columns.length - 1 - left, 0L, 0L)));
      }
    }
    return tf.nn.depthToSpace(tf.concat(phases, tf.constant(3)), 2L);
  }

  private Operand<T> phaseKernel(String name, int[] rows, int[] columns) {
    return builder.prepared(
        parameter,
        name,
        weights ->
            tf.linalg.transpose(
                tf.gather(
                    tf.gather(weights, tf.constant(rows), tf.constant(0)),
                    tf.constant(columns),
                    tf.constant(1)),
                tf.constant(new int[] {0, 1, 3, 2})));
  }

  /** One convolution for all four phases, with zeros as missing taps; faster for few maps only. */
  private Operand<T> transposeConvolveAtOnce(Operand<T> narrow) {
    long before = Math.max(reach(0), reach(1));
    int length = 0;
    for (int parity = 0; parity < 2; parity++) {
      length = Math.max(length, (int) (before - reach(parity)) + taps(parity).length);
    }
    int size = length;
    Operand<T> kernels =
        builder.prepared(parameter, "phases", weights -> jointPhaseKernel(weights, before, size));
    long after = size - 1 - before;
    return tf.nn.depthToSpace(
        tf.nn.conv2d(
            channels.even(narrow, 3, narrowMaps),
            channels.even(kernels, 2, narrowMaps),
            List.of(1L, 1L, 1L, 1L),
            "EXPLICIT",
            Conv2d.explicitPaddings(0L, 0L, before, after, before, after, 0L, 0L)),
        2L);
  }

  private Operand<T> jointPhaseKernel(Operand<T> weights, long before, int size) {
    // Index `kernel` is a row of zeros, for positions that a parity's taps do not reach.
    int[] index = new int[2 * size];
    for (int parity = 0; parity < 2; parity++) {
      int[] taps = taps(parity);
      int offset = (int) (before - reach(parity));
      for (int i = 0; i < size; i++) {
        int tap = i - offset;
        index[2 * i + parity] = tap >= 0 && tap < taps.length ? taps[tap] : kernel;
      }
    }
    Operand<T> padded =
        tf.pad(
            weights,
            tf.constant(new int[][] {{0, 1}, {0, 1}, {0, 0}, {0, 0}}),
            builder.constant(0));
    Operand<T> chosen =
        tf.gather(
            tf.gather(padded, tf.constant(index), tf.constant(0)),
            tf.constant(index),
            tf.constant(1));
    Operand<T> split =
        tf.reshape(chosen, tf.constant(new int[] {size, 2, size, 2, wideMaps, narrowMaps}));
    return tf.reshape(
        tf.linalg.transpose(split, tf.constant(new int[] {0, 2, 5, 1, 3, 4})),
        tf.constant(new int[] {size, size, narrowMaps, 4 * wideMaps}));
  }

  /**
   * Whether to use matrix products. A convolution reads its whole kernel for each image. If a
   * kernel is larger than the core's caches and an image has few positions, reading the kernel
   * takes longer than computing; a matrix product handles all images at once.
   */
  private boolean byProducts() {
    return suitsProducts(shape, builder.variants().productsFrom());
  }

  /** Whether a kernel is applied by matrix products if it has at least some number of weights. */
  static boolean suitsProducts(KernelShape shape, long weights) {
    return shape.stride() == 2 && shape.narrowSide() <= FEW_POSITIONS && shape.weights() >= weights;
  }

  private int narrowSide() {
    return wideSide / stride;
  }

  private Operand<TFloat32> dilatedKernelGradient(Operand<T> wide, Operand<T> narrow) {
    Operand<T> input = tf.linalg.transpose(wide, tf.constant(new int[] {3, 1, 2, 0}));
    Operand<T> filter = tf.linalg.transpose(narrow, tf.constant(new int[] {1, 2, 0, 3}));
    Operand<T> gradient =
        tf.nn.conv2d(
            channels.even(input, 3),
            channels.even(filter, 2),
            List.of(1L, 1L, 1L, 1L),
            "EXPLICIT",
            Conv2d.explicitPaddings(paddings()),
            Conv2d.dilations(1L, (long) stride, (long) stride, 1L));
    return builder.toFloat(tf.linalg.transpose(gradient, tf.constant(new int[] {1, 2, 0, 3})));
  }
}
