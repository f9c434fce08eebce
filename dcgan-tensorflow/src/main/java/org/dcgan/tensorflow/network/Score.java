package org.dcgan.tensorflow.network;

import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The last maps, flattened (row, column, map), times one column a logit: [n, s, s, maps] to [n, 1],
 * or to [n, classes].
 */
final class Score<T extends TFloating> {
  private final ParameterSpec weights;
  private final int inputs;

  Score(LayerSpec spec) {
    this.weights = spec.parameters().get(0);
    this.inputs = spec.inputMaps();
  }

  Operand<TFloat32> logits(GraphBuilder<T> drawing, Operand<T> input) {
    return drawing.tf().linalg.matMul(flat(drawing, input), drawing.parameter(weights));
  }

  /** The gradient with respect to the maps, shaped as they are. */
  Operand<T> inputGradient(
      GraphBuilder<T> drawing, Operand<T> input, Operand<TFloat32> logitGradient) {
    var tf = drawing.tf();
    Operand<TFloat32> flat =
        tf.linalg.matMul(logitGradient, drawing.parameter(weights), MatMul.transposeB(true));
    return drawing.toActivations(tf.reshape(flat, tf.shape(input)));
  }

  void parameterGradients(
      GraphBuilder<T> drawing,
      Operand<T> input,
      Operand<TFloat32> logitGradient,
      Gradients gradients) {
    gradients.add(
        weights,
        drawing.tf().linalg.matMul(flat(drawing, input), logitGradient, MatMul.transposeA(true)));
  }

  private Operand<TFloat32> flat(GraphBuilder<T> drawing, Operand<T> input) {
    var tf = drawing.tf();
    return drawing.toFloat(tf.reshape(input, tf.constant(new int[] {-1, inputs})));
  }
}
