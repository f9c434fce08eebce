package org.dcgan.tensorflow.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.dcgan.ResourceLimitException;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.dcgan.tensorflow.runtime.Hardware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operations of a kernel are timed one by one on this machine. */
class KernelTimingsTest {

  @ParameterizedTest
  @CsvSource({"5, 2, 8, 4, 8", "3, 1, 6, 3, 5"})
  void givenAKernel_whenMeasured_thenEveryOperationTakesTime(
      int kernel, int stride, int wideSide, int wideMaps, int narrowMaps) {
    KernelShape shape = new KernelShape(kernel, stride, wideSide, wideMaps, narrowMaps);
    KernelCosts costs =
        KernelTimings.measure(shape, 4, Hardware.choose(Models.RUNTIME), Duration.ZERO);
    assertThat(costs.factor()).isEqualTo(1);
    assertThat(costs.times().get(WinogradTile.NONE)).hasSize(3);
    assertThat(costs.times().get(WinogradTile.TWO)).hasSize(6);
    assertThat(costs.times().get(WinogradTile.FOUR)).hasSize(6);
    costs
        .times()
        .values()
        .forEach(times -> assertThat(times.values()).allSatisfy(t -> assertThat(t).isPositive()));
    for (WinogradTile tile : WinogradTile.values()) {
      assertThat(costs.of(WinogradTiles.all(tile), new KernelLayers(0, 1, 1)))
          .isPositive()
          .isFinite();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5, 2, 8, 4, 8, CONVOLUTION",
    "5, 2, 28, 4, 8, TRANSPOSED_CONVOLUTION",
    "3, 1, 6, 3, 5, CONVOLUTION",
    "3, 1, 14, 3, 5, TRANSPOSED_CONVOLUTION"
  })
  void givenAKernel_whenItsForwardPassIsMeasured_thenItTakesTimeByEachAlgorithm(
      int kernel,
      int stride,
      int wideSide,
      int wideMaps,
      int narrowMaps,
      ForwardOperation operation) {
    KernelShape shape = new KernelShape(kernel, stride, wideSide, wideMaps, narrowMaps);
    for (BatchSize batch : BatchSize.values()) {
      ForwardCosts costs =
          KernelTimings.forward(
              shape, operation, batch.measured(), Hardware.choose(Models.RUNTIME), Duration.ZERO);
      assertThat(costs.times()).containsOnlyKeys(WinogradTile.values());
      assertThat(costs.times().values()).allSatisfy(time -> assertThat(time).isPositive());
    }
  }

  @Test
  void givenAPassForWhichMemoryDoesNotSuffice_whenMeasured_thenItIsRefusedWithTheNumbers() {
    KernelShape huge = new KernelShape(5, 2, 256, 60_000, 60_000);
    for (ForwardOperation operation : ForwardOperation.values()) {
      assertThatThrownBy(
              () ->
                  KernelTimings.forward(
                      huge, operation, 1, Hardware.choose(Models.RUNTIME), Duration.ZERO))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll(
              "measuring the convolutions of 5x5/2, 256x256x60000", "with 1 images", "MB left");
    }
  }

  @Test
  void givenAKernelForWhichMemoryDoesNotSuffice_whenMeasured_thenItIsRefusedWithTheNumbers() {
    KernelShape huge = new KernelShape(5, 2, 256, 60_000, 60_000);
    assertThatThrownBy(
            () -> KernelTimings.measure(huge, 128, Hardware.choose(Models.RUNTIME), Duration.ZERO))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll(
            "measuring the convolutions of 5x5/2, 256x256x60000",
            "with 16 images",
            "MB left",
            "smaller batch");
  }

  @Test
  void givenALargeKernel_whenMeasured_thenFewerImagesAreUsedButNotTooFew() {
    // 52 million multiply-adds for an image.
    KernelShape faces = new KernelShape(5, 2, 16, 128, 256);
    assertThat(faces.multiplyAdds()).isEqualTo(25L * 128 * 256 * 8 * 8);
    assertThat(KernelTimings.images(faces, 16)).isEqualTo(16);
    assertThat(KernelTimings.images(faces, 128)).isEqualTo(57);
    assertThat(KernelTimings.images(new KernelShape(5, 2, 64, 512, 1024), 128)).isEqualTo(16);
    assertThat(KernelTimings.images(new KernelShape(5, 2, 64, 512, 1024), 8)).isEqualTo(8);
  }
}
