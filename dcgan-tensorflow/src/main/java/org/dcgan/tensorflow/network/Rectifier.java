package org.dcgan.tensorflow.network;

import org.dcgan.inspect.GuidedRule;
import org.tensorflow.Operand;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * LeakyReLU, max(x, slope x), or ReLU where the slope is 0. The gradient at exactly 0 is the slope;
 * the authors' implementation has the mean of slope and 1 there, which makes no practical
 * difference.
 */
final class Rectifier<T extends TFloating> implements Layer<T> {
  /** The attribute that makes TensorFlow compile a single operation. */
  private static final String COMPILE = "_XlaCompile";

  private final float slope;

  Rectifier(double slope) {
    this.slope = (float) slope;
  }

  @Override
  public Pass<T> build(GraphBuilder<T> builder, Operand<T> input) {
    var tf = builder.tf();
    Operand<T> output =
        slope == 0 ? tf.nn.relu(input) : tf.nn.leakyRelu(input, LeakyRelu.alpha(slope));
    return pass(builder, output);
  }

  private Pass<T> pass(GraphBuilder<T> builder, Operand<T> output) {
    var tf = builder.tf();
    return new Pass<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public Operand<T> inputGradient(Operand<T> outputGradient) {
        // The output has the sign of the input, so the input need not be kept.
        if (slope == 0) {
          return tf.nn.reluGrad(outputGradient, output);
        }
        if (builder.type() == TFloat32.class) {
          return leakyGradient(builder, outputGradient, output, false);
        }
        return switch (builder.variants().leakyGradient()) {
          case IN_TWO -> leakyGradientInTwo(builder, outputGradient, output);
          case COMPILED -> leakyGradient(builder, outputGradient, output, true);
        };
      }

      @Override
      public Operand<T> guidedGradient(Operand<T> outputGradient, GuidedRule rule) {
        return switch (rule) {
          case DROP_LEAK -> tf.nn.reluGrad(tf.nn.relu(outputGradient), output);
          case KEEP_LEAK -> inputGradient(tf.nn.relu(outputGradient));
          case PLAIN -> inputGradient(outputGradient);
        };
      }

      @Override
      public Pass<T> ofBatch(int index, int batches) {
        return pass(builder, builder.separate(output, batches).get(index));
      }
    };
  }

  private Operand<T> leakyGradient(
      GraphBuilder<T> builder, Operand<T> outputGradient, Operand<T> features, boolean compiled) {
    return builder.withoutClass(
        "LeakyReluGrad",
        outputGradient,
        features,
        operation -> {
          operation.setAttr("alpha", slope);
          return compiled ? operation.setAttr(COMPILE, true) : operation;
        });
  }

  /**
   * The same gradient by operations whose bfloat16 kernels are fast; that of LeakyReluGrad is not.
   */
  private Operand<T> leakyGradientInTwo(
      GraphBuilder<T> builder, Operand<T> outputGradient, Operand<T> features) {
    var tf = builder.tf();
    return tf.math.add(
        tf.math.mul(outputGradient, builder.constant(slope)),
        tf.nn.reluGrad(tf.math.mul(outputGradient, builder.constant(1 - slope)), features));
  }
}
