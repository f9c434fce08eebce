package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.assertIsGradient;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.reference.Maps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Winograd's algorithm against plain loops in double, TensorFlow's gradients and finite
 * differences.
 */
class WinogradTest {
  private static final List<WinogradTile> TILES = List.of(WinogradTile.TWO, WinogradTile.FOUR);

  /**
   * Of the largest value. Rounding errors (6e-8) grow by the factors of the transforms: for tiles
   * of 4 the input's rows sum to 10 and the output's to 18 along an axis, so that an error can grow
   * by 10^4, but the kernel's rows are small and the signs vary.
   */
  private static double tolerance(WinogradTile tile) {
    return tile == WinogradTile.FOUR ? 4e-5 : 1e-5;
  }

  record Case(KernelShape shape, int count) {
    float[] wide() {
      return gaussian(count * shape.wideSide() * shape.wideSide() * shape.wideMaps(), 1);
    }

    float[] narrow() {
      return gaussian(count * shape.narrowSide() * shape.narrowSide() * shape.narrowMaps(), 2);
    }

    float[] weights() {
      return gaussian(shape.kernel() * shape.kernel() * shape.wideMaps() * shape.narrowMaps(), 3);
    }

    double[] convolved(double[] wide, double[] weights) {
      return new Maps(count, shape.wideSide(), shape.wideMaps(), wide)
          .convolved(weights, shape.kernel(), shape.stride(), shape.narrowMaps())
          .values();
    }

    double[] transposeConvolved(double[] narrow, double[] weights) {
      return new Maps(count, shape.narrowSide(), shape.narrowMaps(), narrow)
          .transposeConvolved(weights, shape.kernel(), shape.stride(), shape.wideMaps())
          .values();
    }

    /** A loss whose gradient with respect to the narrow maps is {@link #narrow}. */
    double loss(double[] wide, double[] weights) {
      double[] output = convolved(wide, weights);
      float[] slopes = narrow();
      double sum = 0;
      for (int i = 0; i < output.length; i++) {
        sum += output[i] * slopes[i];
      }
      return sum;
    }

    Operand<TFloat32> wide(Bench bench) {
      return bench.input(wide(), count, shape.wideSide(), shape.wideSide(), shape.wideMaps());
    }

    Operand<TFloat32> narrow(Bench bench) {
      return bench.input(
          narrow(), count, shape.narrowSide(), shape.narrowSide(), shape.narrowMaps());
    }

    ParameterSpec parameter() {
      return spec().parameters().get(0);
    }

    private LayerSpec spec() {
      return new LayerSpec(
          "layer",
          LayerSpec.Kind.CONVOLUTION,
          convolution(),
          shape.wideMaps(),
          shape.narrowSide(),
          shape.narrowMaps(),
          false,
          LayerSpec.Activation.LINEAR);
    }

    private ConvolutionSpec convolution() {
      return new ConvolutionSpec(shape.kernel(), shape.stride(), shape.narrowMaps());
    }

    <T extends TFloating> StridedKernel<T> kernel(GraphBuilder<T> builder) {
      return new StridedKernel<>(
          builder,
          parameter(),
          convolution(),
          shape.wideSide(),
          shape.wideMaps(),
          shape.narrowMaps());
    }
  }

  private static Case of(
      int kernel, int stride, int wideSide, int wideMaps, int narrowMaps, int count) {
    return new Case(new KernelShape(kernel, stride, wideSide, wideMaps, narrowMaps), count);
  }

  /**
   * One tile and several, sides that are and are not multiples of both tiles. Kernels of 16 maps
   * leave out the phases for which they are 0; of the last of these, the gradient's products are
   * one operation, an operation for each point, for each point and row of tiles, and again for each
   * point, whose rows of tiles are put together before. Large kernels come first in the products of
   * transposed convolutions.
   */
  static Stream<Case> cases() {
    return Stream.of(
        of(3, 1, 4, 1, 3, 2),
        of(3, 1, 7, 3, 5, 1),
        of(3, 1, 8, 5, 1, 3),
        of(3, 1, 14, 4, 2, 2),
        of(5, 2, 4, 3, 2, 2),
        of(5, 2, 8, 1, 3, 3),
        of(5, 2, 14, 3, 5, 1),
        of(5, 2, 16, 5, 1, 2),
        of(5, 2, 28, 2, 4, 2),
        of(3, 1, 14, 16, 16, 1),
        of(5, 2, 8, 16, 3, 2),
        of(5, 2, 16, 16, 3, 9),
        of(5, 2, 32, 16, 2, 3),
        of(5, 2, 28, 16, 16, 1),
        of(5, 2, 6, 256, 272, 1),
        of(3, 1, 3, 544, 512, 1));
  }

  /** Kernels that the algorithm is not for. */
  static Stream<Case> otherCases() {
    return Stream.of(of(3, 2, 8, 3, 5, 2), of(5, 1, 8, 3, 5, 2), of(7, 2, 8, 3, 5, 2));
  }

  private static OpVariants winograd(WinogradTile tile) {
    return OpVariants.PLAIN.withWinograd(WinogradUse.always(tile));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenAKernel_whenComputedByWinogradsAlgorithm_thenAllThreeOperationsAreThoseOfPlainLoops(
      Case c) {
    try (Bench bench = new Bench()) {
      Operand<TFloat32> wide = c.wide(bench);
      Operand<TFloat32> narrow = c.narrow(bench);
      bench.parameter(c.parameter(), c.weights());
      for (WinogradTile tile : TILES) {
        StridedKernel<TFloat32> kernel = c.kernel(bench.builder(winograd(tile)));
        bench.want(tile + "/convolve", kernel.convolve(wide));
        bench.want(tile + "/transpose", kernel.transposeConvolve(narrow));
        bench.want(tile + "/gradient", kernel.kernelGradient(wide, narrow));
        StridedKernel<TFloat32> kept =
            c.kernel(bench.builder(winograd(tile)).keeping(bench.preparation()));
        bench.want(tile + "/kept", kept.convolve(wide));
      }
      bench.want(
          "plain gradient", c.kernel(bench.builder(OpVariants.PLAIN)).kernelGradient(wide, narrow));

      Function<String, float[]> results = bench.results();

      double[] weights = doubles(c.weights());
      double[] convolved = c.convolved(doubles(c.wide()), weights);
      double[] transposed = c.transposeConvolved(doubles(c.narrow()), weights);
      for (WinogradTile tile : TILES) {
        double tolerance = tolerance(tile);
        float[] gradient = results.apply(tile + "/gradient");
        assertClose(tile + "/convolve", results.apply(tile + "/convolve"), convolved, tolerance);
        assertClose(tile + "/kept", results.apply(tile + "/kept"), convolved, tolerance);
        assertClose(tile + "/transpose", results.apply(tile + "/transpose"), transposed, tolerance);
        assertClose(tile + "/gradient", gradient, results.apply("plain gradient"), tolerance);
        assertIsGradient(
            tile + "/gradient",
            gradient,
            at -> c.loss(doubles(c.wide()), at),
            weights,
            3,
            tolerance);
        assertIsGradient(
            tile + "/transpose",
            results.apply(tile + "/transpose"),
            at -> c.loss(at, weights),
            doubles(c.wide()),
            3,
            tolerance);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("otherCases")
  void givenAnotherKernel_whenWinogradsAlgorithmIsChosen_thenOperationsAreTheDirectOnes(Case c) {
    try (Bench bench = new Bench()) {
      Operand<TFloat32> wide = c.wide(bench);
      Operand<TFloat32> narrow = c.narrow(bench);
      bench.parameter(c.parameter(), c.weights());
      StridedKernel<TFloat32> kernel = c.kernel(bench.builder(winograd(WinogradTile.FOUR)));
      bench.want("convolve", kernel.convolve(wide));
      bench.want("transpose", kernel.transposeConvolve(narrow));
      bench.want("gradient", kernel.kernelGradient(wide, narrow));

      assertThat(bench.operations("MatMul")).isZero();
      assertThat(bench.operations("Conv2D")).isEqualTo(1);
      assertThat(bench.operations("Conv2DBackpropInput")).isEqualTo(1);
      assertThat(bench.operations("Conv2DBackpropFilter")).isEqualTo(1);
      assertClose(
          "convolve",
          bench.results().apply("convolve"),
          c.convolved(doubles(c.wide()), doubles(c.weights())),
          1e-5);
    }
  }

  @Test
  void givenBfloat16_whenWinogradsAlgorithmIsChosen_thenItIsNotUsed() {
    Case c = of(5, 2, 8, 2, 4, 2);
    try (Bench bench = new Bench()) {
      bench.parameter(c.parameter(), c.weights());
      GraphBuilder<TBfloat16> builder = bench.builder(TBfloat16.class, winograd(WinogradTile.FOUR));
      StridedKernel<TBfloat16> kernel = c.kernel(builder);
      Operand<TBfloat16> wide = builder.toActivations(c.wide(bench));

      kernel.convolve(wide);

      assertThat(bench.operations("MatMul")).isZero();
      assertThat(bench.operations("Conv2D")).isEqualTo(1);
    }
  }

  @Test
  void givenAllThreeOperations_whenBuiltForTwoBatches_thenEachOperandIsTransformedOnce() {
    Case c = of(5, 2, 8, 2, 4, 2);
    try (Bench bench = new Bench()) {
      bench.parameter(c.parameter(), c.weights());
      GraphBuilder<TFloat32> builder = bench.builder(winograd(WinogradTile.FOUR));
      for (int batch = 0; batch < 2; batch++) {
        StridedKernel<TFloat32> kernel = c.kernel(builder.in("batch" + batch));
        Operand<TFloat32> wide = c.wide(bench);
        Operand<TFloat32> narrow = c.narrow(bench);
        kernel.convolve(wide);
        kernel.transposeConvolve(narrow);
        kernel.kernelGradient(wide, narrow);
      }

      assertThat(bench.operations("MatMul"))
          .as(
              "the kernel's transform, and of each batch 36 products of two operations, two"
                  + " transforms to points and three back")
          .isEqualTo(1 + 2 * (2 * 36 + 2 + 3));
      assertThat(bench.operations("BatchMatMulV2")).as("of kernel gradients").isEqualTo(2);
      assertThat(bench.operations("Transpose")).as("of maps").isEqualTo(2 * 4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // kernel, stride, wide maps, and the rows of the transform for tiles of 2 and of 4
    "3, 1, 64, 16, 36",
    "5, 2, 3, 64, 144",
    "5, 2, 16, 49, 121",
    "5, 2, 256, 49, 121"
  })
  void givenAKernelOfManyMaps_whenTransformed_thenPhasesForWhichItIsZeroAreLeftOut(
      int kernel, int stride, int wideMaps, int rowsOfTwo, int rowsOfFour) {
    KernelShape shape = new KernelShape(kernel, stride, 8 * stride, wideMaps, 4);
    WinogradMatrices two = new WinogradMatrices(shape, WinogradTile.TWO);
    WinogradMatrices four = new WinogradMatrices(shape, WinogradTile.FOUR);

    assertThat(two.kernelRows()).isEqualTo(rowsOfTwo);
    assertThat(four.kernelRows()).isEqualTo(rowsOfFour);
    for (WinogradMatrices matrices : List.of(two, four)) {
      assertThat(matrices.kernel(1)).hasDimensions(matrices.kernelRows(), kernel * kernel);
      assertThat(withoutRowsOfZeros(matrices.kernel(1)))
          .isEqualTo(withoutRowsOfZeros(matrices.kernelOfAllPhases()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // kernel, stride, narrow side, wide and narrow maps, images, and whether the kernel comes first
    "5, 2, 4, 256, 512, 256, true",
    "5, 2, 4, 256, 512, 257, false",
    "5, 2, 4, 256, 256, 16, false",
    "5, 2, 8, 256, 512, 64, true",
    "5, 2, 8, 256, 512, 65, false",
    "3, 1, 8, 544, 512, 34, true",
    "3, 1, 8, 544, 512, 35, false",
    "5, 2, 16, 256, 512, 1, false"
  })
  void givenALargeKernel_whenTransposed_thenItComesFirstIfItIsFourTimesAsLargeAsTheMaps(
      int kernel,
      int stride,
      int narrowSide,
      int wideMaps,
      int narrowMaps,
      int images,
      boolean first) {
    KernelShape shape = new KernelShape(kernel, stride, narrowSide * stride, wideMaps, narrowMaps);

    assertThat(new WinogradMatrices(shape, WinogradTile.FOUR).isKernelFirst(images))
        .isEqualTo(first);
  }

  private static List<List<Float>> withoutRowsOfZeros(float[][] matrix) {
    return Arrays.stream(matrix)
        .map(Floats::asList)
        .filter(row -> row.stream().anyMatch(value -> value != 0))
        .toList();
  }

  @Test
  void givenTilesForOneKernelAndOperation_whenBuilt_thenTheOthersAreDirect() {
    Case chosen = of(5, 2, 8, 2, 4, 2);
    Case other = of(5, 2, 16, 2, 4, 2);
    OpVariants variants =
        OpVariants.PLAIN.withWinograd(
            new WinogradUse(
                Map.of(
                    chosen.shape(),
                    new WinogradTiles(WinogradTile.FOUR, WinogradTile.NONE, WinogradTile.NONE)),
                WinogradTiles.NONE));
    try (Bench bench = new Bench()) {
      bench.parameter(chosen.parameter(), chosen.weights());
      GraphBuilder<TFloat32> builder = bench.builder(variants);

      chosen.kernel(builder).convolve(chosen.wide(bench));
      assertThat(bench.operations("MatMul")).isEqualTo(36 + 3);
      assertThat(bench.operations("Conv2D")).isZero();

      chosen.kernel(builder).transposeConvolve(chosen.narrow(bench));
      other.kernel(builder).convolve(other.wide(bench));
      assertThat(bench.operations("MatMul")).isEqualTo(36 + 3);
      assertThat(bench.operations("Conv2D")).isEqualTo(1);
      assertThat(bench.operations("Conv2DBackpropInput")).isEqualTo(1);
    }
  }
}
