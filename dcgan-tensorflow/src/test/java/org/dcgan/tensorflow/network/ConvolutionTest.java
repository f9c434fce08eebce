package org.dcgan.tensorflow.network;

import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.assertIsGradient;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Both kinds of convolution, in each of their forms: forward against plain loops, backward against
 * TensorFlow's automatic differentiation and against finite differences of the loops.
 */
class ConvolutionTest {
  private static final double ROUNDING = 2e-5;
  private static final Map<String, OpVariants> FORMS =
      Map.of(
          "plain", OpVariants.PLAIN,
          "oneDNN with AVX2", OpVariants.ONEDNN_AVX2,
          "oneDNN with AVX-512", OpVariants.ONEDNN_AVX512,
          "products", // kernels are too small for them here otherwise
              new OpVariants(
                  OpVariants.TransposedConvolution.PHASES,
                  OpVariants.KernelGradient.DILATED_WHERE_SMALL,
                  1,
                  OpVariants.LeakyGradient.IN_TWO));

  /**
   * A kernel between maps of a wide side and maps of that side divided by the stride.
   *
   * @param wideMaps up to 4 and more than 4 take different ways
   * @param wideSide up to 16 and more than 16 take different ways
   */
  record Case(int kernel, int stride, int wideSide, int wideMaps, int narrowMaps, int count) {
    int narrowSide() {
      return wideSide / stride;
    }

    float[] wide() {
      return gaussian(count * wideSide * wideSide * wideMaps, 1, hashCode());
    }

    float[] narrow() {
      return gaussian(count * narrowSide() * narrowSide() * narrowMaps, 2, hashCode());
    }

    float[] weights() {
      return gaussian(kernel * kernel * wideMaps * narrowMaps, 3, hashCode());
    }

    Maps wideMaps(double[] values) {
      return new Maps(count, wideSide, wideMaps, values);
    }

    Maps narrowMaps(double[] values) {
      return new Maps(count, narrowSide(), narrowMaps, values);
    }

    LayerSpec layer(LayerSpec.Kind kind) {
      boolean gathers = kind == LayerSpec.Kind.CONVOLUTION;
      int out = gathers ? narrowMaps : wideMaps;
      return new LayerSpec(
          "layer",
          kind,
          new ConvolutionSpec(kernel, stride, out),
          gathers ? wideMaps : narrowMaps,
          gathers ? narrowSide() : wideSide,
          out,
          false,
          LayerSpec.Activation.LINEAR);
    }
  }

  /** Cases before those of wide kernels. */
  private static final int PRODUCT = 3 * 2 * 4 * 3;

  private static final int[][] MAPS = {{1, 3}, {3, 5}, {5, 1}};

  /** Every kernel with every stride and side; of these, the numbers of maps take turns. */
  static Stream<Case> cases() {
    List<Case> all = allCases().toList();
    Stream.Builder<Case> cases = Stream.builder();
    for (int i = 0; i < all.size(); i++) {
      if (i >= PRODUCT || i % MAPS.length == i / MAPS.length % MAPS.length) {
        cases.add(all.get(i));
      }
    }
    return cases.build();
  }

  static Stream<Case> allCases() {
    Stream.Builder<Case> cases = Stream.builder();
    int count = 0;
    for (int kernel : new int[] {3, 5, 7}) {
      for (int stride : new int[] {1, 2}) {
        for (int side : new int[] {4, 8, 16, 32}) {
          for (int[] maps : MAPS) {
            cases.add(new Case(kernel, stride, side, maps[0], maps[1], 1 + count++ % 4));
          }
        }
      }
    }
    // Kernels wider than the image.
    cases.add(new Case(15, 2, 8, 3, 5, 2)).add(new Case(15, 1, 4, 5, 3, 2));
    cases.add(new Case(15, 2, 16, 5, 3, 2)).add(new Case(15, 2, 32, 6, 1, 1));
    return cases.build();
  }

  @ParameterizedTest
  @MethodSource("allCases")
  @Tag(TestTags.LONG)
  void givenEveryCombination_whenBuiltInAnyVariant_thenOutputsAndGradientsAreThoseOfThePlainLoop(
      Case c) {
    givenAConvolution_whenBuiltInAnyVariant_thenItAndItsGradientsAreThoseOfThePlainLoop(c);
    givenAFractionalStride_whenBuiltInAnyVariant_thenItAndItsGradientsAreThoseOfThePlainLoop(c);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenAConvolution_whenBuiltInAnyVariant_thenItAndItsGradientsAreThoseOfThePlainLoop(Case c) {
    LayerSpec layer = c.layer(LayerSpec.Kind.CONVOLUTION);
    Function<double[], Function<double[], Maps>> loop =
        input -> kernel -> c.wideMaps(input).convolved(kernel, c.kernel, c.stride, c.narrowMaps);
    check(
        layer,
        new Convolution<>(layer),
        c.wide(),
        new long[] {c.count, c.wideSide, c.wideSide, c.wideMaps},
        c.weights(),
        c.narrow(),
        new long[] {c.count, c.narrowSide(), c.narrowSide(), c.narrowMaps},
        loop,
        bench ->
            (input, kernel) -> PlainGraph.convolved(bench.tf(), input, kernel, c.kernel, c.stride));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenAFractionalStride_whenBuiltInAnyVariant_thenItAndItsGradientsAreThoseOfThePlainLoop(
      Case c) {
    LayerSpec layer = c.layer(LayerSpec.Kind.FRACTIONALLY_STRIDED_CONVOLUTION);
    Function<double[], Function<double[], Maps>> loop =
        input ->
            kernel ->
                c.narrowMaps(input).transposeConvolved(kernel, c.kernel, c.stride, c.wideMaps);
    check(
        layer,
        new FractionallyStridedConvolution<>(layer),
        c.narrow(),
        new long[] {c.count, c.narrowSide(), c.narrowSide(), c.narrowMaps},
        c.weights(),
        c.wide(),
        new long[] {c.count, c.wideSide, c.wideSide, c.wideMaps},
        loop,
        bench ->
            (input, kernel) ->
                PlainGraph.transposeConvolved(
                    bench.tf(),
                    input,
                    kernel,
                    c.count,
                    c.wideSide,
                    c.wideMaps,
                    c.kernel,
                    c.stride));
  }

  /** Draws a layer without the engine. */
  private interface Autodiff {
    Operand<TFloat32> output(Operand<TFloat32> input, Operand<TFloat32> kernel);
  }

  private static void check(
      LayerSpec spec,
      Layer<TFloat32> layer,
      float[] input,
      long[] inputShape,
      float[] kernel,
      float[] outputGradient,
      long[] outputShape,
      Function<double[], Function<double[], Maps>> loop,
      Function<Bench, Autodiff> autodiff) {
    try (Bench bench = new Bench()) {
      Operand<TFloat32> x = bench.input(input, inputShape);
      Operand<TFloat32> dy = bench.input(outputGradient, outputShape);
      ParameterSpec weights = spec.parameters().get(0);
      bench.parameter(weights, kernel);
      new LinkedHashMap<>(FORMS)
          .forEach(
              (name, variants) -> {
                Layer.Pass<TFloat32> pass = layer.build(bench.builder(variants), x);
                Gradients gradients = new Gradients();
                pass.parameterGradients(dy, gradients);
                bench.want(name, pass.output());
                bench.want(name + "/dx", pass.inputGradient(dy));
                bench.want(name, gradients);
                bench.want(
                    name + "/kept",
                    layer.build(bench.builder(variants).keeping(bench.preparation()), x).output());
              });
      Operand<TFloat32> w =
          bench.input(kernel, weights.shape().stream().mapToLong(Integer::longValue).toArray());
      var derivatives = bench.autodiff(autodiff.apply(bench).output(x, w), dy, List.of(x, w));
      bench.want("autodiff/dx", derivatives.get(0));
      bench.want("autodiff/dw", derivatives.get(1));

      Function<String, float[]> results = bench.results();

      double[] expected = loop.apply(doubles(input)).apply(doubles(kernel)).values();
      for (String name : FORMS.keySet()) {
        float[] inputGradient = results.apply(name + "/dx");
        float[] kernelGradient = results.apply(name + "/" + weights.name());
        assertClose(name, results.apply(name), expected, ROUNDING);
        assertClose(name + "/kept", results.apply(name + "/kept"), expected, ROUNDING);
        assertClose(name + "/dx", inputGradient, results.apply("autodiff/dx"), ROUNDING);
        assertClose(name + "/dw", kernelGradient, results.apply("autodiff/dw"), ROUNDING);
        assertIsGradient(
            name + "/dx",
            inputGradient,
            at -> loop.apply(at).apply(doubles(kernel)).dot(doubles(outputGradient)),
            doubles(input),
            2,
            ROUNDING);
        assertIsGradient(
            name + "/dw",
            kernelGradient,
            at -> loop.apply(doubles(input)).apply(at).dot(doubles(outputGradient)),
            doubles(kernel),
            2,
            ROUNDING);
      }
    }
  }
}
