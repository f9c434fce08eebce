package org.dcgan.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** Rows of features, and probabilities from logits. */
class FeaturesTest {

  @Test
  void givenRows_whenRead_thenValuesAreInOrderAndImmutable() {
    float[] values = {1, 2, 3, 4, 5, 6};
    Features features = Features.of(3, values);
    values[0] = 99;
    features.row(0)[0] = 99;

    assertThat(features.count()).isEqualTo(2);
    assertThat(features.row(1)).containsExactly(4, 5, 6);
    assertThat(features.value(0, 0)).isEqualTo(1);
    assertThat(features.data().isReadOnly()).isTrue();
    assertThat(Features.of(3, FloatBuffer.wrap(new float[] {7, 8, 9})).row(0))
        .containsExactly(7, 8, 9);
  }

  @Test
  void givenIncompleteRow_whenCreated_thenThrows() {
    assertThatThrownBy(() -> Features.of(4, new float[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 values are not a whole number of rows of 4 features");
  }
}
