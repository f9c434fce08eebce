package org.dcgan.tensorflow.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.network.ForwardOperation.CONVOLUTION;
import static org.dcgan.tensorflow.network.ForwardOperation.TRANSPOSED_CONVOLUTION;
import static org.dcgan.tensorflow.network.WinogradTile.FOUR;
import static org.dcgan.tensorflow.network.WinogradTile.NONE;
import static org.dcgan.tensorflow.network.WinogradTile.TWO;

import java.util.Map;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.junit.jupiter.api.Test;

/** The algorithm of a forward pass is the fastest one, if it saves enough. */
class ForwardCostsTest {

  @Test
  void givenTimes_whenChosen_thenTheFastestTileAndWhatItSavesAreTheResult() {
    ForwardCosts costs = new ForwardCosts(Map.of(NONE, 100.0, TWO, 60.0, FOUR, 70.0));
    KernelCosts.Choice choice = costs.choose(CONVOLUTION, 0.05);
    assertThat(choice.tiles()).isEqualTo(new WinogradTiles(TWO, NONE, NONE));
    assertThat(choice.saving()).isCloseTo(40, within(1e-9));
    assertThat(costs.choose(TRANSPOSED_CONVOLUTION, 0.05).tiles())
        .isEqualTo(new WinogradTiles(NONE, TWO, NONE));
    assertThat(
            new ForwardCosts(Map.of(NONE, 100.0, TWO, 70.0, FOUR, 60.0))
                .choose(CONVOLUTION, 0.05)
                .tiles())
        .isEqualTo(new WinogradTiles(FOUR, NONE, NONE));
  }

  @Test
  void givenASmallSaving_whenChosen_thenTheDirectVariantStays() {
    ForwardCosts costs = new ForwardCosts(Map.of(NONE, 100.0, TWO, 96.0, FOUR, 110.0));
    assertThat(costs.choose(CONVOLUTION, 0.05))
        .isEqualTo(new KernelCosts.Choice(WinogradTiles.NONE, 0));
    assertThat(costs.choose(CONVOLUTION, 0.03).tiles().convolve()).isEqualTo(TWO);
  }

  @Test
  void givenNoDirectTime_whenChosen_thenItIsNamed() {
    assertThatThrownBy(() -> new ForwardCosts(Map.of(TWO, 1.0)).choose(CONVOLUTION, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NONE");
  }
}
