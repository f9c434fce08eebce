package org.dcgan.tensorflow.network;

import com.google.common.collect.Lists;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.inspect.GuidedRule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** A sequence of layers, and backpropagation through them. */
final class Stack<T extends TFloating> {
  private final List<Layer.Pass<T>> passes = new ArrayList<>();
  private Operand<T> output;

  Stack(Operand<T> input) {
    this.output = input;
  }

  /**
   * One of several batches of the same size that have been applied together, for its gradient with
   * respect to the input.
   *
   * @param builder builds the operations
   * @param index the position of the batch
   * @param batches the number of batches
   */
  Stack<T> ofBatch(GraphBuilder<T> builder, int index, int batches) {
    Stack<T> one = new Stack<>(builder.separate(output, batches).get(index));
    passes.forEach(pass -> one.passes.add(pass.ofBatch(index, batches)));
    return one;
  }

  /** Applies a layer to the current output. */
  @CanIgnoreReturnValue
  Operand<T> apply(GraphBuilder<T> builder, Layer<T> layer) {
    Layer.Pass<T> pass = layer.build(builder, output);
    passes.add(pass);
    output = pass.output();
    return output;
  }

  Operand<T> output() {
    return output;
  }

  /**
   * Builds the backward pass.
   *
   * @param outputGradient of the shape of {@link #output}
   * @param gradients receives the parameters' gradients; null if they are not needed
   * @param toInput whether to build the gradient with respect to the input
   * @return that gradient, or null
   */
  @CanIgnoreReturnValue
  @Nullable Operand<T> backward(
      Operand<T> outputGradient, @Nullable Gradients gradients, boolean toInput) {
    Operand<T> gradient = outputGradient;
    for (int i = passes.size() - 1; i >= 0; i--) {
      if (gradients != null) {
        passes.get(i).parameterGradients(gradient, gradients);
      }
      if (i == 0 && !toInput) {
        return null;
      }
      gradient = passes.get(i).inputGradient(gradient);
    }
    return gradient;
  }

  /** The current number of layers. */
  int depth() {
    return passes.size();
  }

  /**
   * Builds guided backpropagation from the output of one of the layers down to the input.
   *
   * @param depth the number of layers up to that output
   * @param gradient of the shape of that output
   * @param rule how the signal passes rectifiers
   * @return of the input's shape
   */
  Operand<T> guided(int depth, Operand<T> gradient, GuidedRule rule) {
    Operand<T> guided = gradient;
    for (Layer.Pass<T> pass : Lists.reverse(passes.subList(0, depth))) {
      guided = pass.guidedGradient(guided, rule);
    }
    return guided;
  }
}
