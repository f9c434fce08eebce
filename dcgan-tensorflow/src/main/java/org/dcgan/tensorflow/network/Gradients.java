package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Sums gradients by parameter: those of D are the sum over its real and its generated batch. */
public final class Gradients {
  private final Map<ParameterSpec, List<Operand<TFloat32>>> terms = new LinkedHashMap<>();

  /** Creates an empty collection. */
  public Gradients() {}

  /**
   * Adds a term.
   *
   * @param parameter the parameter
   * @param gradient its gradient, of the same shape
   */
  void add(ParameterSpec parameter, Operand<TFloat32> gradient) {
    terms.computeIfAbsent(parameter, p -> new ArrayList<>()).add(gradient);
  }

  /**
   * Builds the sums.
   *
   * @param tf the scope of the operations
   * @return one gradient per parameter, in the order in which parameters were first added
   */
  public Map<ParameterSpec, Operand<TFloat32>> sums(Ops tf) {
    Map<ParameterSpec, Operand<TFloat32>> sums = new LinkedHashMap<>();
    terms.forEach(
        (parameter, list) ->
            sums.put(parameter, list.size() == 1 ? list.get(0) : tf.math.addN(list)));
    return sums;
  }
}
