package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ParameterSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** Sums gradients by parameter: those of D are the sum over its real and its generated batch. */
public final class Gradients {
  private final Map<ParameterSpec, Terms> terms = new LinkedHashMap<>();

  /** The terms of a sum; those of a kernel are built when all batches are known. */
  private static final class Terms {
    private final List<Operand<TFloat32>> gradients = new ArrayList<>();
    private final List<KernelBatch<?>> batches = new ArrayList<>();

    @SuppressWarnings("unchecked") // all passes of a network have the same number format
    private <T extends TFloating> List<Operand<TFloat32>> all() {
      List<Operand<TFloat32>> all = new ArrayList<>(gradients);
      if (!batches.isEmpty()) {
        all.addAll(KernelBatch.gradients((List<KernelBatch<T>>) (List<?>) batches));
      }
      return all;
    }
  }

  /** Creates an empty collection. */
  public Gradients() {}

  /**
   * Adds a term.
   *
   * @param parameter the parameter
   * @param gradient its gradient, of the same shape
   */
  void add(ParameterSpec parameter, Operand<TFloat32> gradient) {
    of(parameter).gradients.add(gradient);
  }

  /**
   * Adds the gradient of a kernel for a batch.
   *
   * @param parameter the kernel
   * @param batch the maps of the batch
   */
  void add(ParameterSpec parameter, KernelBatch<?> batch) {
    of(parameter).batches.add(batch);
  }

  private Terms of(ParameterSpec parameter) {
    return terms.computeIfAbsent(parameter, p -> new Terms());
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
        (parameter, ofParameter) -> {
          List<Operand<TFloat32>> all = ofParameter.all();
          sums.put(parameter, all.size() == 1 ? all.get(0) : tf.math.addN(all));
        });
    return sums;
  }
}
