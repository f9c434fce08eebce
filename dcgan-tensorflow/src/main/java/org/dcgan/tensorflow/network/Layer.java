package org.dcgan.tensorflow.network;

import org.dcgan.inspect.GuidedRule;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A layer of a network: builds its forward pass and returns an object that builds its backward
 * pass.
 *
 * @param <T> the number format of activations
 */
interface Layer<T extends TFloating> {

  /**
   * Builds the forward pass.
   *
   * @param builder builds the operations
   * @param input activations, NHWC, or [batch, units]
   * @return the pass, which keeps the values that its gradients need
   */
  Pass<T> build(GraphBuilder<T> builder, Operand<T> input);

  /**
   * A layer applied to one batch.
   *
   * @param <T> the number format of activations
   */
  interface Pass<T extends TFloating> {

    /** The output activations. */
    Operand<T> output();

    /**
     * Builds the gradient with respect to the layer's input.
     *
     * @param outputGradient of the shape of {@link #output}
     * @return of the shape of the input
     */
    Operand<T> inputGradient(Operand<T> outputGradient);

    /**
     * Builds the signal that guided backpropagation passes to the layer below. It equals the
     * gradient except in rectifiers.
     *
     * @param outputGradient of the shape of {@link #output}
     * @param rule how the signal passes rectifiers
     * @return of the shape of the input
     */
    default Operand<T> guidedGradient(Operand<T> outputGradient, GuidedRule rule) {
      return inputGradient(outputGradient);
    }

    /**
     * Builds the gradients with respect to the layer's parameters.
     *
     * @param outputGradient of the shape of {@link #output}
     * @param gradients receives the gradients
     */
    default void parameterGradients(Operand<T> outputGradient, Gradients gradients) {}

    /**
     * The pass of one of several batches of the same size that this is the pass of. It has input
     * gradients only. Layers whose input gradient depends on values of the images override this.
     *
     * @param index the position of the batch
     * @param batches the number of batches
     * @return a pass whose output gradients are those of that batch
     */
    default Pass<T> ofBatch(int index, int batches) {
      return this;
    }
  }
}
