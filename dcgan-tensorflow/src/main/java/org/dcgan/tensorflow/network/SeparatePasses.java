package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A layer that several batches of the same size pass one by one, between layers that they pass
 * together.
 *
 * @param <T> the number format of activations
 */
final class SeparatePasses<T extends TFloating> implements Layer.Pass<T> {
  private final GraphBuilder<T> builder;
  private final List<Layer.Pass<T>> passes;
  private final Operand<T> output;
  private @Nullable Operand<T> differentiated;
  private List<Operand<T>> gradients = List.of();

  /**
   * Joins the outputs.
   *
   * @param builder builds the operations
   * @param passes the pass of each batch
   */
  SeparatePasses(GraphBuilder<T> builder, List<Layer.Pass<T>> passes) {
    this.builder = builder;
    this.passes = List.copyOf(passes);
    List<Operand<T>> outputs = new ArrayList<>();
    passes.forEach(pass -> outputs.add(pass.output()));
    this.output = builder.join(outputs);
  }

  @Override
  public Operand<T> output() {
    return output;
  }

  @Override
  public Operand<T> inputGradient(Operand<T> outputGradient) {
    List<Operand<T>> ofBatches = ofBatches(outputGradient);
    List<Operand<T>> ofInputs = new ArrayList<>();
    for (int i = 0; i < passes.size(); i++) {
      ofInputs.add(passes.get(i).inputGradient(ofBatches.get(i)));
    }
    return builder.join(ofInputs);
  }

  @Override
  public void parameterGradients(Operand<T> outputGradient, Gradients sums) {
    List<Operand<T>> ofBatches = ofBatches(outputGradient);
    for (int i = 0; i < passes.size(); i++) {
      passes.get(i).parameterGradients(ofBatches.get(i), sums);
    }
  }

  @Override
  public Layer.Pass<T> ofBatch(int index, int batches) {
    return passes.get(index);
  }

  /** The same operands for the same gradient, because passes share what they compute of one. */
  private List<Operand<T>> ofBatches(Operand<T> outputGradient) {
    if (differentiated != outputGradient) {
      differentiated = outputGradient;
      gradients = builder.separate(outputGradient, passes.size());
    }
    return gradients;
  }
}
