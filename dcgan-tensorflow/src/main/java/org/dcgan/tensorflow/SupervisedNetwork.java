package org.dcgan.tensorflow;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcgan.Problems;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A small convolutional network that learns from pictures whose truth is known which of several
 * things are in them, and numbers about them: several labels at once, each with a sigmoid of its
 * own, and a regression beside them. A judge for generated pictures that shares nothing with the
 * model it judges.
 *
 * <p>Convolutions of 3x3 with stride 2 down to 4x4 places, maps doubling up to four times the
 * width, LeakyReLU, one hidden layer of {@value #HIDDEN} units. Cross-entropy of the labels plus
 * squared errors of the values; Adam, its rate falling to 0. The same seed gives the same network
 * on the same machine with the same threads. Owns native memory: close it. Not for use by several
 * threads.
 */
public final class SupervisedNetwork implements AutoCloseable {
  /** Units between the convolutions and the answer. */
  public static final int HIDDEN = 128;

  private static final int CHUNK = 128;
  private static final float SLOPE = 0.1f;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final long ORDER = 11;
  private static final long NOISE = 12;

  private final ImageShape shape;
  private final int labels;
  private final int values;
  private final Graph graph;
  private final Session session;
  private final ParameterStore store;
  private final List<String> parameters = new ArrayList<>();
  private final Placeholder<TFloat32> images;
  private final Operand<TFloat32> answers;
  private final Placeholder<TFloat32> labelTargets;
  private final Placeholder<TFloat32> valueTargets;
  private final Placeholder<TFloat32> valueWeights;
  private final PlaceholderWithDefault<TFloat32> noise;
  private final PlaceholderWithDefault<TInt64> noiseStream;
  private final Placeholder<TFloat32> rate;
  private final Placeholder<TFloat32> beta1Power;
  private final Placeholder<TFloat32> beta2Power;
  private final Operand<TFloat32> loss;
  private final List<Op> updates = new ArrayList<>();
  private long step;
  private boolean closed;

  /**
   * How to learn.
   *
   * @param epochs passes over the pictures, at least 1
   * @param minibatch pictures a step, at least 1
   * @param learningRate Adam's at the beginning, above 0
   * @param noise the most by which a picture's values are disturbed while it is learnt from, at
   *     least 0: the deviation of normal noise, of each picture another share of this. Makes a
   *     judge that is not thrown off by what generated pictures have and real ones have not
   * @param seed orders the epochs
   */
  public record Plan(int epochs, int minibatch, double learningRate, double noise, long seed) {
    /** Enough for some ten thousand pictures. */
    public static final Plan DEFAULT = new Plan(4, 64, 1e-3, 0, 42);

    /** Checks the ranges. */
    public Plan {
      new Problems()
          .require(epochs >= 1, "epochs must be at least 1, got %d", epochs)
          .require(minibatch >= 1, "minibatch must be at least 1, got %d", minibatch)
          .require(learningRate > 0, "learningRate must be above 0, got %s", learningRate)
          .require(noise >= 0, "noise must be at least 0, got %s", noise)
          .throwIfAny("a supervised network cannot be trained like this");
    }
  }

  /**
   * Builds an untrained network.
   *
   * @param shape of the pictures: square, a power of two of at least 8 pixels
   * @param labels how many things to tell, at least 1
   * @param values how many numbers to estimate, at least 0
   * @param width maps of the first convolution, at least 1
   * @param seed what the weights are drawn from
   * @param runtime how it runs here; always in float32
   */
  public SupervisedNetwork(
      ImageShape shape, int labels, int values, int width, long seed, RuntimeOptions runtime) {
    new Problems()
        .require(
            shape.height() == shape.width()
                && shape.height() >= 8
                && Integer.bitCount(shape.height()) == 1,
            "pictures must be square, a power of two of at least 8 pixels, got %s",
            shape)
        .require(labels >= 1, "labels must be at least 1, got %d", labels)
        .require(values >= 0, "values must be at least 0, got %d", values)
        .require(width >= 1, "width must be at least 1, got %d", width)
        .throwIfAny("this supervised network cannot be built");
    this.shape = shape;
    this.labels = labels;
    this.values = values;
    this.graph = new Graph();
    Ops tf = Ops.create(graph);
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
    Operand<TFloat32> outputs = draw(tf, width, seed, read);
    Operand<TFloat32> logits =
        tf.slice(outputs, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, labels}));
    Operand<TFloat32> numbers =
        tf.slice(outputs, tf.constant(new int[] {0, labels}), tf.constant(new int[] {-1, values}));
    answers = tf.concat(List.of(tf.math.sigmoid(logits), numbers), tf.constant(1));
    loss = loss(tf, logits, numbers);
    drawUpdates(tf, read);
    this.session = new Session(graph, false, Hardware.choose(runtime).config());
    store.initialise(session);
  }

  private static Placeholder<TFloat32> rows(Ops tf, long... row) {
    return tf.placeholder(
        TFloat32.class, Placeholder.shape(Shape.of(row).prepend(Shape.UNKNOWN_SIZE)));
  }

  private static Placeholder<TFloat32> scalar(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  private Operand<TFloat32> draw(Ops tf, int width, long seed, List<Operand<TFloat32>> read) {
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
    return dense(tf, "answer", units, HIDDEN, labels + values, seed, read);
  }

  /** Normal noise, of each picture another share of what is fed; none where nothing is fed. */
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

  /** A variable as read at the beginning of a step; He's deviation, or 0 for an input of none. */
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
    Operand<org.tensorflow.types.TInt32> row = tf.constant(1);
    Operand<org.tensorflow.types.TInt32> batch = tf.constant(0);
    return tf.math.mean(tf.math.add(tf.reduceSum(entropy, row), tf.reduceSum(errors, row)), batch);
  }

  private void drawUpdates(Ops tf, List<Operand<TFloat32>> read) {
    Operand<?>[] gradients =
        java.util.Arrays.stream(
                graph.addGradients(
                    loss.asOutput(),
                    read.stream().map(Operand::asOutput).toArray(org.tensorflow.Output[]::new)))
            .toArray(Operand<?>[]::new);
    // All gradients first: an update must not change what another gradient still reads.
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

  /**
   * Learns.
   *
   * @param source pictures of the network's shape, at least one minibatch of them
   * @param truth what is in them
   * @param plan how long and how fast
   * @param progress told of every minibatch
   * @return the mean loss of the last epoch
   * @throws IllegalArgumentException if the pictures do not fit, or are too few
   * @throws IOException if a picture cannot be read
   */
  public double train(ImageSource source, PictureTruth truth, Plan plan, ProgressListener progress)
      throws IOException {
    requireOpen();
    checkArgument(
        source.shape().filter(shape::equals).isPresent(),
        "this network takes pictures of %s, but those of %s are %s",
        shape,
        source.description(),
        source.shape().map(ImageShape::toString).orElse("of several shapes"));
    int minibatch = plan.minibatch();
    int perEpoch = source.size() / minibatch;
    checkArgument(
        perEpoch >= 1,
        "a minibatch of %s needs as many pictures, but %s has %s",
        minibatch,
        source.description(),
        source.size());
    long total = (long) perEpoch * plan.epochs();
    double sum = 0;
    try (ProgressListener.Task task =
        progress.start("learning the truth", total * minibatch, "images")) {
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        Permutation order = Permutation.of(source.size(), plan.seed(), ORDER, epoch);
        sum = 0;
        for (int i = 0; i < perEpoch; i++) {
          double left = 1 - (double) (epoch * (long) perEpoch + i) / total;
          double lossNow = step(source, truth, order, i * minibatch, minibatch, plan, left);
          sum += lossNow;
          task.note(String.format(Locale.ROOT, "loss %.3f", lossNow));
          task.advance(minibatch);
        }
      }
    }
    return sum / perEpoch;
  }

  private double step(
      ImageSource source,
      PictureTruth truth,
      Permutation order,
      int from,
      int size,
      Plan plan,
      double left)
      throws IOException {
    List<Pixels> pictures = new ArrayList<>();
    float[] labelRows = new float[size * labels];
    float[] valueRows = new float[size * values];
    float[] weightRows = new float[size * values];
    float[] label = new float[labels];
    float[] value = new float[values];
    float[] weight = new float[values];
    for (int i = 0; i < size; i++) {
      int index = order.at(from + i);
      pictures.add(source.read(index));
      java.util.Arrays.fill(value, 0);
      java.util.Arrays.fill(weight, 0);
      truth.describe(index, label, value, weight);
      System.arraycopy(label, 0, labelRows, i * labels, labels);
      System.arraycopy(value, 0, valueRows, i * values, values);
      System.arraycopy(weight, 0, weightRows, i * values, values);
    }
    step++;
    Session.Runner runner = session.runner();
    updates.forEach(runner::addTarget);
    try (TFloat32 batch = tensor(Images.of(pictures));
        TFloat32 labelTensor = Tensors.of(Shape.of(size, labels), labelRows);
        TFloat32 valueTensor = Tensors.of(Shape.of(size, values), valueRows);
        TFloat32 weightTensor = Tensors.of(Shape.of(size, values), weightRows);
        TFloat32 rateTensor = TFloat32.scalarOf((float) (plan.learningRate() * left));
        TFloat32 noiseTensor = TFloat32.scalarOf((float) plan.noise());
        TInt64 streamTensor = TInt64.vectorOf(SeededRandom.hash(plan.seed(), NOISE), step);
        TFloat32 power1 = TFloat32.scalarOf((float) Math.pow(BETA1, step));
        TFloat32 power2 = TFloat32.scalarOf((float) Math.pow(BETA2, step));
        var result =
            runner
                .feed(images, batch)
                .feed(labelTargets, labelTensor)
                .feed(valueTargets, valueTensor)
                .feed(valueWeights, weightTensor)
                .feed(noise, noiseTensor)
                .feed(noiseStream, streamTensor)
                .feed(rate, rateTensor)
                .feed(beta1Power, power1)
                .feed(beta2Power, power2)
                .fetch(loss)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /**
   * Judges pictures.
   *
   * @param pictures float32 NHWC in [-1, 1], of the network's shape
   * @return one row a picture: the labels' probabilities, then the values
   * @throws IllegalArgumentException if the shape is another
   */
  public float[][] judge(Images pictures) {
    requireOpen();
    checkArgument(
        pictures.shape().equals(shape),
        "this network takes pictures of %s, got %s",
        shape,
        pictures.shape());
    int width = labels + values;
    float[][] rows = new float[pictures.count()][];
    for (int from = 0; from < pictures.count(); from += CHUNK) {
      int to = Math.min(pictures.count(), from + CHUNK);
      try (TFloat32 batch = tensor(pictures.slice(from, to));
          var result = session.runner().feed(images, batch).fetch(answers).run()) {
        float[] flat = Tensors.floats((TFloat32) result.get(0));
        for (int i = from; i < to; i++) {
          rows[i] = java.util.Arrays.copyOfRange(flat, (i - from) * width, (i - from + 1) * width);
        }
      }
    }
    return rows;
  }

  private TFloat32 tensor(Images pictures) {
    FloatBuffer data = pictures.data();
    return Tensors.of(
        Shape.of(pictures.count(), shape.height(), shape.width(), shape.channels()), data);
  }

  private void requireOpen() {
    checkState(!closed, "this network is closed; build another one");
  }

  /** Releases native memory. Doing so again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      graph.close();
    }
  }
}
