package org.dcgan.tensorflow.classifier;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.internal.Problems;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.RowChunks;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A small convolutional network that is trained on images with known content and predicts several
 * binary labels and real values per image. It evaluates generated images and shares no weights with
 * the model that generated them.
 *
 * <p>The network has 3x3 convolutions with stride 2 down to 4x4 maps, whose number doubles up to
 * four times the width, LeakyReLU, and one hidden layer of {@value #HIDDEN} units. The loss is the
 * cross-entropy of the labels plus the squared errors of the values; the optimizer is Adam, whose
 * learning rate falls linearly to 0. The same seed gives the same network on the same machine with
 * the same number of threads. Owns native memory: close it. Not safe for use by several threads.
 */
public final class SupervisedNetwork implements AutoCloseable {
  /** Units of the hidden layer between the convolutions and the outputs. */
  public static final int HIDDEN = SupervisedGraph.HIDDEN;

  private static final int CHUNK = 128;
  private static final long ORDER = 11;
  private static final long NOISE = 12;

  private final ImageShape shape;
  private final int labels;
  private final int values;
  private final GraphSession<SupervisedGraph> network;
  private final SupervisedGraph content;
  private long step;
  private boolean closed;

  /**
   * The hyperparameters of a training.
   *
   * @param epochs passes over the images, at least 1
   * @param batchSize images per step, at least 1
   * @param learningRate Adam's initial learning rate, above 0
   * @param noise largest standard deviation of the normal noise that is added to an image in
   *     training, at least 0; each image gets a random share of it. Noise makes the network robust
   *     against artifacts of generated images
   * @param seed random seed of the order of images and of the noise
   */
  public record Plan(int epochs, int batchSize, double learningRate, double noise, long seed) {
    /** Suitable for some ten thousand images. */
    public static final Plan DEFAULT = new Plan(4, 64, 1e-3, 0, 42);

    /** Checks the ranges. */
    public Plan {
      new Problems()
          .require(epochs >= 1, "epochs must be at least 1, got %d", epochs)
          .require(batchSize >= 1, "batchSize must be at least 1, got %d", batchSize)
          .require(learningRate > 0, "learningRate must be above 0, got %s", learningRate)
          .require(noise >= 0, "noise must be at least 0, got %s", noise)
          .throwIfAny("invalid plan for a supervised network");
    }
  }

  /**
   * Creates an untrained network.
   *
   * @param shape the images' shape: square, with a side that is a power of two and at least 8
   * @param labels number of binary labels, at least 1
   * @param values number of real values, at least 0
   * @param width maps of the first convolution, at least 1
   * @param seed random seed of the initial weights
   * @param runtime device and threads; the precision is always float32
   */
  public SupervisedNetwork(
      ImageShape shape, int labels, int values, int width, long seed, RuntimeOptions runtime) {
    requireNonNull(shape, "shape");
    requireNonNull(runtime, "runtime");

    new Problems()
        .require(
            shape.height() == shape.width()
                && shape.height() >= 8
                && Integer.bitCount(shape.height()) == 1,
            "images must be square, a power of two of at least 8 pixels, got %s",
            shape)
        .require(labels >= 1, "labels must be at least 1, got %d", labels)
        .require(values >= 0, "values must be at least 0, got %d", values)
        .require(width >= 1, "width must be at least 1, got %d", width)
        .throwIfAny("invalid supervised network");
    this.shape = shape;
    this.labels = labels;
    this.values = values;
    Natives.require();
    Hardware hardware = Hardware.choose(runtime);
    this.network =
        GraphSession.open(
            graph -> new SupervisedGraph(graph, shape, labels, values, width, seed),
            graph -> Sessions.forNetwork(graph, hardware),
            (content, session) -> content.store.initialize(session));
    this.content = network.content();
  }

  /**
   * Trains the network.
   *
   * @param source images of the network's shape, at least one batch
   * @param truth labels and values of the images
   * @param plan the hyperparameters
   * @param progress is notified of every batch
   * @return the mean loss of the last epoch
   * @throws IllegalArgumentException if the images have another shape, or are fewer than a batch
   * @throws IOException if an image cannot be read
   */
  @CanIgnoreReturnValue
  public double train(ImageSource source, TargetEncoder truth, Plan plan, ProgressListener progress)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(truth, "truth");
    requireNonNull(plan, "plan");
    requireNonNull(progress, "progress");

    requireOpen();
    checkArgument(
        source.shape().filter(shape::equals).isPresent(),
        "expected images of %s, but those of %s are %s; crop or resize them first",
        shape,
        source.description(),
        source.shape().map(ImageShape::toString).orElse("of several shapes"));
    int batchSize = plan.batchSize();
    int perEpoch = source.size() / batchSize;
    checkArgument(
        perEpoch >= 1,
        "expected at least a batch of %s images, but %s has %s; choose a smaller batchSize",
        batchSize,
        source.description(),
        source.size());
    long total = (long) perEpoch * plan.epochs();
    double sum = 0;
    try (ProgressListener.Task task =
        progress.start("learning the truth", total * batchSize, "images")) {
      for (int epoch = 0; epoch < plan.epochs(); epoch++) {
        Permutation order = Permutation.of(source.size(), plan.seed(), ORDER, epoch);
        sum = 0;
        for (int i = 0; i < perEpoch; i++) {
          double left = 1 - (double) (epoch * (long) perEpoch + i) / total;
          double lossNow = step(source, truth, order, i * batchSize, batchSize, plan, left);
          sum += lossNow;
          task.note(String.format(Locale.ROOT, "loss %.3f", lossNow));
          task.advance(batchSize);
        }
      }
    }
    return sum / perEpoch;
  }

  private double step(
      ImageSource source,
      TargetEncoder truth,
      Permutation order,
      int from,
      int size,
      Plan plan,
      double left)
      throws IOException {
    List<Pixels> images = new ArrayList<>();
    float[] labelRows = new float[size * labels];
    float[] valueRows = new float[size * values];
    float[] weightRows = new float[size * values];
    float[] label = new float[labels];
    float[] value = new float[values];
    float[] weight = new float[values];
    for (int i = 0; i < size; i++) {
      int index = order.at(from + i);
      images.add(source.read(index));
      Arrays.fill(value, 0);
      Arrays.fill(weight, 0);
      truth.describe(index, label, value, weight);
      System.arraycopy(label, 0, labelRows, i * labels, labels);
      System.arraycopy(value, 0, valueRows, i * values, values);
      System.arraycopy(weight, 0, weightRows, i * values, values);
    }
    step++;
    return Failures.translated(
        () -> update(Images.of(images), size, labelRows, valueRows, weightRows, plan, left));
  }

  private double update(
      Images images,
      int size,
      float[] labelRows,
      float[] valueRows,
      float[] weightRows,
      Plan plan,
      double left) {
    Session.Runner runner = network.runner();
    content.updates().forEach(runner::addTarget);
    try (TFloat32 batch = tensor(images);
        TFloat32 labelTensor = Tensors.of(Shape.of(size, labels), labelRows);
        TFloat32 valueTensor = Tensors.of(Shape.of(size, values), valueRows);
        TFloat32 weightTensor = Tensors.of(Shape.of(size, values), weightRows);
        TFloat32 rateTensor = TFloat32.scalarOf((float) (plan.learningRate() * left));
        TFloat32 noiseTensor = TFloat32.scalarOf((float) plan.noise());
        TInt64 streamTensor = TInt64.vectorOf(SeededRandom.hash(plan.seed(), NOISE), step);
        TFloat32 power1 = TFloat32.scalarOf((float) Math.pow(SupervisedGraph.BETA1, step));
        TFloat32 power2 = TFloat32.scalarOf((float) Math.pow(SupervisedGraph.BETA2, step));
        var result =
            runner
                .feed(content.images, batch)
                .feed(content.labelTargets, labelTensor)
                .feed(content.valueTargets, valueTensor)
                .feed(content.valueWeights, weightTensor)
                .feed(content.noise, noiseTensor)
                .feed(content.noiseStream, streamTensor)
                .feed(content.rate, rateTensor)
                .feed(content.beta1Power, power1)
                .feed(content.beta2Power, power2)
                .fetch(content.loss)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /**
   * Predicts labels and values of images.
   *
   * @param images float32 NHWC in [-1, 1], of the network's shape
   * @return one row per image: the probabilities of the labels, then the values
   * @throws IllegalArgumentException if the shape is another
   */
  public float[][] predict(Images images) {
    requireNonNull(images, "images");

    requireOpen();
    checkArgument(
        images.shape().equals(shape),
        "expected images of %s, got %s; crop or resize them first",
        shape,
        images.shape());
    return Failures.translated(() -> predictions(images));
  }

  private float[][] predictions(Images images) {
    int width = labels + values;
    float[] flat =
        RowChunks.run(
            images.count(),
            CHUNK,
            width,
            (from, count) -> {
              try (TFloat32 batch = tensor(images.slice(from, from + count))) {
                return network.runner().feed(content.images, batch).fetch(content.answers).run();
              }
            });
    float[][] rows = new float[images.count()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  private TFloat32 tensor(Images images) {
    FloatBuffer data = images.data();
    return Tensors.of(
        Shape.of(images.count(), shape.height(), shape.width(), shape.channels()), data);
  }

  private void requireOpen() {
    checkState(!closed, "this network is closed; build another one");
  }

  /** Releases native memory. Closing again has no effect. */
  @Override
  public void close() {
    closed = true;
    network.close();
  }
}
