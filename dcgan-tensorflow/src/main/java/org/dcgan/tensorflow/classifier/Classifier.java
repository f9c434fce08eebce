package org.dcgan.tensorflow.classifier;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.model.Variables;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.RowChunks;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Natives;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The discriminator of an architecture with one logit per class and no bias, trained on labels only
 * by softmax cross-entropy: the baseline of the paper's section 5.2 ("a purely supervised CNN with
 * the same architecture").
 *
 * <p>Owns native memory: close it. Not safe for use by several threads at the same time.
 */
public final class Classifier implements AutoCloseable {
  private final ClassifierOptions options;
  private final GraphSession<Content> network;
  private long updates;
  private boolean closed;

  private record Content(
      ParameterStore store,
      ClassifierStep<?> step,
      Placeholder<TFloat32> images,
      Operand<TFloat32> logits) {}

  /**
   * Creates an untrained classifier.
   *
   * @param options architecture, classes and training
   * @param runtime precision, device and threads
   * @throws IllegalStateException if TensorFlow's native libraries cannot be loaded
   */
  public Classifier(ClassifierOptions options, RuntimeOptions runtime) {
    requireNonNull(options, "options");
    requireNonNull(runtime, "runtime");

    Natives.require();
    this.options = options;
    Hardware hardware = Hardware.choose(runtime);
    this.network =
        GraphSession.open(
            graph ->
                hardware.precision() == Precision.BFLOAT16
                    ? build(GraphOps.of(graph), TBfloat16.class, hardware, options)
                    : build(GraphOps.of(graph), TFloat32.class, hardware, options),
            graph -> Sessions.forNetwork(graph, hardware),
            (content, session) -> content.store().initialize(session));
  }

  private static <T extends TFloating> Content build(
      Ops tf, Class<T> type, Hardware hardware, ClassifierOptions options) {
    Architecture architecture = options.architecture();
    List<LayerSpec> layers = layers(architecture, options.classes());
    ParameterStore store = Variables.of(layers, options.seed(), options.weightDeviation(), tf);
    ClassifierStep<T> step =
        new ClassifierStep<>(
            tf,
            type,
            hardware.variants(),
            store,
            architecture,
            layers,
            options.batchSize(),
            options.adam(),
            options.dropout());
    Placeholder<TFloat32> images =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(row(architecture).prepend(Shape.UNKNOWN_SIZE)));
    var pass =
        Network.classifier(
            new GraphBuilder<>(tf, type, hardware.variants(), store),
            architecture,
            layers,
            images,
            BatchNormMode.POPULATION,
            null);
    return new Content(store, step, images, pass.logits());
  }

  /** The discriminator's layers with one logit per class instead of the score. */
  static List<LayerSpec> layers(Architecture architecture, int classes) {
    List<LayerSpec> discriminator = architecture.discriminatorLayers();
    LayerSpec score = discriminator.get(discriminator.size() - 1);
    return ImmutableList.<LayerSpec>builder()
        .addAll(discriminator.subList(0, discriminator.size() - 1))
        .add(
            new LayerSpec(
                "classifier/score",
                LayerSpec.Kind.SCORE,
                new ConvolutionSpec(0, 1, classes),
                score.inputMaps(),
                1,
                classes,
                false,
                LayerSpec.Activation.LINEAR))
        .build();
  }

  private static Shape row(Architecture architecture) {
    var shape = architecture.image();
    return Shape.of(shape.height(), shape.width(), shape.channels());
  }

  /**
   * Makes one update.
   *
   * @param pixels {@code options.batchSize()} images as unsigned bytes, NHWC
   * @param labels their classes, 0 to {@code options.classes() - 1}
   * @param rateFactor factor of the learning rate; 1 leaves it unchanged
   * @return the batch's mean cross-entropy, nats, before the update; not finite if training has
   *     diverged
   * @throws IllegalArgumentException if the number of images or labels differs from the batch size,
   *     or a label is out of range
   */
  public double train(byte[] pixels, int[] labels, double rateFactor) {
    requireNonNull(pixels, "pixels");
    requireNonNull(labels, "labels");

    checkState(!closed, "this classifier is closed; create another one");
    double loss =
        Failures.translated(
            () ->
                network
                    .content()
                    .step()
                    .run(
                        network.session(),
                        updates + 1,
                        pixels,
                        labels,
                        rateFactor,
                        options.seed()));
    updates++;
    return loss;
  }

  /**
   * Returns the number of updates so far.
   *
   * @return at least 0
   */
  public long updates() {
    return updates;
  }

  /**
   * Classifies images with population statistics, a moving average over the batches of training.
   *
   * @param images images of the architecture's shape
   * @return the class with the highest logit for each image; the first one of equals
   * @throws IllegalStateException if the classifier is closed or untrained, so that there are no
   *     statistics
   */
  public int[] classify(Images images) {
    requireNonNull(images, "images");

    float[] scores = logits(images);
    int classes = options.classes();
    int[] best = new int[images.count()];
    for (int i = 0; i < best.length; i++) {
      for (int c = 1; c < classes; c++) {
        if (scores[i * classes + c] > scores[i * classes + best[i]]) {
          best[i] = c;
        }
      }
    }
    return best;
  }

  /**
   * Computes the logits of images with population statistics.
   *
   * @param images images of the architecture's shape
   * @return [count, classes]
   * @throws IllegalStateException if the classifier is closed or untrained, so that there are no
   *     statistics
   */
  public float[] logits(Images images) {
    requireNonNull(images, "images");

    checkState(!closed, "this classifier is closed; create another one");
    checkState(
        updates > 0,
        "this classifier has no population statistics, since it is untrained; train it first");
    checkArgument(
        images.shape().equals(options.architecture().image()),
        "expected images of %s, as the architecture has, got %s; crop or resize them first",
        options.architecture().image(),
        images.shape());
    return Failures.translated(() -> chunkLogits(images));
  }

  private float[] chunkLogits(Images images) {
    Shape row = row(options.architecture());
    return RowChunks.run(
        images.count(),
        RowChunks.CHUNK,
        options.classes(),
        (from, count) -> {
          try (TFloat32 tensor = RowChunks.tensor(images.data(), row, from, count)) {
            return network
                .runner()
                .feed(network.content().images(), tensor)
                .fetch(network.content().logits())
                .run();
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    network.close();
  }
}
