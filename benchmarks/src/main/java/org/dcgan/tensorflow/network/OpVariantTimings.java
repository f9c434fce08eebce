package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Prints how many milliseconds each variant of a convolution's three passes takes (forward,
 * transposed and kernel gradient), all three together, whose transforms Winograd's algorithm
 * shares, and each variant of a LeakyReLU's gradient, with every operation that a training step
 * runs for it. Variants take turns; the fastest of {@value #ROUNDS} rounds counts. With Winograd's
 * algorithm each forward and transposed pass, and all three together, include the transform of the
 * kernel, which a step does once for all passes of a network.
 *
 * <p>Arguments: {@code FLOAT32} or {@code BFLOAT16}, the number of threads, the batch size, and one
 * or more layers as {@code KERNEL:SIDE:INPUT_MAPS:OUTPUT_MAPS}, for example {@code 5:8:256:512} for
 * a convolution from 8x8x256 to 4x4x512, with {@code :1} at the end for a stride of 1 instead of 2.
 *
 * <p>It belongs to the benchmarks but to a package of the engine, because the layers that it times
 * are visible only there. Benchmarks run on the class path, where that is possible.
 */
public final class OpVariantTimings {
  private static final int ROUNDS = 9;

  /** A pass that takes longer than this is timed in the first round only. */
  private static final double LONG_MILLIS = 200;

  private static final double SLOPE = 0.2;

  private static final Map<String, OpVariants> VARIANTS = variants();

  private OpVariantTimings() {}

  private static Map<String, OpVariants> variants() {
    Map<String, OpVariants> variants = new LinkedHashMap<>();
    variants.put("TensorFlow's gradients", OpVariants.PLAIN);
    variants.put("phases, dilated where small", OpVariants.WITHOUT_ONEDNN);
    variants.put(
        "phases, dilated or padded",
        new OpVariants(
            OpVariants.TransposedConvolution.PHASES,
            OpVariants.KernelGradient.DILATED_OR_PADDED,
            Long.MAX_VALUE,
            OpVariants.LeakyGradient.COMPILED));
    variants.put(
        "matrix products at 4x4",
        new OpVariants(
            OpVariants.TransposedConvolution.PHASES,
            OpVariants.KernelGradient.DILATED_OR_PADDED,
            1,
            OpVariants.LeakyGradient.COMPILED));
    variants.put("Winograd, tiles of 2x2", winograd(WinogradTile.TWO));
    variants.put("Winograd, tiles of 4x4", winograd(WinogradTile.FOUR));
    return variants;
  }

  private static OpVariants winograd(WinogradTile tile) {
    return OpVariants.ONEDNN_AVX512.withWinograd(WinogradUse.always(tile));
  }

  private record Layer(int kernel, int side, int wide, int narrow, int stride) {
    static Layer parse(String text) {
      String[] numbers = text.split(":", -1);
      return new Layer(
          Integer.parseInt(numbers[0]),
          Integer.parseInt(numbers[1]),
          Integer.parseInt(numbers[2]),
          Integer.parseInt(numbers[3]),
          numbers.length == 4 ? 2 : Integer.parseInt(numbers[4]));
    }

    int narrowSide() {
      return side / stride;
    }

    LayerSpec spec() {
      return new LayerSpec(
          "layer",
          LayerSpec.Kind.CONVOLUTION,
          new ConvolutionSpec(kernel, stride, narrow),
          wide,
          narrowSide(),
          narrow,
          false,
          LayerSpec.Activation.LINEAR);
    }
  }

  /**
   * @param passes the operations of each column
   * @param fastest milliseconds of each column
   */
  private record Timed(String variant, List<List<Op>> passes, List<Double> fastest) {}

  /**
   * Prints a table for each layer.
   *
   * @param arguments as described above
   */
  public static void main(String... arguments) {
    if (arguments.length < 4) {
      throw new IllegalArgumentException(
          "expected PRECISION THREADS BATCH_SIZE LAYER..., got " + List.of(arguments));
    }
    int threads = Integer.parseInt(arguments[1]);
    int images = Integer.parseInt(arguments[2]);
    for (String layer : List.of(arguments).subList(3, arguments.length)) {
      if (arguments[0].equals("BFLOAT16")) {
        time(TBfloat16.class, threads, images, Layer.parse(layer));
      } else {
        time(TFloat32.class, threads, images, Layer.parse(layer));
      }
    }
  }

  private static <T extends TFloating> void time(
      Class<T> type, int threads, int images, Layer layer) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(Math.min(threads, 2))
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, false, config)) {
      Ops tf = GraphOps.of(graph);
      ParameterSpec weights = layer.spec().parameters().get(0);
      ParameterStore store = new ParameterStore(tf);
      store.add(weights.name(), weights.shape(), shape -> normal(tf, shape));
      List<Op> first = new ArrayList<>();
      Operand<T> wide = kept(tf, type, first, images, layer.side, layer.wide);
      Operand<T> narrow = kept(tf, type, first, images, layer.narrowSide(), layer.narrow);
      List<Timed> all = new ArrayList<>();
      VARIANTS.forEach(
          (name, variant) -> {
            GraphBuilder<T> builder =
                new GraphBuilder<>(tf.withSubScope("variant"), type, variant, store);
            StridedKernel<T> kernel =
                new StridedKernel<>(
                    builder,
                    weights,
                    layer.spec().convolution(),
                    layer.side,
                    layer.wide,
                    layer.narrow);
            Operand<T> leaked =
                new Rectifier<T>(SLOPE).build(builder, narrow).inputGradient(narrow);
            Op convolved = kernel.convolve(wide);
            Op transposed = kernel.transposeConvolve(narrow);
            Op gradient = kernel.kernelGradient(wide, narrow);
            List<List<Op>> passes =
                List.of(
                    List.of(convolved),
                    List.of(transposed),
                    List.of(gradient),
                    List.of(convolved, transposed, gradient),
                    List.of(leaked));
            all.add(
                new Timed(
                    name,
                    passes,
                    new ArrayList<>(Collections.nCopies(passes.size(), Double.MAX_VALUE))));
          });
      store.initialize(session);
      first.forEach(assignment -> session.runner().addTarget(assignment).run().close());
      run(session, all);
      print(type, layer, all);
    }
  }

  private static Operand<TFloat32> normal(Ops tf, Shape shape) {
    return tf.random.randomStandardNormal(tf.constant(shape.asArray()), TFloat32.class);
  }

  /** A variable, so that TensorFlow cannot fold the operations on it into constants. */
  private static <T extends TFloating> Operand<T> kept(
      Ops tf, Class<T> type, List<Op> first, int images, int side, int maps) {
    Shape shape = Shape.of(images, side, side, maps);
    Variable<T> variable = tf.variable(shape, type);
    first.add(tf.assign(variable, tf.dtypes.cast(normal(tf, shape), type)));
    return tf.identity(variable);
  }

  private static void run(Session session, List<Timed> all) {
    for (int round = -1; round < ROUNDS; round++) {
      for (Timed timed : all) {
        for (int i = 0; i < timed.passes().size(); i++) {
          if (round > 0 && timed.fastest().get(i) > LONG_MILLIS) {
            continue;
          }
          Session.Runner runner = session.runner();
          timed.passes().get(i).forEach(runner::addTarget);
          long began = System.nanoTime();
          runner.run().close();
          double millis = (System.nanoTime() - began) / 1e6;
          if (round >= 0) {
            timed.fastest().set(i, Math.min(timed.fastest().get(i), millis));
          }
        }
      }
    }
  }

  private static void print(Class<?> type, Layer layer, List<Timed> all) {
    System.out.printf(
        Locale.ROOT,
        "%n%s, %dx%d, %dx%dx%d and %dx%dx%d%n%-30s %9s %9s %9s %9s %9s%n",
        type.getSimpleName(),
        layer.kernel,
        layer.kernel,
        layer.side,
        layer.side,
        layer.wide,
        layer.narrowSide(),
        layer.narrowSide(),
        layer.narrow,
        "",
        "convolve",
        "transpose",
        "kernel",
        "all three",
        "leak");
    for (Timed timed : all) {
      System.out.printf(Locale.ROOT, "%-30s", timed.variant());
      timed.fastest().forEach(millis -> System.out.printf(Locale.ROOT, " %9.2f", millis));
      System.out.println();
    }
  }
}
