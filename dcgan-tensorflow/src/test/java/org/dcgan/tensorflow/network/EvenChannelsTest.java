package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Convolutions in bfloat16 that sum over odd numbers of channels, against the same in float32. The
 * faulty kernels of oneDNN exist on processors with AVX512_BF16 only; elsewhere the tests hold
 * because nothing is wrong.
 */
class EvenChannelsTest {
  /** Faulty kernels compute wrong values in some runs only. */
  private static final int RUNS = 3;

  /** bfloat16 has 8 significant bits; the cosine of rounded values is above 0.99999. */
  private static final double COSINE = 0.999;

  /** Every way to spread, every way to sum a kernel's gradient, and matrix products. */
  private static final Map<String, OpVariants> VARIANTS =
      Map.of(
          "plain", OpVariants.PLAIN,
          "oneDNN with AVX2", OpVariants.ONEDNN_AVX2,
          "oneDNN with AVX-512", OpVariants.ONEDNN_AVX512,
          "products",
              new OpVariants(
                  OpVariants.TransposedConvolution.PHASES,
                  OpVariants.KernelGradient.DILATED_OR_PADDED,
                  1,
                  OpVariants.LeakyGradient.IN_TWO));

  record Case(LayerSpec.Kind kind, int stride, int wideSide, int wideMaps, int narrowMaps) {
    /** Odd: the dilated kernel gradient sums over the batch as if it were channels. */
    static final int COUNT = 5;

    private static final int KERNEL = 5;

    boolean convolution() {
      return kind == LayerSpec.Kind.CONVOLUTION;
    }

    LayerSpec spec() {
      int in = convolution() ? wideMaps : narrowMaps;
      int out = convolution() ? narrowMaps : wideMaps;
      return new LayerSpec(
          "layer",
          kind,
          new ConvolutionSpec(KERNEL, stride, out),
          in,
          convolution() ? wideSide / stride : wideSide,
          out,
          false,
          LayerSpec.Activation.LINEAR);
    }

    <T extends TFloating> Layer<T> layer() {
      return convolution()
          ? new Convolution<>(spec())
          : new FractionallyStridedConvolution<>(spec());
    }

    long[] wideShape() {
      return new long[] {COUNT, wideSide, wideSide, wideMaps};
    }

    long[] narrowShape() {
      return new long[] {COUNT, wideSide / stride, wideSide / stride, narrowMaps};
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (LayerSpec.Kind kind :
        List.of(LayerSpec.Kind.CONVOLUTION, LayerSpec.Kind.FRACTIONALLY_STRIDED_CONVOLUTION)) {
      for (int stride : new int[] {1, 2}) {
        // The side decides between variants of strided kernels only.
        for (int side : stride == 1 ? new int[] {8} : new int[] {8, 32}) {
          for (int[] maps : new int[][] {{3, 5}, {33, 17}}) {
            cases.add(new Case(kind, stride, side, maps[0], maps[1]));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenOddChannelsAndBatch_whenAnyVariantRunsInBfloat16_thenItAgreesWithFloat32(Case c) {
    try (Bench bench = new Bench()) {
      Operand<TFloat32> wide = input(bench, c.wideShape(), 1);
      Operand<TFloat32> narrow = input(bench, c.narrowShape(), 2);
      ParameterSpec weights = c.spec().parameters().get(0);
      bench.parameter(weights, gaussian(Math.toIntExact(weights.size()), 3));
      Operand<TFloat32> x = c.convolution() ? wide : narrow;
      Operand<TFloat32> dy = c.convolution() ? narrow : wide;
      request(bench, c, "exact", TFloat32.class, OpVariants.PLAIN, weights, x, dy);
      VARIANTS.forEach(
          (name, variants) -> request(bench, c, name, TBfloat16.class, variants, weights, x, dy));

      for (int run = 0; run < RUNS; run++) {
        Function<String, float[]> results = bench.results();
        for (String name : VARIANTS.keySet()) {
          for (String part : List.of("/y", "/kept", "/dx", "/dw")) {
            assertThat(cosine(results.apply(name + part), results.apply("exact" + part)))
                .as("%s%s of %s, run %d", name, part, c, run)
                .isBetween(COSINE, 1 + 1e-6);
          }
        }
      }
    }
  }

  private static Operand<TFloat32> input(Bench bench, long[] shape, long seed) {
    int size = 1;
    for (long dimension : shape) {
      size *= Math.toIntExact(dimension);
    }
    return bench.input(gaussian(size, seed), shape);
  }

  /** Asks for the output, the same from kept weights, and both gradients. */
  private static <T extends TFloating> void request(
      Bench bench,
      Case c,
      String name,
      Class<T> type,
      OpVariants variants,
      ParameterSpec weights,
      Operand<TFloat32> x,
      Operand<TFloat32> dy) {
    GraphBuilder<T> builder = bench.builder(type, variants);
    Operand<T> input = builder.toActivations(x);
    Layer.Pass<T> pass = c.<T>layer().build(builder, input);
    Gradients gradients = new Gradients();
    pass.parameterGradients(builder.toActivations(dy), gradients);
    GraphBuilder<T> keeping = builder.keeping(bench.preparation());
    bench.want(name + "/y", builder.toFloat(pass.output()));
    bench.want(name + "/kept", builder.toFloat(c.<T>layer().build(keeping, input).output()));
    bench.want(name + "/dx", builder.toFloat(pass.inputGradient(builder.toActivations(dy))));
    bench.want(name + "/dw", gradients.sums(bench.tf()).get(weights));
  }

  private static double cosine(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }
}
