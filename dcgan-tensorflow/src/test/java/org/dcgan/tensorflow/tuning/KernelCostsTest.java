package org.dcgan.tensorflow.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.network.KernelOperations.Part;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.junit.jupiter.api.Test;

/** The cost of a step follows from the times of single operations and transforms. */
class KernelCostsTest {
  private static final WinogradTile NONE = WinogradTile.NONE;
  private static final WinogradTile TWO = WinogradTile.TWO;
  private static final WinogradTile FOUR = WinogradTile.FOUR;

  private static final WinogradTiles FOURS = WinogradTiles.all(FOUR);

  /** A layer of D that is not its first. */
  private static final KernelLayers INNER = new KernelLayers(0, 1, 0);

  private static Map<Part, Double> direct(double convolution, double transposed, double gradient) {
    Map<Part, Double> times = new EnumMap<>(Part.class);
    times.put(Part.CONVOLUTION, convolution);
    times.put(Part.TRANSPOSED_CONVOLUTION, transposed);
    times.put(Part.KERNEL_GRADIENT, gradient);
    return times;
  }

  /** Transforms of 4 (kernel), 2 (wide) and 1 (narrow), and operations of 10 without them. */
  private static Map<Part, Double> tile(double each) {
    Map<Part, Double> times = direct(each + 4 + 2, each + 4 + 1, each + 2 + 1);
    times.put(Part.KERNEL_TRANSFORM, 4.0);
    times.put(Part.WIDE_TRANSFORM, 2.0);
    times.put(Part.NARROW_TRANSFORM, 1.0);
    return times;
  }

  private static KernelCosts costs(Map<Part, Double> direct, double factor) {
    return new KernelCosts(Map.of(NONE, direct, TWO, tile(20), FOUR, tile(10)), factor);
  }

  @Test
  void givenTimesOfParts_whenAStepIsComputed_thenSharedTransformsCountOnce() {
    // Direct times are of two convolutions, of three transposed ones, and of one kernel gradient.
    KernelCosts costs = costs(direct(50, 90, 30), 1);
    assertThat(costs.of(WinogradTiles.NONE, INNER)).isEqualTo(50 + 90 + 2 * 30);
    // One transform of the kernel, two of wide and three of narrow maps, seven operations.
    assertThat(costs.of(FOURS, INNER)).isEqualTo(4 + 2 * 2 + 3 * 1 + 7 * 10);
    assertThat(costs.of(new WinogradTiles(NONE, FOUR, NONE), INNER))
        .isEqualTo(50 + (4 + 3 * 1 + 3 * 10) + 2 * 30);
    // The kernel's gradient needs both maps, but not the transformed kernel.
    assertThat(costs.of(new WinogradTiles(NONE, NONE, FOUR), INNER))
        .isEqualTo(50 + 90 + 2 * 2 + 2 * 1 + 2 * 10);
    // Different tiles share nothing.
    assertThat(costs.of(new WinogradTiles(TWO, FOUR, FOUR), INNER))
        .isEqualTo((4 + 2 * 2 + 2 * 20) + (4 + 3 * 1 + 3 * 10) + (2 * 2 + 2 * 10));
  }

  @Test
  void givenLayersOfBothNetworks_whenAStepIsComputed_thenEachOfTheirPassesCounts() {
    KernelCosts costs = costs(direct(50, 90, 30), 1);
    // D's first layer has one input gradient, that of G's loss; G's has one of each operation.
    KernelLayers outer = new KernelLayers(1, 0, 1);
    assertThat(costs.of(WinogradTiles.NONE, outer)).isEqualTo(3 * 25 + 2 * 30 + 3 * 30);
    // Output gradients: two of D's loss for the kernel, one of G's loss, and G's input.
    assertThat(costs.of(FOURS, outer)).isEqualTo(2 * 4 + 3 * 2 + (2 + 1 + 1) * 1 + 8 * 10);
    assertThat(costs.of(new WinogradTiles(NONE, FOUR, NONE), outer))
        .isEqualTo(3 * 25 + (2 * 4 + (1 + 1) * 1 + 2 * 10) + 3 * 30);
  }

  @Test
  void givenAnArchitecture_whenItsKernelsAreCounted_thenTheFirstLayerIsKnown() {
    Architecture mirrored = Architecture.builder().resolution(32).width(64).build();
    assertThat(KernelLayers.of(mirrored))
        .containsExactly(
            Map.entry(new KernelShape(5, 2, 32, 3, 64), new KernelLayers(1, 0, 1)),
            Map.entry(new KernelShape(5, 2, 16, 64, 128), new KernelLayers(0, 1, 1)),
            Map.entry(new KernelShape(5, 2, 8, 128, 256), new KernelLayers(0, 1, 1)));
  }

  @Test
  void givenFewerImagesThanAStep_whenAStepIsComputed_thenOnlyTheKernelsTransformStays() {
    KernelCosts costs = costs(direct(50, 90, 30), 2.5);
    assertThat(costs.of(WinogradTiles.NONE, INNER)).isEqualTo(2.5 * 200, within(1e-9));
    assertThat(costs.of(FOURS, INNER)).isEqualTo(4 + 2.5 * (2 * 2 + 3 * 1 + 7 * 10), within(1e-9));
  }

  @Test
  void givenOneSlowOperation_whenTheFastestIsChosen_thenOnlyThatOneIsReplaced() {
    assertThat(costs(direct(10, 90, 5), 1).fastest(INNER, 0.05))
        .isEqualTo(new WinogradTiles(NONE, FOUR, NONE));
    assertThat(costs(direct(50, 90, 40), 1).fastest(INNER, 0.05)).isEqualTo(FOURS);
  }

  @Test
  void givenASmallSaving_whenTheFastestIsChosen_thenTheTableStays() {
    KernelCosts slightly = costs(direct(20, 39, 10), 1);
    WinogradTiles saving = new WinogradTiles(NONE, FOUR, NONE);
    // 79 directly; 20 + 37 + 2 * 10 = 77 with the transposed convolutions by tiles.
    assertThat(slightly.of(WinogradTiles.NONE, INNER)).isEqualTo(79);
    assertThat(slightly.of(saving, INNER)).isEqualTo(77);
    assertThat(slightly.fastest(INNER, 0.05)).isEqualTo(WinogradTiles.NONE);
    assertThat(slightly.fastest(INNER, 0)).isEqualTo(saving);
  }

  @Test
  void givenAMissingTime_whenAStepIsComputed_thenThePartIsNamed() {
    assertThatThrownBy(() -> new KernelCosts(Map.of(NONE, direct(1, 1, 1)), 1).of(FOURS, INNER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("KERNEL_TRANSFORM");
  }
}
