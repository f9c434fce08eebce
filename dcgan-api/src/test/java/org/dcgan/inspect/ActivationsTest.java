package org.dcgan.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.junit.jupiter.api.Test;

class ActivationsTest {
  /** 4x4 positions, 8 maps. */
  private static final LayerSpec LAYER =
      Architecture.builder().resolution(16).width(4).build().generatorFeatureLayers().get(0);

  private static Activations counted(int images) {
    float[] data = new float[images * 4 * 4 * LAYER.maps()];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    return Activations.of(LAYER, data);
  }

  @Test
  void givenValues_whenReadByLocation_thenFeatureMapsAreInnermost() {
    Activations activations = counted(2);

    assertThat(activations.count()).isEqualTo(2);
    assertThat(activations.value(1, 2, 3, 5)).isEqualTo(((1 * 4 + 2) * 4 + 3) * 8 + 5f);
    assertThat(activations.location(0, 0, 1)).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
  }

  @Test
  void givenFeatureMap_whenStrongestResponseIsSearched_thenLocationAndValueAreReturned() {
    float[] data = new float[4 * 4 * 8];
    data[(2 * 4 + 1) * 8 + 3] = 7;
    data[(3 * 4 + 1) * 8 + 3] = 7;

    assertThat(Activations.of(LAYER, data).strongest(0, 3))
        .isEqualTo(new Activations.Response(2, 1, 7));
    assertThat(Activations.of(LAYER, data).strongest(0, 4))
        .isEqualTo(new Activations.Response(0, 0, 0));
  }

  @Test
  void givenTooFewValues_whenCreated_thenBothNumbersAreReported() {
    assertThatThrownBy(() -> Activations.of(LAYER, new float[100]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 values")
        .hasMessageContaining("128 values each");
  }

  @Test
  void givenLocationOutOfRange_whenRead_thenItIsReported() {
    assertThatThrownBy(() -> counted(1).value(0, 4, 0, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("row");
  }
}
