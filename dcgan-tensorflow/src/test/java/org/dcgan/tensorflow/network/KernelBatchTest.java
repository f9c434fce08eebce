package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.network.WinogradTile.FOUR;
import static org.dcgan.tensorflow.network.WinogradTile.TWO;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Gradients of a kernel over two batches, with joined maps or not, against TensorFlow's. */
class KernelBatchTest {

  /**
   * A kernel, the images of each batch, and whether the batches are joined.
   *
   * @param variants direct or by Winograd's algorithm
   */
  record Case(
      String name, OpVariants variants, KernelShape shape, List<Integer> counts, boolean joins) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static OpVariants winograd(WinogradTile tile) {
    return OpVariants.PLAIN.withWinograd(WinogradUse.always(tile));
  }

  static Stream<Case> cases() {
    KernelShape small = new KernelShape(5, 2, 4, 16, 16);
    return Stream.of(
        new Case("plain", OpVariants.PLAIN, small, List.of(2, 2), true),
        new Case("dilated", OpVariants.ONEDNN_AVX512, small, List.of(2, 2), true),
        new Case("of different sizes", OpVariants.ONEDNN_AVX512, small, List.of(2, 3), false),
        new Case(
            "by windows",
            new OpVariants(
                OpVariants.TransposedConvolution.PHASES,
                OpVariants.KernelGradient.NATIVE,
                1,
                OpVariants.LeakyGradient.IN_TWO),
            small,
            List.of(2, 2),
            true),
        new Case(
            "few weights", OpVariants.PLAIN, new KernelShape(5, 2, 16, 2, 2), List.of(2, 2), false),
        new Case(
            "one product", winograd(FOUR), new KernelShape(5, 2, 8, 16, 16), List.of(2, 2), true),
        new Case(
            "one product, tiles of 2",
            winograd(TWO),
            new KernelShape(5, 2, 8, 128, 128),
            List.of(2, 2),
            true),
        new Case(
            "a product for each point",
            winograd(FOUR),
            new KernelShape(5, 2, 16, 128, 128),
            List.of(5, 5),
            true),
        new Case(
            "few weights at the points",
            winograd(FOUR),
            new KernelShape(5, 2, 16, 4, 4),
            List.of(2, 2),
            false));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenTwoBatches_whenTheirGradientIsSummed_thenItIsTheSumOfBoth(Case c) {
    try (Bench bench = new Bench()) {
      LayerSpec layer = c.shape.layer();
      ParameterSpec weights = layer.parameters().get(0);
      bench.parameter(weights, gaussian(Math.toIntExact(weights.size()), 1));
      Gradients gradients = new Gradients();
      for (int i = 0; i < c.counts.size(); i++) {
        Operand<TFloat32> wide = maps(bench, c, i, c.shape.wideSide(), c.shape.wideMaps());
        Operand<TFloat32> narrow = maps(bench, c, i, c.shape.narrowSide(), c.shape.narrowMaps());
        bench.want(
            "plain" + i, kernel(bench, layer, c, OpVariants.PLAIN).kernelGradient(wide, narrow));
        gradients.add(
            weights, new KernelBatch<>(kernel(bench, layer, c, c.variants), wide, narrow));
      }
      bench.want("sum", gradients);

      assertThat(bench.operations("AddN")).isEqualTo(c.joins ? 0 : 1);
      Function<String, float[]> results = bench.results();
      List<float[]> terms = new ArrayList<>();
      for (int i = 0; i < c.counts.size(); i++) {
        terms.add(results.apply("plain" + i));
      }
      float[] expected = new float[Math.toIntExact(weights.size())];
      terms.forEach(
          term -> {
            for (int i = 0; i < expected.length; i++) {
              expected[i] += term[i];
            }
          });
      assertClose("sum", results.apply("sum/" + weights.name()), expected, 4e-5);
    }
  }

  private static Operand<TFloat32> maps(Bench bench, Case c, int batch, int side, int count) {
    int images = c.counts.get(batch);
    return bench.input(
        gaussian(images * side * side * count, 10 * batch + side), images, side, side, count);
  }

  private static StridedKernel<TFloat32> kernel(
      Bench bench, LayerSpec layer, Case c, OpVariants variants) {
    return new StridedKernel<>(
        bench.builder(variants),
        layer.parameters().get(0),
        layer.convolution(),
        c.shape.wideSide(),
        c.shape.wideMaps(),
        c.shape.narrowMaps());
  }
}
