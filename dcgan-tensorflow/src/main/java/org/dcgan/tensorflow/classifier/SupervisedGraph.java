package org.dcgan.tensorflow.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcgan.image.ImageShape;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.ParameterStore;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The graph of a {@link SupervisedNetwork}: its predictions, its loss and one step of Adam. The
 * caller owns the graph and feeds the placeholders.
 */
final class SupervisedGraph {
  static final int HIDDEN = 128;
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;

  private static final float SLOPE = 0.1f;

  final Placeholder<TFloat32> images;
  final Placeholder<TFloat32> labelTargets;
  final Placeholder<TFloat32> valueTargets;
  final Placeholder<TFloat32> valueWeights;
  final PlaceholderWithDefault<TFloat32> noise;
  final PlaceholderWithDefault<TInt64> noiseStream;
  final Placeholder<TFloat32> rate;
  final Placeholder<TFloat32> beta1Power;
  final Placeholder<TFloat32> beta2Power;

  /** [images, labels + values]: probabilities of the labels, then the values. */
  final Operand<TFloat32> answers;

  final Operand<TFloat32> loss;
  final ParameterStore store;

  private final ImageShape shape;
  private final int outputs;
  private final List<String> parameters = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();

  SupervisedGraph(Graph graph, ImageShape shape, int labels, int values, int width, long seed) {
    this.shape = shape;
    this.outputs = labels + values;
    Ops tf = GraphOps.of(graph);
    this.store = new ParameterStore(tf);
    images = rows(tf, shape.height(), shape.width(), shape.channels());
    labelTargets = rows(tf, labels);
    valueTargets = rows(tf, values);
    valueWeights = rows(tf, values);
    noise = tf.placeholderWithDefault(tf.constant(0f), Shape.scalar());
    noiseStream = tf.placeholderWithDefault(tf.constant(new long[] {0, 0}), Shape.of(2));
    rate = scalar(tf);
    beta1Power = scalar(tf);
    beta2Power = scalar(tf);
    List<Operand<TFloat32>> read = new ArrayList<>();
    Operand<TFloat32> all = build(tf, width, seed, read);
    Operand<TFloat32> logits =
        tf.slice(all, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, labels}));
    Operand<TFloat32> numbers =
        tf.slice(all, tf.constant(new int[] {0, labels}), tf.constant(new int[] {-1, values}));
    answers = tf.concat(List.of(tf.math.sigmoid(logits), numbers), tf.constant(1));
    loss = loss(tf, logits, numbers);
    buildUpdates(graph, tf, read);
  }

  /** The updates of all parameters, which a training step runs. */
  List<Op> updates() {
    return List.copyOf(updates);
  }

  private static Placeholder<TFloat32> rows(Ops tf, long... row) {
    return tf.placeholder(
        TFloat32.class, Placeholder.shape(Shape.of(row).prepend(Shape.UNKNOWN_SIZE)));
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  private Operand<TFloat32> build(Ops tf, int width, long seed, List<Operand<TFloat32>> read) {
    Operand<TFloat32> maps = tf.math.add(images, disturbance(tf));
    int in = shape.channels();
    int out = width;
    int side = shape.height();
    for (int i = 1; side > 4; i++) {
      Operand<TFloat32> kernel =
          parameter(tf, "convolution" + i + "/weights", 9 * in, seed, read, 3, 3, in, out);
      Operand<TFloat32> bias = parameter(tf, "convolution" + i + "/bias", 0, seed, read, out);
      maps = tf.nn.conv2d(maps, kernel, List.of(1L, 2L, 2L, 1L), "SAME");
      maps = tf.nn.leakyRelu(tf.math.add(maps, bias), LeakyRelu.alpha(SLOPE));
      in = out;
      out = Math.min(2 * out, 4 * width);
      side /= 2;
    }
    int flat = side * side * in;
    Operand<TFloat32> units = tf.reshape(maps, tf.constant(new int[] {-1, flat}));
    units = dense(tf, "hidden", units, flat, HIDDEN, seed, read);
    units = tf.nn.leakyRelu(units, LeakyRelu.alpha(SLOPE));
    return dense(tf, "answer", units, HIDDEN, outputs, seed, read);
  }

  /**
   * Normal noise whose deviation is another share of the fed value for each image; none by default.
   */
  private Operand<TFloat32> disturbance(Ops tf) {
    var size = tf.shape(images);
    Operand<TFloat32> normal = tf.random.statelessRandomNormal(size, noiseStream, TFloat32.class);
    var rows =
        tf.concat(
            List.of(
                tf.slice(size, tf.constant(new int[] {0}), tf.constant(new int[] {1})),
                tf.constant(new int[] {1, 1, 1})),
            tf.constant(0));
    Operand<TFloat32> share =
        tf.random.statelessRandomUniform(
            rows, tf.math.add(noiseStream, tf.constant(1L)), TFloat32.class);
    return tf.math.mul(normal, tf.math.mul(share, noise));
  }

  private Operand<TFloat32> dense(
      Ops tf,
      String name,
      Operand<TFloat32> input,
      int in,
      int out,
      long seed,
      List<Operand<TFloat32>> read) {
    Operand<TFloat32> weights = parameter(tf, name + "/weights", in, seed, read, in, out);
    Operand<TFloat32> bias = parameter(tf, name + "/bias", 0, seed, read, out);
    return tf.math.add(tf.linalg.matMul(input, weights), bias);
  }

  /**
   * A variable as read at the beginning of a step; initialized by He's method, or to 0 without
   * inputs.
   */
  private Operand<TFloat32> parameter(
      Ops tf, String name, int inputs, long seed, List<Operand<TFloat32>> read, Integer... shape) {
    float deviation = inputs == 0 ? 0 : (float) Math.sqrt(2.0 / inputs);
    long[] stream = {seed, SeededRandom.hash(name.chars().asLongStream().toArray())};
    store.add(
        name,
        List.of(shape),
        dimensions ->
            tf.math.mul(
                tf.random.statelessRandomNormal(
                    tf.constant(dimensions.asArray()), tf.constant(stream), TFloat32.class),
                tf.constant(deviation)));
    for (String moment : new String[] {"/m", "/v"}) {
      store.add(
          name + moment,
          List.of(shape),
          dimensions -> tf.fill(tf.constant(dimensions.asArray()), tf.constant(0f)));
    }
    parameters.add(name);
    Operand<TFloat32> value = tf.identity(store.variable(name));
    read.add(value);
    return value;
  }

  private Operand<TFloat32> loss(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> numbers) {
    // max(x, 0) - x z + log(1 + exp(-|x|)): the cross-entropy without overflow.
    Operand<TFloat32> entropy =
        tf.math.add(
            tf.math.sub(tf.nn.relu(logits), tf.math.mul(logits, labelTargets)),
            tf.math.softplus(tf.math.neg(tf.math.abs(logits))));
    Operand<TFloat32> errors =
        tf.math.mul(tf.math.squaredDifference(numbers, valueTargets), valueWeights);
    Operand<TInt32> row = tf.constant(1);
    Operand<TInt32> batch = tf.constant(0);
    return tf.math.mean(tf.math.add(tf.reduceSum(entropy, row), tf.reduceSum(errors, row)), batch);
  }

  private void buildUpdates(Graph graph, Ops tf, List<Operand<TFloat32>> read) {
    Operand<?>[] gradients =
        Arrays.stream(
                graph.addGradients(
                    loss.asOutput(), read.stream().map(Operand::asOutput).toArray(Output[]::new)))
            .toArray(Operand<?>[]::new);
    // All gradients precede the updates, so that no gradient reads an updated value.
    List<Op> all = new ArrayList<>(List.of(gradients));
    Ops after = tf.withControlDependencies(all);
    for (int i = 0; i < gradients.length; i++) {
      @SuppressWarnings("unchecked") // the gradient of a float32 variable
      Operand<TFloat32> gradient = (Operand<TFloat32>) gradients[i];
      String name = parameters.get(i);
      updates.add(
          after.train.applyAdam(
              store.variable(name),
              store.variable(name + "/m"),
              store.variable(name + "/v"),
              beta1Power,
              beta2Power,
              rate,
              after.constant((float) BETA1),
              after.constant((float) BETA2),
              after.constant(1e-8f),
              gradient));
    }
  }
}
