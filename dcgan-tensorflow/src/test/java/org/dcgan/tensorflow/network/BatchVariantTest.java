package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.tensorflow.network.WinogradTest.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Variants of inference: kept kernels, and graphs that leave the number of images open. Each
 * computes any number of images, also others than those that it is arranged for.
 */
class BatchVariantTest {
  private static final List<WinogradTile> TILES = List.of(WinogradTile.TWO, WinogradTile.FOUR);

  /** As in {@code WinogradTest}. */
  private static double tolerance(WinogradTile tile) {
    return tile == WinogradTile.FOUR ? 4e-5 : 1e-5;
  }

  /**
   * Sides that are and are not multiples of both tiles, and those of 14 and 16 with several rows of
   * tiles, whose products are separate or together.
   */
  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int count : new int[] {1, 16, 17}) {
      cases.add(new Case(new KernelShape(5, 2, 8, 16, 3), count));
      cases.add(new Case(new KernelShape(5, 2, 14, 3, 5), count));
      cases.add(new Case(new KernelShape(5, 2, 28, 2, 4), count));
      cases.add(new Case(new KernelShape(5, 2, 32, 16, 16), count));
      cases.add(new Case(new KernelShape(3, 1, 7, 3, 5), count));
      cases.add(new Case(new KernelShape(3, 1, 14, 4, 2), count));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenAKernel_whenComputedForBatchesOfAnySize_thenTheMapsAreThoseOfPlainLoops(Case c) {
    KernelShape shape = c.shape();
    try (Bench bench = new Bench()) {
      bench.parameter(c.parameter(), c.weights());
      Operand<TFloat32> wide =
          bench.inputOfAnyCount(
              c.wide(), c.count(), shape.wideSide(), shape.wideSide(), shape.wideMaps());
      Operand<TFloat32> narrow =
          bench.inputOfAnyCount(
              c.narrow(), c.count(), shape.narrowSide(), shape.narrowSide(), shape.narrowMaps());
      GraphBuilder<TFloat32> keeping =
          bench.builder(OpVariants.ONEDNN_AVX512).keeping(bench.preparation());
      for (WinogradTile tile : TILES) {
        for (int images : new int[] {1, 16, 1_000}) {
          StridedKernel<TFloat32> kernel =
              c.kernel(keeping.forBatches(BatchVariant.of(WinogradUse.always(tile), images)));
          String name = tile + " " + images;
          bench.want(name + "/convolve", kernel.convolve(wide));
          bench.want(name + "/transpose", kernel.transposeConvolve(narrow));
        }
      }
      StridedKernel<TFloat32> direct = c.kernel(keeping.forBatches(BatchVariant.DIRECT));
      assertThat(bench.operations("Conv2D")).isZero();
      bench.want("direct", direct.convolve(wide));
      assertThat(bench.operations("Conv2D")).isEqualTo(1);

      Function<String, float[]> results = bench.results();

      double[] convolved = c.convolved(doubles(c.wide()), doubles(c.weights()));
      double[] transposed = c.transposeConvolved(doubles(c.narrow()), doubles(c.weights()));
      assertClose("direct", results.apply("direct"), convolved, 1e-5);
      for (WinogradTile tile : TILES) {
        for (int images : new int[] {1, 16, 1_000}) {
          String name = tile + " " + images;
          assertClose(name, results.apply(name + "/convolve"), convolved, tolerance(tile));
          assertClose(name, results.apply(name + "/transpose"), transposed, tolerance(tile));
        }
      }
    }
  }

  @Test
  void givenSeveralVariants_whenBuilt_thenTheyShareTheKernelsThatTheyHaveInCommon() {
    Case c = new Case(new KernelShape(5, 2, 8, 2, 4), 2);
    try (Bench bench = new Bench()) {
      bench.parameter(c.parameter(), c.weights());
      Operand<TFloat32> wide = c.wide(bench);
      GraphBuilder<TFloat32> keeping = bench.builder(OpVariants.PLAIN).keeping(bench.preparation());
      long before = bench.operations("Assign");
      for (int images : new int[] {1, 16}) {
        BatchVariant variant = BatchVariant.of(WinogradUse.always(WinogradTile.FOUR), images);
        c.kernel(keeping.forBatches(variant)).convolve(wide);
        assertThat(bench.operations("Assign")).isEqualTo(before + 1);
      }
      c.kernel(keeping.forBatches(BatchVariant.DIRECT)).convolve(wide);
      assertThat(bench.operations("Assign")).as("a kernel as it is stored").isEqualTo(before + 1);
    }
  }

  @Test
  void givenRowsOfTiles_whenArrangedForFewImages_thenTheyArePutTogether() {
    // 8 rows of tiles of a kernel with many weights.
    Case c = new Case(new KernelShape(5, 2, 64, 16, 64), 1);
    long ofOne = products(c, 1);
    long ofMany = products(c, 1_000);

    // Beside the transforms of kernel and maps, one product for each of the 36 points.
    assertThat(ofMany - ofOne).isEqualTo(7 * 36);
  }

  private static long products(Case c, int images) {
    KernelShape shape = c.shape();
    try (Bench bench = new Bench()) {
      bench.parameter(c.parameter(), c.weights());
      GraphBuilder<TFloat32> builder =
          bench
              .builder(OpVariants.PLAIN)
              .keeping(bench.preparation())
              .forBatches(BatchVariant.of(WinogradUse.always(WinogradTile.FOUR), images));
      c.kernel(builder)
          .convolve(
              bench.inputOfAnyCount(
                  c.wide(), 1, shape.wideSide(), shape.wideSide(), shape.wideMaps()));
      return bench.operations("MatMul");
    }
  }

  @Test
  void givenNoKernelOfTheAlgorithm_whenAVariantIsMade_thenItIsTheDirectOne() {
    WinogradUse none =
        new WinogradUse(
            Map.of(new KernelShape(5, 2, 8, 2, 4), WinogradTiles.NONE), WinogradTiles.NONE);
    assertThat(BatchVariant.of(none, 16)).isEqualTo(BatchVariant.DIRECT);
    assertThat(BatchVariant.of(WinogradUse.NEVER, 1)).isEqualTo(BatchVariant.DIRECT);
    BatchVariant variant = BatchVariant.of(WinogradUse.always(WinogradTile.TWO), 16);
    assertThat(variant.images()).isEqualTo(16);
    assertThat(variant.winograd().isNever()).isFalse();
  }

  @Test
  void givenAnOperation_whenAskedForTiles_thenOnlyItsOwnIsByTheAlgorithm() {
    assertThat(ForwardOperation.CONVOLUTION.tiles(WinogradTile.FOUR))
        .isEqualTo(new WinogradTiles(WinogradTile.FOUR, WinogradTile.NONE, WinogradTile.NONE));
    assertThat(ForwardOperation.TRANSPOSED_CONVOLUTION.tiles(WinogradTile.TWO))
        .isEqualTo(new WinogradTiles(WinogradTile.NONE, WinogradTile.TWO, WinogradTile.NONE));
    LayerSpec layer = new KernelShape(5, 2, 8, 2, 4).layer();
    assertThat(ForwardOperation.of(layer)).isEqualTo(ForwardOperation.CONVOLUTION);
  }
}
