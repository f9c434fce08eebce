package org.dcgan.tensorflow.training;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.training.AdamOptions;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Adam for one network, built from TensorFlow's ApplyAdam operations. The powers of the betas are
 * fed with each step instead of being kept in variables: they are functions of the number of
 * updates, and updates of variables would have to be ordered after all of their readers.
 */
public final class Adam {
  private final AdamOptions options;
  private final Placeholder<TFloat32> learningRate;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;

  /**
   * Adds the placeholders to a graph.
   *
   * @param tf the scope of the operations
   * @param options learning rate, decays and weight decay
   */
  public Adam(Ops tf, AdamOptions options) {
    this.options = options;
    this.learningRate = scalar(tf);
    this.beta1Power = scalar(tf);
    this.beta2Power = scalar(tf);
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
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
   * Adds the updates of all parameters to a graph. In a run, they must follow all operations that
   * read the parameters: the caller ensures that {@code gradients} and {@code after} depend on all
   * of those.
   *
   * @param tf the scope of the operations
   * @param store the parameters and their moments
   * @param gradients the gradient of each parameter
   * @param after the operations that must run before the updates
   * @return one operation for each parameter
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

  /**
   * Adds weight decay to the gradients of all parameters, as the authors do.
   *
   * @param tf the scope of the operations
   * @param store the parameters
   * @param gradients the gradient of each parameter
   * @return the gradients plus {@code l2} times the parameters
   */
  public Map<ParameterSpec, Operand<TFloat32>> withWeightDecay(
      Ops tf, ParameterStore store, Map<ParameterSpec, Operand<TFloat32>> gradients) {
    if (options.l2() == 0) {
      return gradients;
    }
    Map<ParameterSpec, Operand<TFloat32>> decayed = new LinkedHashMap<>();
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
   * Feeds the learning rate and the powers of the betas.
   *
   * @param runner the run
   * @param update the number of the update, counted from 1
   * @param rateFactor the factor of the learning rate
   * @param toClose receives the fed tensors, to be closed after the run
   */
  public void feed(
      Session.Runner runner, long update, double rateFactor, List<? super TFloat32> toClose) {
    feed(GraphRun.of(runner), update, rateFactor, toClose);
  }

  /** Feeds the learning rate and the powers of the betas. */
  void feed(GraphRun runner, long update, double rateFactor, List<? super TFloat32> toClose) {
    feed(runner, learningRate, options.learningRate() * rateFactor, toClose);
    feed(runner, beta1Power, Math.pow(options.beta1(), update), toClose);
    feed(runner, beta2Power, Math.pow(options.beta2(), update), toClose);
  }

  /**
   * Feeds a scalar.
   *
   * @param runner the run
   * @param placeholder the placeholder
   * @param value its value
   * @param toClose receives the fed tensor, to be closed after the run
   */
  public static void feed(
      Session.Runner runner,
      Placeholder<TFloat32> placeholder,
      double value,
      List<? super TFloat32> toClose) {
    feed(GraphRun.of(runner), placeholder, value, toClose);
  }

  /** Feeds a scalar. */
  static void feed(
      GraphRun runner,
      Placeholder<TFloat32> placeholder,
      double value,
      List<? super TFloat32> toClose) {
    TFloat32 tensor = TFloat32.scalarOf((float) value);
    toClose.add(tensor);
    runner.feed(placeholder, tensor);
  }
}
