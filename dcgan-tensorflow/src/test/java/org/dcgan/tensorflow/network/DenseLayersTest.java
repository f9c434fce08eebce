package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.assertIsGradient;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.reference.Maps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/** Projection, score and nonlinearities: all layers that are no convolutions. */
class DenseLayersTest {
  private static final double ROUNDING = 2e-5;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 7, 3", "4, 100, 5"})
  void givenAProjection_whenBuilt_thenItAndItsGradientsAreThoseOfAMatrixProduct(
      int count, int latentDim, int maps) {
    LayerSpec layer =
        new LayerSpec(
            "layer",
            LayerSpec.Kind.PROJECTION,
            new ConvolutionSpec(0, 1, maps),
            latentDim,
            4,
            maps,
            false,
            LayerSpec.Activation.LINEAR);
    ParameterSpec weights = layer.parameters().get(0);
    int units = 16 * maps;
    float[] z = gaussian(count * latentDim, 1);
    float[] matrix = gaussian(latentDim * units, 2);
    float[] up = gaussian(count * units, 3);
    try (Bench bench = new Bench()) {
      bench.parameter(weights, matrix);
      Operand<TFloat32> x = bench.input(z, count, latentDim);
      Operand<TFloat32> dy = bench.input(up, count, 1, 1, units);
      Layer.Pass<TFloat32> pass =
          new Projection<TFloat32>(layer).build(bench.builder(OpVariants.ONEDNN_AVX512), x);
      Gradients gradients = new Gradients();
      pass.parameterGradients(dy, gradients);
      bench.want("y", pass.output());
      bench.want("dx", pass.inputGradient(dy));
      bench.want("d", gradients);
      Operand<TFloat32> w = bench.input(matrix, latentDim, units);
      var derivatives =
          bench.autodiff(
              bench.tf().linalg.matMul(x, w),
              bench.tf().reshape(dy, bench.tf().constant(new int[] {count, units})),
              List.of(x, w));
      bench.want("autodiff/dx", derivatives.get(0));
      bench.want("autodiff/dw", derivatives.get(1));

      Function<String, float[]> results = bench.results();

      Function<double[], Maps> rows = at -> new Maps(count, 1, latentDim, at);
      assertClose(
          "y", results.apply("y"), rows.apply(doubles(z)).times(doubles(matrix), units), ROUNDING);
      assertClose("dx", results.apply("dx"), results.apply("autodiff/dx"), ROUNDING);
      assertClose("dw", results.apply("d/layer/weights"), results.apply("autodiff/dw"), ROUNDING);
      assertIsGradient(
          "dx",
          results.apply("dx"),
          at ->
              new Maps(count, 1, units, rows.apply(at).times(doubles(matrix), units))
                  .dot(doubles(up)),
          doubles(z),
          5,
          ROUNDING);
      assertIsGradient(
          "dw",
          results.apply("d/layer/weights"),
          at -> new Maps(count, 1, units, rows.apply(doubles(z)).times(at, units)).dot(doubles(up)),
          doubles(matrix),
          5,
          ROUNDING);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 1", "3, 4, 5", "4, 2, 3"})
  void givenAScore_whenBuilt_thenItAndItsGradientsAreThoseOfADotProduct(
      int count, int side, int maps) {
    int inputs = side * side * maps;
    LayerSpec layer =
        new LayerSpec(
            "layer",
            LayerSpec.Kind.SCORE,
            new ConvolutionSpec(0, 1, 1),
            inputs,
            1,
            1,
            false,
            LayerSpec.Activation.LINEAR);
    float[] values = gaussian(count * inputs, 1);
    float[] column = gaussian(inputs, 2);
    float[] up = gaussian(count, 3);
    try (Bench bench = new Bench()) {
      bench.parameter(layer.parameters().get(0), column);
      Operand<TFloat32> x = bench.input(values, count, side, side, maps);
      Operand<TFloat32> dy = bench.input(up, count, 1);
      GraphBuilder<TFloat32> builder = bench.builder(OpVariants.ONEDNN_AVX512);
      Score<TFloat32> score = new Score<>(layer);
      Gradients gradients = new Gradients();
      score.parameterGradients(builder, x, dy, gradients);
      bench.want("y", score.logits(builder, x));
      bench.want("dx", score.inputGradient(builder, x, dy));
      bench.want("d", gradients);
      Operand<TFloat32> w = bench.input(column, inputs, 1);
      var tf = bench.tf();
      var derivatives =
          bench.autodiff(
              tf.linalg.matMul(tf.reshape(x, tf.constant(new int[] {count, inputs})), w),
              dy,
              List.of(x, w));
      bench.want("autodiff/dx", derivatives.get(0));
      bench.want("autodiff/dw", derivatives.get(1));

      Function<String, float[]> results = bench.results();

      Function<double[], Function<double[], Maps>> loop =
          at -> w2 -> new Maps(count, 1, 1, new Maps(count, side, maps, at).times(w2, 1));
      double[] input = doubles(values);
      double[] weights = doubles(column);
      assertClose("y", results.apply("y"), loop.apply(input).apply(weights).values(), ROUNDING);
      assertClose("dx", results.apply("dx"), results.apply("autodiff/dx"), ROUNDING);
      assertClose("dw", results.apply("d/layer/weights"), results.apply("autodiff/dw"), ROUNDING);
      assertIsGradient(
          "dx",
          results.apply("dx"),
          at -> loop.apply(at).apply(weights).dot(doubles(up)),
          input,
          5,
          ROUNDING);
      assertIsGradient(
          "dw",
          results.apply("d/layer/weights"),
          at -> loop.apply(input).apply(at).dot(doubles(up)),
          weights,
          5,
          ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.5, 0.99})
  void givenASlope_whenRectified_thenNegativeValuesAndTheirGradientsAreMultipliedByIt(
      double slope) {
    float[] values = gaussian(2 * 5 * 5 * 3, 1);
    float[] up = gaussian(values.length, 2);
    try (Bench bench = new Bench()) {
      Operand<TFloat32> x = bench.input(values, 2, 5, 5, 3);
      Operand<TFloat32> dy = bench.input(up, 2, 5, 5, 3);
      Layer.Pass<TFloat32> pass =
          new Rectifier<TFloat32>(slope).build(bench.builder(OpVariants.ONEDNN_AVX512), x);
      bench.want("y", pass.output());
      bench.want("dx", pass.inputGradient(dy));
      bench.want(
          "autodiff/dx",
          bench
              .autodiff(bench.tf().nn.leakyRelu(x, LeakyRelu.alpha((float) slope)), dy, List.of(x))
              .get(0));

      Function<String, float[]> results = bench.results();

      Maps maps = new Maps(2, 5, 3, doubles(values));
      assertClose("y", results.apply("y"), maps.rectified(slope).values(), 1e-7);
      assertClose("dx", results.apply("dx"), results.apply("autodiff/dx"), 1e-7);
      assertIsGradient(
          "dx",
          results.apply("dx"),
          at -> new Maps(2, 5, 3, at).rectified(slope).dot(doubles(up)),
          doubles(values),
          20,
          1e-6);
    }
  }

  static Stream<Arguments> slopesAndForms() {
    return Stream.of(0.0, 0.2, 0.5)
        .flatMap(
            slope ->
                Stream.of(OpVariants.PLAIN, OpVariants.ONEDNN_AVX512)
                    .map(variants -> Arguments.of(slope, variants)));
  }

  @ParameterizedTest
  @MethodSource("slopesAndForms")
  void givenBfloat16_whenRectified_thenTheGradientIsFloat32sButForRounding(
      double slope, OpVariants variants) {
    float[] values = gaussian(2 * 5 * 5 * 3, 1);
    float[] up = gaussian(values.length, 2);
    try (Bench bench = new Bench()) {
      GraphBuilder<TBfloat16> builder = bench.builder(TBfloat16.class, variants);
      Layer.Pass<TBfloat16> pass =
          new Rectifier<TBfloat16>(slope)
              .build(builder, builder.toActivations(bench.input(values, 2, 5, 5, 3)));
      bench.want("y", builder.toFloat(pass.output()));
      bench.want(
          "dx",
          builder.toFloat(pass.inputGradient(builder.toActivations(bench.input(up, 2, 5, 5, 3)))));

      Function<String, float[]> results = bench.results();

      double[] expected = new double[up.length];
      for (int i = 0; i < up.length; i++) {
        expected[i] = values[i] > 0 ? up[i] : slope * up[i];
      }
      assertClose(
          "y",
          results.apply("y"),
          new Maps(2, 5, 3, doubles(values)).rectified(slope).values(),
          0.01);
      assertClose("dx", results.apply("dx"), expected, 0.01);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 1", "3, 4, 5"})
  void givenUnits_whenReshapedToMapsAndBack_thenTheOrderIsRowColumnMap(
      int count, int side, int maps) {
    float[] values = gaussian(count * side * side * maps, 1);
    try (Bench bench = new Bench()) {
      Layer.Pass<TFloat32> pass =
          new Reshaping<TFloat32>(side, maps)
              .build(
                  bench.builder(OpVariants.ONEDNN_AVX512),
                  bench.input(values, count, 1, 1, (long) side * side * maps));
      // Map 0 alone: that the last axis is the map shows in what is cut out.
      var tf = bench.tf();
      bench.want(
          "map 0",
          tf.slice(
              pass.output(),
              tf.constant(new int[] {0, 0, 0, 0}),
              tf.constant(new int[] {count, side, side, 1})));
      bench.want("back", pass.inputGradient(pass.output()));

      Function<String, float[]> results = bench.results();

      float[] first = new float[count * side * side];
      for (int i = 0; i < first.length; i++) {
        first[i] = values[i * maps];
      }
      assertThat(results.apply("map 0")).containsExactly(first);
      assertThat(results.apply("back")).containsExactly(values);
    }
  }
}
