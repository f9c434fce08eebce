package org.dcgan.tensorflow.training;

import java.util.function.Function;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.ParameterStore;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Adam's variables beside each parameter. */
public final class AdamMoments {

  private AdamMoments() {}

  /**
   * Adds a parameter's moments to a store.
   *
   * @param store where
   * @param parameter of which
   * @param zero draws zeros of a shape
   */
  public static void add(
      ParameterStore store, ParameterSpec parameter, Function<Shape, Operand<TFloat32>> zero) {
    store.add(Adam.firstMoment(parameter), parameter.shape(), zero);
    store.add(Adam.secondMoment(parameter), parameter.shape(), zero);
  }

  /**
   * The name of the mean of a parameter's gradients.
   *
   * @param parameter the parameter
   * @return a variable's name
   */
  public static String firstName(ParameterSpec parameter) {
    return Adam.firstMoment(parameter);
  }

  /**
   * The name of the mean of a parameter's squared gradients.
   *
   * @param parameter the parameter
   * @return a variable's name
   */
  public static String secondName(ParameterSpec parameter) {
    return Adam.secondMoment(parameter);
  }
}
