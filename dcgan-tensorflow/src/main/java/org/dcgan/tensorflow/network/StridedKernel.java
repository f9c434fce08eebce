package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.List;
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
 * of that side divided by the stride ("narrow"), with symmetric padding of {@code kernel / 2}. Its
 * three sums serve both kinds of layer: a convolution gathers forward and spreads gradients, a
 * fractionally-strided convolution spreads forward and gathers gradients.
 *
 * <p>TensorFlow's "SAME" would shift the windows of a strided kernel by one pixel against the
 * paper's (docs/reference/fidelity.md), so paddings are explicit.
 */
final class StridedKernel<T extends TFloating> {
  /** Up to this side of the wide maps the dilated kernel gradient is the quicker one. */
  private static final int SMALL_SIDE = 16;

  /** As many maps as an image has take other forms than many maps. */
  private static final int FEW_MAPS = 4;

  /** Rows and columns of narrow maps up to which matrix products can be the quicker ones. */
  private static final int FEW_PLACES = 4;

  private final GraphBuilder<T> drawing;
  private final Ops tf;
  private final ParameterSpec parameter;
  private final int kernel;
  private final int stride;
  private final int wideSide;
  private final int wideMaps;
  private final int narrowMaps;

  private final WindowProducts<T> products;
  private final EvenChannels<T> channels;

  StridedKernel(
      GraphBuilder<T> drawing,
      ParameterSpec parameter,
      ConvolutionSpec convolution,
      int wideSide,
      int wideMaps,
      int narrowMaps) {
    this.drawing = drawing;
    this.tf = drawing.tf();
    this.parameter = parameter;
    this.kernel = convolution.kernel();
    this.stride = convolution.stride();
    this.wideSide = wideSide;
    this.wideMaps = wideMaps;
    this.narrowMaps = narrowMaps;
    this.channels = new EvenChannels<>(drawing);
    this.products =
        new WindowProducts<>(drawing, parameter, kernel, stride, wideSide, wideMaps, narrowMaps);
  }

  /** Wide maps to narrow maps: each output sums a window of its input. */
  Operand<T> gather(Operand<T> wide) {
    if (byProducts()) {
      return products.gather(wide);
    }
    return tf.nn.conv2d(
        channels.even(wide, 3, wideMaps),
        channels.even(drawing.weights(parameter), 2, wideMaps),
        strides(),
        "EXPLICIT",
        Conv2d.explicitPaddings(paddings()));
  }

  /** Narrow maps to wide maps: each input is spread over a window of the output. */
  Operand<T> spread(Operand<T> narrow) {
    if (byProducts()) {
      return products.spread(narrow);
    }
    if (drawing.forms().spread() == OpVariants.Spread.PHASES) {
      if (stride == 1) {
        return spreadReversed(narrow);
      }
      return wideMaps <= FEW_MAPS ? spreadAtOnce(narrow) : spreadByPhases(narrow);
    }
    return spreadTransposed(narrow);
  }

  private Operand<T> spreadTransposed(Operand<T> narrow) {
    return tf.nn.conv2dBackpropInput(
        wideShape(narrow),
        channels.even(drawing.weights(parameter), 3, narrowMaps),
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
    if (byProducts()) {
      return products.kernelGradient(wide, narrow);
    }
    Operand<TInt32> sizes = tf.constant(new int[] {kernel, kernel, wideMaps, narrowMaps});
    if (drawing.forms().kernelGradient() != OpVariants.KernelGradient.NATIVE) {
      if (stride == 2 && wideSide <= SMALL_SIDE) {
        return dilatedKernelGradient(wide, narrow);
      }
      if (wideMaps <= FEW_MAPS
          || drawing.type() != TFloat32.class
          || drawing.forms().kernelGradient() == OpVariants.KernelGradient.DILATED_OR_PADDED) {
        return drawing.toFloat(
            tf.nn.conv2dBackpropFilter(padded(wide), sizes, narrow, strides(), "VALID"));
      }
    }
    return drawing.toFloat(
        tf.nn.conv2dBackpropFilter(
            wide,
            sizes,
            narrow,
            strides(),
            "EXPLICIT",
            Conv2dBackpropFilter.explicitPaddings(paddings())));
  }

  private Operand<T> padded(Operand<T> wide) {
    int before = kernel / 2;
    int after = paddingAfter();
    return tf.pad(
        wide,
        tf.constant(new int[][] {{0, 0}, {before, after}, {before, after}, {0, 0}}),
        drawing.constant(0));
  }

  private List<Long> strides() {
    return List.of(1L, (long) stride, (long) stride, 1L);
  }

  /** With an even side and stride 2 the window never reaches the last padded row or column. */
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

  /** How many input rows before a the highest tap of a parity reaches. */
  private long reach(int parity) {
    return (highestTap(parity) - kernel / 2 - parity) / 2;
  }

  /** Without a stride there is one phase: a convolution with the kernel turned by 180 degrees. */
  private Operand<T> spreadReversed(Operand<T> narrow) {
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

  /** Exactly the kernel's own taps, in four convolutions. */
  private Operand<T> spreadByPhases(Operand<T> narrow) {
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
    return drawing.prepared(
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

  /** One convolution onto all four phases, taps padded with zeros: better for a few maps only. */
  private Operand<T> spreadAtOnce(Operand<T> narrow) {
    long before = Math.max(reach(0), reach(1));
    int length = 0;
    for (int parity = 0; parity < 2; parity++) {
      length = Math.max(length, (int) (before - reach(parity)) + taps(parity).length);
    }
    int size = length;
    Operand<T> kernels =
        drawing.prepared(parameter, "phases", weights -> jointPhaseKernel(weights, before, size));
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
    // Index `kernel` is a row of zeros for the places that a parity's taps do not reach.
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
            drawing.constant(0));
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
   * A convolution goes through its whole kernel for each image. With few places an image and a
   * kernel larger than the caches near the core, fetching it takes longer than computing; a matrix
   * product takes all images at once.
   */
  private boolean byProducts() {
    return stride == 2
        && narrowSide() <= FEW_PLACES
        && (long) kernel * kernel * wideMaps * narrowMaps >= drawing.forms().productsFrom();
  }

  private int narrowSide() {
    return wideSide / stride;
  }

  private Operand<TFloat32> dilatedKernelGradient(Operand<T> wide, Operand<T> narrow) {
    Operand<T> input = tf.linalg.transpose(wide, tf.constant(new int[] {3, 1, 2, 0}));
    Operand<T> filter = tf.linalg.transpose(narrow, tf.constant(new int[] {1, 2, 0, 3}));
    Operand<T> sums =
        tf.nn.conv2d(
            channels.even(input, 3),
            channels.even(filter, 2),
            List.of(1L, 1L, 1L, 1L),
            "EXPLICIT",
            Conv2d.explicitPaddings(paddings()),
            Conv2d.dilations(1L, (long) stride, (long) stride, 1L));
    return drawing.toFloat(tf.linalg.transpose(sums, tf.constant(new int[] {1, 2, 0, 3})));
  }
}
