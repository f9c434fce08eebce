package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.network.WinogradTile.FOUR;
import static org.dcgan.tensorflow.network.WinogradTile.NONE;
import static org.dcgan.tensorflow.network.WinogradTile.TWO;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcgan.architecture.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses of Winograd's algorithm as text, and the memory that they take. */
class WinogradUseTest {
  private static final KernelShape INNERMOST = new KernelShape(5, 2, 8, 256, 512);
  private static final KernelShape UNSTRIDED = new KernelShape(3, 1, 32, 3, 64);

  private static WinogradUse only(KernelShape shape, WinogradTiles tiles) {
    return new WinogradUse(Map.of(shape, tiles), WinogradTiles.NONE);
  }

  @Test
  void givenAUse_whenWrittenAsTextAndRead_thenItIsTheSame() {
    WinogradUse use =
        new WinogradUse(
            Map.of(
                INNERMOST,
                new WinogradTiles(FOUR, FOUR, NONE),
                UNSTRIDED,
                new WinogradTiles(NONE, TWO, FOUR),
                new KernelShape(5, 2, 64, 3, 64),
                WinogradTiles.NONE),
            WinogradTiles.NONE);
    String text =
        "3x3/1 32x32x3 32x32x64: direct winograd2 winograd4;"
            + " 5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct";
    assertThat(use.toText()).isEqualTo(text);
    WinogradUse read = WinogradUse.parse(text);
    assertThat(read.toText()).isEqualTo(text);
    for (KernelShape shape : use.kernels().keySet()) {
      assertThat(read.of(shape)).isEqualTo(use.of(shape));
    }
    assertThat(use.isNever()).isFalse();
    assertThat(WinogradUse.parse("").isNever()).isTrue();
    assertThat(WinogradUse.NEVER.toText()).isEmpty();
    assertThat(only(INNERMOST, WinogradTiles.NONE).isNever()).isTrue();
    assertThat(WinogradUse.always(TWO).isNever()).isFalse();
  }

  @Test
  void givenAUse_whenRestrictedToSomeKernels_thenTheOthersAreDirect() {
    WinogradTiles tiles = new WinogradTiles(FOUR, FOUR, NONE);
    WinogradUse both =
        new WinogradUse(
            Map.of(INNERMOST, tiles, UNSTRIDED, WinogradTiles.all(TWO)), WinogradTiles.all(FOUR));
    assertThat(both.only(Set.of(INNERMOST))).isEqualTo(only(INNERMOST, tiles));
    KernelShape other = new KernelShape(5, 2, 64, 3, 64);
    assertThat(both.only(Set.of(INNERMOST, UNSTRIDED, other)))
        .isEqualTo(new WinogradUse(both.kernels(), WinogradTiles.NONE));
    assertThat(both.only(Set.of(other))).isEqualTo(WinogradUse.NEVER);
    assertThat(both.kernels()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5x5/2 8x8x256 4x4x512",
        "5x5/2 8x8x256 4x4x512: winograd4 winograd4",
        "5x5/2 8x8x256 4x4x512: winograd4 winograd4 fast",
        "5x5/2 8x8x256 8x8x512: winograd4 winograd4 direct",
        "5x5/1 8x8x256 8x8x512: winograd4 winograd4 direct",
        "3x3/2 8x8x256 4x4x512: winograd4 winograd4 direct",
        "5x5/2 8x8x9999999 4x4x512: winograd4 winograd4 direct",
        "5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct;",
        "5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct;"
            + " 5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct"
      })
  void givenAnotherText_whenRead_thenItIsRefused(String text) {
    assertThatThrownBy(() -> WinogradUse.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("winograd4");
  }

  @Test
  void givenBothNetworks_whenTheirKernelsAreListed_thenEachShapeIsThereOnce() {
    assertThat(KernelShape.ofWinograd(Architecture.builder().resolution(32).width(64).build()))
        .containsExactly(
            new KernelShape(5, 2, 32, 3, 64),
            new KernelShape(5, 2, 16, 64, 128),
            new KernelShape(5, 2, 8, 128, 256));
    // The 3x3 kernels of stride 2 gain nothing, and those of 7x7 have no matrices.
    assertThat(KernelShape.ofWinograd(Architecture.imagenet32(64)))
        .isNotEmpty()
        .allSatisfy(shape -> assertThat(shape.stride()).isEqualTo(1));
    assertThat(KernelShape.ofWinograd(Architecture.builder().resolution(32).kernel(7).build()))
        .isEmpty();
  }

  @Test
  void givenOneKernel_whenItsMemoryIsCounted_thenItIsThatOfItsTransforms() {
    Architecture architecture = Architecture.builder().resolution(64).width(64).build();
    int images = 128;
    // One tile of 6x6 points: wide maps of 4 phases, narrow maps, and the kernel.
    long wide = 36L * images * 4 * 256;
    long narrow = 36L * images * 512;
    // At 25 points the kernel has all phases, at 10 points two and at one point one. Of the wide
    // maps at the latter points, the phases are copied.
    long kernel = (25L * 4 + 10 * 2 + 1) * 256 * 512;
    long parts = (10L * 2 + 1) * images * 256;
    long graph = 5L << 20;
    // A direct step copies parts of so large a kernel, in both networks.
    long saved = 2 * (long) (5.8 * 25 * 256 * 512);
    // D keeps the wide maps of real and generated images, G its narrow maps; each has a kernel.
    // The kernel's gradient needs both maps, the products of the points and a copy of them.
    assertThat(WinogradMemory.bytes(architecture, images, only(INNERMOST, WinogradTiles.all(FOUR))))
        .isCloseTo(
            4 * (2 * kernel + 2 * (wide + parts) + narrow - saved)
                + (long) (4 * 1.7 * (wide + narrow + parts + 2 * kernel))
                + graph,
            within(8L));
    // Without a kernel gradient by the same tiles, no maps are kept.
    assertThat(
            WinogradMemory.bytes(
                architecture, images, only(INNERMOST, new WinogradTiles(FOUR, NONE, NONE))))
        .isCloseTo(
            4 * 2 * kernel
                + (long) (4 * 1.7 * Math.max(wide + parts + 2 * narrow, narrow + 2 * wide))
                + graph,
            within(8L));
    assertThat(WinogradMemory.bytes(architecture, images, WinogradUse.NEVER)).isZero();
  }

  @Test
  void givenInference_whenItsMemoryIsCounted_thenItIsThatOfKeptKernelsAndOfTheLargestPass() {
    Architecture architecture = Architecture.builder().resolution(64).width(64).build();
    int images = 64;
    long kernel = (25L * 4 + 10 * 2 + 1) * 256 * 512;
    long wide = 36L * images * 4 * 256;
    long parts = (10L * 2 + 1) * images * 256;
    long narrow = 36L * images * 512;
    long graph = 5L << 20;
    BatchVariant ofDiscriminator =
        BatchVariant.of(only(INNERMOST, ForwardOperation.CONVOLUTION.tiles(FOUR)), 32);
    assertThat(
            WinogradMemory.ofInference(architecture.discriminatorLayers(), images, ofDiscriminator))
        .isCloseTo(4 * kernel + (long) (4 * 1.7 * (wide + parts + 2 * narrow)) + graph, within(8L));
    // G has a kernel of the same shape, for which nothing was chosen.
    assertThat(WinogradMemory.ofInference(architecture.generatorLayers(), images, ofDiscriminator))
        .isZero();
    BatchVariant ofGenerator =
        BatchVariant.of(only(INNERMOST, ForwardOperation.TRANSPOSED_CONVOLUTION.tiles(FOUR)), 32);
    assertThat(WinogradMemory.ofInference(architecture.generatorLayers(), images, ofGenerator))
        .isCloseTo(4 * kernel + (long) (4 * 1.7 * (narrow + 2 * wide)) + graph, within(8L));
    // Kernels of several layers are all kept, while passes follow each other.
    BatchVariant all = BatchVariant.of(WinogradUse.always(FOUR), 32);
    long kernels = 0;
    for (int layer = 1; layer < 4; layer++) {
      kernels += 121L * (32 << layer) * (64 << layer);
    }
    kernels += 144L * 3 * 64;
    assertThat(WinogradMemory.ofInference(architecture.discriminatorLayers(), images, all))
        .isBetween(4 * kernels + graph, 4 * kernels + (400L << 20));
    assertThat(
            WinogradMemory.ofInference(
                architecture.discriminatorLayers(), images, BatchVariant.DIRECT))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // px, width, batch, tile, and what a step was measured to take more than a direct one, in MB
    "32, 64, 128, FOUR, 233",
    "64, 64, 128, FOUR, 747"
  })
  void givenMeasuredSteps_whenTheirMemoryIsPredicted_thenItIsClose(
      int side, int width, int images, WinogradTile tile, double measured) {
    Architecture architecture = Architecture.builder().resolution(side).width(width).build();
    assertThat(WinogradMemory.bytes(architecture, images, WinogradUse.always(tile)) / 1e6)
        .isCloseTo(measured, within(Math.max(15, 0.1 * measured)));
  }

  @ParameterizedTest
  @CsvSource({
    // as above, of steps in which real and generated images pass D together
    "32, 64, 16, FOUR, 106",
    "32, 64, 16, TWO, 74",
    "64, 64, 16, FOUR, 280",
    "64, 64, 16, TWO, 156"
  })
  void givenMeasuredStepsOfFewImages_whenTheirMemoryIsPredicted_thenItIsNotTooLittle(
      int side, int width, int images, WinogradTile tile, double measured) {
    Architecture architecture = Architecture.builder().resolution(side).width(width).build();
    assertThat(DiscriminatorBatches.suitTogether(architecture, images)).isTrue();
    assertThat(WinogradMemory.bytes(architecture, images, WinogradUse.always(tile)) / 1e6)
        .isBetween(0.9 * measured, 1.4 * measured);
  }

  @Test
  void givenLittleMemory_whenKernelsAreSelected_thenThoseThatSaveMostAreTaken() {
    Architecture architecture = Architecture.builder().resolution(32).width(64).build();
    List<WinogradMemory.Candidate> candidates = new ArrayList<>();
    for (KernelShape shape : KernelShape.ofWinograd(architecture)) {
      candidates.add(
          new WinogradMemory.Candidate(
              shape, WinogradTiles.all(FOUR), shape.wideMaps() == 64 ? 5 : 3));
    }
    long bytes = WinogradMemory.bytes(architecture, 16, WinogradUse.always(FOUR));
    assertThat(WinogradMemory.within(architecture, 16, candidates, bytes).kernels()).hasSize(3);
    // Two of the three fit, among them the one that saves more than the others.
    assertThat(WinogradMemory.within(architecture, 16, candidates, bytes - 1).kernels().keySet())
        .extracting(KernelShape::wideMaps)
        .hasSize(2)
        .contains(64);
    assertThat(WinogradMemory.within(architecture, 16, candidates, 0)).isEqualTo(WinogradUse.NEVER);
  }
}
