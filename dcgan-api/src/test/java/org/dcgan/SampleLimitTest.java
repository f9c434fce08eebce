package org.dcgan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dcgan.image.ImageShape;
import org.junit.jupiter.api.Test;

/** The heap holds twice the images of a call, their latents and labels. */
class SampleLimitTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);
  private static final long HEAP = 256L << 20;
  private static final int VALUES = 16 * 16 * 3;

  private static int count(double shareOfHeap) {
    return (int) (shareOfHeap * HEAP / 4 / VALUES);
  }

  @Test
  void givenImagesOfAFewTenthsOfTheHeap_whenChecked_thenTheyAreAccepted() {
    SampleLimit.check(count(0.4), SHAPE, 100, 0, HEAP);
  }

  @Test
  void givenImagesOfMoreThanHalfOfTheHeap_whenChecked_thenTheyAreRefused() {
    for (double share : new double[] {0.5, 0.6, 0.9, 0.99}) {
      assertThatThrownBy(() -> SampleLimit.check(count(share), SHAPE, 100, 0, HEAP))
          .as("%s of the heap", share)
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("16x16x3", "256 MB (-Xmx)", "sampleInBatches");
    }
  }

  @Test
  void givenManyClasses_whenChecked_thenTheirLabelsCount() {
    SampleLimit.check(10_000, SHAPE, 100, 10, HEAP);
    assertThatThrownBy(() -> SampleLimit.check(10_000, SHAPE, 100, 10_000, HEAP))
        .isInstanceOf(ResourceLimitException.class);
  }

  @Test
  void givenLatentsThatDoNotFit_whenChecked_thenTheyAreRefusedWithTheRemedy() {
    SampleLimit.checkLatents(100_000, 100, HEAP);
    for (int count : new int[] {1_000_000, 100_000_000, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> SampleLimit.checkLatents(count, 100, HEAP))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("latents of 100 dimensions", "256 MB (-Xmx)", "fewer at a time");
    }
  }
}
