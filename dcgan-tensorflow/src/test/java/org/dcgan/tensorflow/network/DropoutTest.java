package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class DropoutTest {

  @Test
  void givenOnes_whenDroppedOut_thenAShareIsZeroAndTheirGradientsAreZero() {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph);
      GraphBuilder<TFloat32> builder =
          new GraphBuilder<>(tf, TFloat32.class, OpVariants.PLAIN, new ParameterStore(tf));
      Operand<TFloat32> ones = tf.fill(tf.constant(new int[] {10, 4, 4, 100}), tf.constant(1f));
      var pass = new Dropout<TFloat32>(0.3, tf.constant(new long[] {5, 6})).build(builder, ones);
      Operand<TFloat32> gradient = pass.inputGradient(ones);
      Operand<TFloat32> half = tf.fill(tf.constant(new int[] {5, 4, 4, 100}), tf.constant(1f));
      Operand<TFloat32> ofSecondHalf = pass.ofBatch(1, 2).inputGradient(half);
      try (Session session = new Session(graph);
          var result =
              session.runner().fetch(pass.output()).fetch(gradient).fetch(ofSecondHalf).run()) {
        float[] values = Tensors.floats((TFloat32) result.get(0));
        long dropped = 0;
        for (float value : values) {
          assertThat(value == 0 || Math.abs(value - 1 / 0.7f) < 1e-6).isTrue();
          dropped += value == 0 ? 1 : 0;
        }
        assertThat(dropped / (double) values.length).isCloseTo(0.3, within(0.02));
        assertThat(Tensors.floats((TFloat32) result.get(1))).containsExactly(values);
        assertThat(Tensors.floats((TFloat32) result.get(2)))
            .containsExactly(Arrays.copyOfRange(values, values.length / 2, values.length));
        assertThat(result.get(0).shape()).isEqualTo(Shape.of(10, 4, 4, 100));
      }
    }
  }

  @Test
  void givenADropoutRateOfOne_whenBuilt_thenItIsRefused() {
    assertThatThrownBy(() -> new Dropout<TFloat32>(1, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dropout must be in [0, 1), got 1.0");
  }
}
