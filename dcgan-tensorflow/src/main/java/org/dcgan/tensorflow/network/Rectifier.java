package org.dcgan.tensorflow.network;

import org.dcgan.GuidedRule;
import org.tensorflow.Operand;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.family.TFloating;

/**
 * LeakyReLU, max(x, slope x), or ReLU where the slope is 0. The gradient at exactly 0 is the slope;
 * the authors' form gives the mean of slope and 1 there, which is immaterial.
 */
final class Rectifier<T extends TFloating> implements Layer<T> {
  private final float slope;

  Rectifier(double slope) {
    this.slope = (float) slope;
  }

  @Override
  public Pass<T> draw(Drawing<T> drawing, Operand<T> input) {
    var tf = drawing.tf();
    Operand<T> output =
        slope == 0 ? tf.nn.relu(input) : tf.nn.leakyRelu(input, LeakyRelu.alpha(slope));
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        // The output has the input's sign, and the input need not be kept for it.
        if (slope == 0) {
          return tf.nn.reluGrad(outputGradient, output);
        }
        return drawing.type() == org.tensorflow.types.TFloat32.class
            ? leakyGradient(drawing, outputGradient, output)
            : leakyGradientInTwo(drawing, outputGradient, output);
      }

      @Override
      public Operand<T> guidedGradient(Operand<T> outputGradient, GuidedRule rule) {
        return switch (rule) {
          case DROP_LEAK -> tf.nn.reluGrad(tf.nn.relu(outputGradient), output);
          case KEEP_LEAK -> inputGradient(tf.nn.relu(outputGradient));
          case PLAIN -> inputGradient(outputGradient);
        };
      }
    };
  }

  /** TensorFlow's own kernel. */
  private Operand<T> leakyGradient(
      Drawing<T> drawing, Operand<T> outputGradient, Operand<T> features) {
    return drawing.withoutClass(
        "LeakyReluGrad", outputGradient, features, b -> b.setAttr("alpha", slope));
  }

  /** The same of two operations that are quick in bfloat16, where LeakyReluGrad is not. */
  private Operand<T> leakyGradientInTwo(
      Drawing<T> drawing, Operand<T> outputGradient, Operand<T> features) {
    var tf = drawing.tf();
    return tf.math.add(
        tf.math.mul(outputGradient, drawing.constant(slope)),
        tf.nn.reluGrad(tf.math.mul(outputGradient, drawing.constant(1 - slope)), features));
  }
}
