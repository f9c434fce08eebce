package org.dcgan.tensorflow.network;

import org.dcgan.inspect.GuidedRule;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * One step of a network: draws its forward pass and hands back what draws its backward pass.
 *
 * @param <T> the number format of activations
 */
interface Layer<T extends TFloating> {

  /**
   * Draws the forward pass.
   *
   * @param builder where
   * @param input activations, NHWC, or [batch, units]
   * @return the pass, which keeps what its gradient needs
   */
  Pass<T> draw(GraphBuilder<T> builder, Operand<T> input);

  /**
   * A layer applied to one batch.
   *
   * @param <T> the number format of activations
   */
  interface Pass<T extends TFloating> {

    /** What came out. */
    Operand<T> output();

    /**
     * Draws the gradient with respect to the layer's input.
     *
     * @param outputGradient of the shape of {@link #output}
     * @return of the shape of the input
     */
    Operand<T> inputGradient(Operand<T> outputGradient);

    /**
     * Draws what guided backpropagation hands on instead of the gradient; the same but for
     * rectifiers.
     *
     * @param outputGradient of the shape of {@link #output}
     * @param rule how rectifiers are passed
     * @return of the shape of the input
     */
    default Operand<T> guidedGradient(Operand<T> outputGradient, GuidedRule rule) {
      return inputGradient(outputGradient);
    }

    /**
     * Draws the gradients with respect to the layer's parameters.
     *
     * @param outputGradient of the shape of {@link #output}
     * @param gradients where they are added
     */
    default void parameterGradients(Operand<T> outputGradient, Gradients gradients) {}
  }
}
