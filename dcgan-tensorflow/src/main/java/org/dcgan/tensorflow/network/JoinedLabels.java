package org.dcgan.tensorflow.network;

import java.util.Arrays;
import java.util.List;
import org.dcgan.architecture.LayerSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Joins the labels of the images to a layer's input, after its own values: [n, values] to [n,
 * values + classes], or [n, s, s, maps] to [n, s, s, maps + classes], where each value of a label
 * is a constant map (authors' code, lib/ops.py:46-50). The gradient is that of the layer's own
 * input; labels have none.
 */
final class JoinedLabels<T extends TFloating> implements Layer<T> {
  private final LayerSpec spec;
  private final Operand<TFloat32> labels;

  /**
   * Creates the layer.
   *
   * @param spec the layer that receives the result
   * @param labels float32 [n, classes]
   */
  JoinedLabels(LayerSpec spec, Operand<TFloat32> labels) {
    this.spec = spec;
    this.labels = labels;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    int stride = spec.convolution().stride();
    int[] begin =
        switch (spec.kind()) {
          case PROJECTION, FULLY_CONNECTED, SCORE -> new int[2];
          case CONVOLUTION, FRACTIONALLY_STRIDED_CONVOLUTION -> new int[4];
        };
    int side =
        switch (spec.kind()) {
          case PROJECTION, FULLY_CONNECTED, SCORE -> 0;
          case CONVOLUTION -> spec.side() * stride;
          case FRACTIONALLY_STRIDED_CONVOLUTION -> spec.side() / stride;
        };
    int[] size = begin.clone();
    Arrays.fill(size, -1);
    size[size.length - 1] = spec.inputMaps();
    Operand<T> output =
        tf.concat(List.of(input, joined(builder, side)), tf.constant(begin.length - 1));
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        return tf.slice(outputGradient, tf.constant(begin), tf.constant(size));
      }
    };
  }

  /** The labels as rows if the side is 0, otherwise as maps; built once for each side. */
  private Operand<T> joined(GraphBuilder<T> builder, int side) {
    var tf = builder.tf();
    String name = labels.op().name();
    if (side == 0) {
      return builder.shared(name + "/rows", () -> builder.toActivations(labels));
    }
    return builder.shared(
        name + "/maps" + side,
        () -> {
          Operand<TFloat32> pixels =
              tf.reshape(labels, tf.constant(new int[] {-1, 1, 1, spec.classes()}));
          Operand<TFloat32> ones =
              tf.fill(tf.constant(new int[] {1, side, side, 1}), tf.constant(1f));
          return builder.toActivations(tf.math.mul(pixels, ones));
        });
  }
}
