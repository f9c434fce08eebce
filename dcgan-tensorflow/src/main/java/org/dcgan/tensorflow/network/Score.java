package org.dcgan.tensorflow.network;

import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The fully connected output layer: multiplies the last maps, flattened as (row, column, map), by
 * one column of weights per logit. [n, s, s, maps] or [n, values] to [n, 1], or to [n, classes] in
 * a classifier.
 */
final class Score<T extends TFloating> {
  private final ParameterSpec weights;
  private final @Nullable ParameterSpec bias;
  private final int inputs;

  Score(LayerSpec spec) {
    this.weights = spec.parameters().get(0);
    this.bias = spec.spectralNorm() ? spec.parameters().get(1) : null;
    this.inputs = spec.inputs();
  }

  Operand<TFloat32> logits(GraphBuilder<T> builder, Operand<T> input) {
    Operand<TFloat32> products =
        builder.tf().linalg.matMul(flat(builder, input), builder.parameter(weights));
    return bias == null ? products : builder.tf().math.add(products, builder.parameter(bias));
  }

  /** The gradient with respect to the maps, shaped as they are. */
  Operand<T> inputGradient(
      GraphBuilder<T> builder, Operand<T> input, Operand<TFloat32> logitGradient) {
    var tf = builder.tf();
    Operand<TFloat32> flat =
        tf.linalg.matMul(logitGradient, builder.parameter(weights), MatMul.transposeB(true));
    return builder.toActivations(tf.reshape(flat, tf.shape(input)));
  }

  void parameterGradients(
      GraphBuilder<T> builder,
      Operand<T> input,
      Operand<TFloat32> logitGradient,
      Gradients gradients) {
    gradients.add(
        weights,
        builder.tf().linalg.matMul(flat(builder, input), logitGradient, MatMul.transposeA(true)));
    if (bias != null) {
      gradients.add(
          bias, builder.tf().reduceSum(logitGradient, builder.tf().constant(new int[] {0})));
    }
  }

  private Operand<TFloat32> flat(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    return builder.toFloat(tf.reshape(input, tf.constant(new int[] {-1, inputs})));
  }
}
