package org.dcgan.tensorflow.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.Models;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** A graph for tests of layers: inputs and parameters with their values, and outputs to fetch. */
final class Bench implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = GraphOps.of(graph);
  private final ParameterStore store = new ParameterStore(tf);
  private final PreparedWeights preparation = new PreparedWeights(store);
  private final Map<String, float[]> parameters = new LinkedHashMap<>();
  private final Map<Placeholder<TFloat32>, float[]> inputs = new LinkedHashMap<>();
  private final Map<String, Operand<?>> wanted = new LinkedHashMap<>();

  Ops tf() {
    return tf;
  }

  /** Made sure of before the run. */
  PreparedWeights preparation() {
    return preparation;
  }

  ParameterStore store() {
    return store;
  }

  Operand<TFloat32> input(float[] values, long... shape) {
    Placeholder<TFloat32> placeholder =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    inputs.put(placeholder, values);
    return placeholder;
  }

  /** The same, but the graph does not say how many rows there are, as in inference. */
  Operand<TFloat32> inputOfAnyCount(float[] values, long... shape) {
    long[] open = shape.clone();
    open[0] = Shape.UNKNOWN_SIZE;
    return tf.placeholderWithDefault(input(values, shape), Shape.of(open));
  }

  void parameter(ParameterSpec parameter, float[] values) {
    variable(parameter.name(), parameter.shape(), values);
  }

  void variable(String name, List<Integer> shape, float[] values) {
    store.add(name, shape, s -> tf.fill(tf.constant(s.asArray()), tf.constant(0f)));
    parameters.put(name, values);
  }

  GraphBuilder<TFloat32> builder(OpVariants variants) {
    return new GraphBuilder<>(tf, TFloat32.class, variants, store);
  }

  <T extends TFloating> GraphBuilder<T> builder(Class<T> type, OpVariants variants) {
    return new GraphBuilder<>(tf, type, variants, store);
  }

  void want(String name, Operand<?> what) {
    wanted.put(name, what);
  }

  /** Fetched as name + "/" + the parameter's own. */
  void want(String name, Gradients gradients) {
    gradients.sums(tf).forEach((p, gradient) -> want(name + "/" + p.name(), gradient));
  }

  /** TensorFlow's own gradients of the sum of output times weights. */
  List<Operand<TFloat32>> autodiff(
      Operand<TFloat32> output, Operand<TFloat32> weights, List<Operand<TFloat32>> with) {
    Operand<TFloat32> products =
        tf.reshape(tf.math.mul(output, weights), tf.constant(new int[] {-1}));
    Operand<TFloat32> loss = tf.reduceSum(products, tf.constant(0));
    Output<?>[] derivatives =
        graph.addGradients(
            loss.asOutput(), with.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient : derivatives) {
      gradients.add(gradient.expect(TFloat32.class));
    }
    return gradients;
  }

  /** The number of operations of a type in the graph so far. */
  long operations(String type) {
    long count = 0;
    for (var all = graph.operations(); all.hasNext(); ) {
      count += all.next().type().equals(type) ? 1 : 0;
    }
    return count;
  }

  /** Runs once. */
  Function<String, float[]> results() {
    try (Session session = Models.session(graph)) {
      if (!parameters.isEmpty()) {
        store.initialize(session);
      }
      store.write(session, parameters);
      preparation.ensure(session);
      List<TFloat32> fed = new ArrayList<>();
      Session.Runner runner = session.runner();
      inputs.forEach(
          (placeholder, values) -> {
            TFloat32 tensor = Tensors.of(placeholder.shape(), values);
            fed.add(tensor);
            runner.feed(placeholder, tensor);
          });
      wanted.values().forEach(runner::fetch);
      Map<String, float[]> results = new LinkedHashMap<>();
      try (var result = runner.run()) {
        int i = 0;
        for (String name : wanted.keySet()) {
          results.put(name, Tensors.floats((TFloat32) result.get(i++)));
        }
      } finally {
        fed.forEach(TFloat32::close);
      }
      return name -> {
        if (!results.containsKey(name)) {
          throw new IllegalArgumentException(name + " is not among " + results.keySet());
        }
        return results.get(name);
      };
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
