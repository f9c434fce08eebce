package org.dcgan.tensorflow.training;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.training.AdamOptions;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Adam for one network, of TensorFlow's ApplyAdam operations. The powers of the betas are fed with
 * each step rather than kept in variables: they are functions of the number of updates, and
 * variables would have to be ordered against their readers.
 */
public final class Adam {
  private final AdamOptions options;
  private final Placeholder<TFloat32> learningRate;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;

  /**
   * Draws what is fed.
   *
   * @param tf where
   * @param options step size and decays
   */
  public Adam(Ops tf, AdamOptions options) {
    this.options = options;
    this.learningRate = scalar(tf);
    this.beta1Power = scalar(tf);
    this.beta2Power = scalar(tf);
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(org.tensorflow.ndarray.Shape.scalar()));
  }

  /** The name of a parameter's first moment. */
  static String firstMoment(ParameterSpec parameter) {
    return parameter.name() + "/adam-m";
  }

  /** The name of a parameter's second moment. */
  static String secondMoment(ParameterSpec parameter) {
    return parameter.name() + "/adam-v";
  }

  /**
   * Draws the updates. They must come after everything that reads the parameters in the same run:
   * whoever calls this sees to it that {@code gradients} depend on all of it, and the updates wait
   * for {@code after}.
   *
   * @param tf where
   * @param store the parameters and their moments
   * @param gradients of each parameter
   * @param after what the updates wait for
   * @return the updates
   */
  public List<Op> update(
      Ops tf,
      ParameterStore store,
      Map<ParameterSpec, Operand<TFloat32>> gradients,
      List<Op> after) {
    Ops ordered = tf.withControlDependencies(after);
    List<Op> updates = new ArrayList<>();
    gradients.forEach(
        (parameter, gradient) ->
            updates.add(
                ordered.train.applyAdam(
                    store.variable(parameter.name()),
                    store.variable(firstMoment(parameter)),
                    store.variable(secondMoment(parameter)),
                    beta1Power,
                    beta2Power,
                    learningRate,
                    ordered.constant((float) options.beta1()),
                    ordered.constant((float) options.beta2()),
                    ordered.constant((float) options.epsilon()),
                    gradient)));
    return ImmutableList.copyOf(updates);
  }

  /** Weight decay as the authors have it: into the gradient, of every parameter. */
  public Map<ParameterSpec, Operand<TFloat32>> withWeightDecay(
      Ops tf, ParameterStore store, Map<ParameterSpec, Operand<TFloat32>> gradients) {
    if (options.l2() == 0) {
      return gradients;
    }
    Map<ParameterSpec, Operand<TFloat32>> decayed = new java.util.LinkedHashMap<>();
    gradients.forEach(
        (parameter, gradient) ->
            decayed.put(
                parameter,
                tf.math.add(
                    gradient,
                    tf.math.mul(
                        store.variable(parameter.name()), tf.constant((float) options.l2())))));
    return decayed;
  }

  /**
   * Feeds what the next update needs.
   *
   * @param runner what is about to run
   * @param update its number, counted from 1
   * @param rateFactor what the learning rate is multiplied by
   * @param toClose gets the tensors, to be closed after the run
   */
  public void feed(
      Session.Runner runner, long update, double rateFactor, List<? super TFloat32> toClose) {
    feed(runner, learningRate, options.learningRate() * rateFactor, toClose);
    feed(runner, beta1Power, Math.pow(options.beta1(), update), toClose);
    feed(runner, beta2Power, Math.pow(options.beta2(), update), toClose);
  }

  public static void feed(
      Session.Runner runner,
      Placeholder<TFloat32> placeholder,
      double value,
      List<? super TFloat32> toClose) {
    TFloat32 tensor = TFloat32.scalarOf((float) value);
    toClose.add(tensor);
    runner.feed(placeholder, tensor);
  }
}
