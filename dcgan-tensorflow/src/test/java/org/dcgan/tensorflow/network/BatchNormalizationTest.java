package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.assertIsGradient;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Batch normalization, by the batch and by the population, against its formula in double. */
class BatchNormalizationTest {
  private static final double ROUNDING = 2e-5;

  record Case(int count, int side, int units, double mean, double deviation, double epsilon) {
    long[] shape() {
      return new long[] {count, side, side, units};
    }

    float[] input() {
      return gaussian(count * side * side * units, mean, deviation, 1, hashCode());
    }

    float[] outputGradient() {
      return gaussian(count * side * side * units, 2, hashCode());
    }

    float[] gain() {
      return gaussian(units, 1, 0.5, 3, hashCode());
    }

    float[] bias() {
      return gaussian(units, 4, hashCode());
    }

    float[] populationMean() {
      return gaussian(units, mean, deviation, 5, hashCode());
    }

    float[] populationVariance() {
      float[] values = gaussian(units, 6, hashCode());
      for (int i = 0; i < units; i++) {
        values[i] = 0.1f + values[i] * values[i];
      }
      return values;
    }

    Maps maps(double[] values) {
      return new Maps(count, side, units, values);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(4, 1, 5, 0, 1, 1e-8), // after a projection: a unit of its own each
        new Case(3, 1, 3, 0, 1, 1e-5),
        new Case(1, 4, 3, 0, 1, 1e-8),
        new Case(3, 5, 1, 0, 1, 1e-8),
        new Case(4, 8, 5, 0, 1, 1e-8),
        new Case(2, 6, 3, 20, 0.5, 1e-8), // far from 0
        new Case(3, 4, 3, 0, 1e-3, 1e-5), // an epsilon that weighs
        new Case(2, 4, 3, 0, 1, 0.5));
  }

  /** A convolution's, since only its batch normalization is drawn. */
  private static LayerSpec layer(int units) {
    return new LayerSpec(
        "layer",
        LayerSpec.Kind.CONVOLUTION,
        new ConvolutionSpec(3, 1, units),
        1,
        1,
        units,
        true,
        LayerSpec.Activation.LINEAR);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenABatch_whenNormalizedByBatch_thenOutputStatisticsAndGradientsFollowTheFormulas(Case c) {
    LayerSpec layer = layer(c.units);
    ParameterSpec gain = layer.parameters().get(1);
    ParameterSpec bias = layer.parameters().get(2);
    try (Bench bench = new Bench()) {
      Operand<TFloat32> x = bench.input(c.input(), c.shape());
      Operand<TFloat32> dy = bench.input(c.outputGradient(), c.shape());
      bench.parameter(gain, c.gain());
      bench.parameter(bias, c.bias());
      List<BatchStatistics> gathered = new ArrayList<>();
      Layer.Pass<TFloat32> pass =
          new BatchNormalization<TFloat32>(
                  layer, c.epsilon, new BatchNormalization.Statistics.OfBatch(List.of(gathered)))
              .build(bench.builder(OpVariants.PLAIN), x);
      Gradients gradients = new Gradients();
      pass.parameterGradients(dy, gradients);
      bench.want("y", pass.output());
      bench.want("dx", pass.inputGradient(dy));
      bench.want("d", gradients);
      assertThat(gathered).extracting(BatchStatistics::layer).containsExactly("layer");
      bench.want("mean", gathered.get(0).mean());
      bench.want("variance", gathered.get(0).variance());
      Operand<TFloat32> g = bench.input(c.gain(), c.units);
      Operand<TFloat32> b = bench.input(c.bias(), c.units);
      var derivatives =
          bench.autodiff(
              PlainGraph.normalized(bench.tf(), x, new int[] {0, 1, 2}, g, b, c.epsilon),
              dy,
              List.of(x, g, b));
      bench.want("autodiff/dx", derivatives.get(0));
      bench.want("autodiff/dgain", derivatives.get(1));
      bench.want("autodiff/dbias", derivatives.get(2));

      Function<String, float[]> results = bench.results();

      // A mean of 20 costs float32 some digits of the deviations from it.
      double tolerance = ROUNDING * (1 + Math.abs(c.mean) / c.deviation);
      double[] input = doubles(c.input());
      double[] gains = doubles(c.gain());
      double[] biases = doubles(c.bias());
      double[] up = doubles(c.outputGradient());
      Maps maps = c.maps(input);
      assertClose(
          "y", results.apply("y"), maps.normalized(c.epsilon, gains, biases).values(), tolerance);
      assertClose("mean", results.apply("mean"), maps.means(), ROUNDING);
      assertClose("variance", results.apply("variance"), maps.variances(), tolerance);
      assertClose("dx", results.apply("dx"), results.apply("autodiff/dx"), 10 * tolerance);
      assertClose(
          "dgain", results.apply("d/layer/gain"), results.apply("autodiff/dgain"), tolerance);
      assertClose(
          "dbias", results.apply("d/layer/bias"), results.apply("autodiff/dbias"), ROUNDING);
      assertIsGradient(
          "dx",
          results.apply("dx"),
          at -> c.maps(at).normalized(c.epsilon, gains, biases).dot(up),
          input,
          5,
          10 * tolerance + 1e-4);
      assertIsGradient(
          "dgain",
          results.apply("d/layer/gain"),
          at -> maps.normalized(c.epsilon, at, biases).dot(up),
          gains,
          3,
          tolerance);
      assertIsGradient(
          "dbias",
          results.apply("d/layer/bias"),
          at -> maps.normalized(c.epsilon, gains, at).dot(up),
          biases,
          3,
          ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenAPopulation_whenABatchIsNormalizedByIt_thenOutputAndGradientsAreTheFormulas(Case c) {
    LayerSpec layer = layer(c.units);
    ParameterSpec gain = layer.parameters().get(1);
    ParameterSpec bias = layer.parameters().get(2);
    try (Bench bench = new Bench()) {
      Operand<TFloat32> x = bench.input(c.input(), c.shape());
      Operand<TFloat32> dy = bench.input(c.outputGradient(), c.shape());
      bench.parameter(gain, c.gain());
      bench.parameter(bias, c.bias());
      bench.variable("layer/population-mean", List.of(c.units), c.populationMean());
      bench.variable("layer/population-variance", List.of(c.units), c.populationVariance());
      Layer.Pass<TFloat32> pass =
          new BatchNormalization<TFloat32>(
                  layer, c.epsilon, new BatchNormalization.Statistics.OfPopulation())
              .build(bench.builder(OpVariants.PLAIN), x);
      Gradients gradients = new Gradients();
      pass.parameterGradients(dy, gradients);
      bench.want("y", pass.output());
      bench.want("dx", pass.inputGradient(dy));
      bench.want("d", gradients);

      Function<String, float[]> results = bench.results();

      double[] input = doubles(c.input());
      double[] gains = doubles(c.gain());
      double[] biases = doubles(c.bias());
      double[] up = doubles(c.outputGradient());
      double[] mean = doubles(c.populationMean());
      double[] variance = doubles(c.populationVariance());
      double tolerance = ROUNDING * (1 + Math.abs(c.mean));
      assertClose(
          "y",
          results.apply("y"),
          c.maps(input).normalized(mean, variance, c.epsilon, gains, biases).values(),
          tolerance);
      assertIsGradient(
          "dx",
          results.apply("dx"),
          at -> c.maps(at).normalized(mean, variance, c.epsilon, gains, biases).dot(up),
          input,
          5,
          ROUNDING);
      assertIsGradient(
          "dgain",
          results.apply("d/layer/gain"),
          at -> c.maps(input).normalized(mean, variance, c.epsilon, at, biases).dot(up),
          gains,
          3,
          tolerance);
      assertIsGradient(
          "dbias",
          results.apply("d/layer/bias"),
          at -> c.maps(input).normalized(mean, variance, c.epsilon, gains, at).dot(up),
          biases,
          3,
          ROUNDING);
    }
  }

  @Test
  void givenOneValuePerUnit_whenNormalizedByBatch_thenTheOutputIsTheBias() {
    LayerSpec layer = layer(3);
    try (Bench bench = new Bench()) {
      bench.parameter(layer.parameters().get(1), new float[] {1, 2, 3});
      bench.parameter(layer.parameters().get(2), new float[] {-1, 0, 5});
      List<BatchStatistics> gathered = new ArrayList<>();
      bench.want(
          "y",
          new BatchNormalization<TFloat32>(
                  layer, 1e-8, new BatchNormalization.Statistics.OfBatch(List.of(gathered)))
              .build(
                  bench.builder(OpVariants.PLAIN), bench.input(new float[] {7, 8, -9}, 1, 1, 1, 3))
              .output());
      bench.want("variance", gathered.get(0).variance());

      Function<String, float[]> results = bench.results();

      assertThat(results.apply("y")).containsExactly(-1, 0, 5);
      assertThat(results.apply("variance")).containsExactly(0, 0, 0);
    }
  }
}
