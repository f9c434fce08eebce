package org.dcgan.tensorflow.training;

import java.util.function.Function;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.ParameterStore;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Adam's moments: two variables for each parameter. */
public final class AdamMoments {

  private AdamMoments() {}

  /**
   * Adds a parameter's moments to a store.
   *
   * @param store the store
   * @param parameter the parameter
   * @param zero creates the operation that returns zeros of a shape
   */
  public static void add(
      ParameterStore store, ParameterSpec parameter, Function<Shape, Operand<TFloat32>> zero) {
    store.add(Adam.firstMoment(parameter), parameter.shape(), zero);
    store.add(Adam.secondMoment(parameter), parameter.shape(), zero);
  }

  /**
   * The name of a parameter's first moment, the moving average of its gradients.
   *
   * @param parameter the parameter
   * @return a variable's name
   */
  public static String firstName(ParameterSpec parameter) {
    return Adam.firstMoment(parameter);
  }

  /**
   * The name of a parameter's second moment, the moving average of its squared gradients.
   *
   * @param parameter the parameter
   * @return a variable's name
   */
  public static String secondName(ParameterSpec parameter) {
    return Adam.secondMoment(parameter);
  }
}
