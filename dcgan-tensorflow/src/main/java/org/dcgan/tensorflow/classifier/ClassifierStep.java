package org.dcgan.tensorflow.classifier;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.ImageShape;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.Dropout;
import org.dcgan.tensorflow.network.Gradients;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.ScaledPixels;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.training.Adam;
import org.dcgan.tensorflow.training.AdversarialStep;
import org.dcgan.training.AdamOptions;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TFloating;

/**
 * One step of supervised training as a graph. It takes images and labels, and computes the
 * gradients of the mean softmax cross-entropy, Adam's updates, population statistics and the loss.
 *
 * @param <T> the number format of activations
 */
public final class ClassifierStep<T extends TFloating> {
  private final ImageShape image;
  private final int batchSize;
  private final int classes;
  private final Adam adam;
  private final Placeholder<TUint8> pixels;
  private final Placeholder<TInt32> labels;
  private final Placeholder<TInt64> dropoutSeed;
  private final Placeholder<TFloat32> statisticsRate;
  private final List<Op> targets = new ArrayList<>();
  private final Operand<TFloat32> loss;

  /**
   * Builds the step.
   *
   * @param tf the scope of the operations
   * @param type the number format of activations
   * @param variants the variants of operations to use
   * @param store parameters, moments and statistics of the layers
   * @param architecture the architecture whose discriminator is used
   * @param layers its convolutions, then a score with one map per class
   * @param batchSize images per step
   * @param adamOptions the optimizer, with weight decay
   * @param dropout the share of the last maps' values that is set to 0, in [0, 1)
   */
  public ClassifierStep(
      Ops tf,
      Class<T> type,
      OpVariants variants,
      ParameterStore store,
      Architecture architecture,
      List<LayerSpec> layers,
      int batchSize,
      AdamOptions adamOptions,
      double dropout) {
    this.image = architecture.image();
    this.batchSize = batchSize;
    this.classes = layers.get(layers.size() - 1).maps();
    this.adam = new Adam(tf, adamOptions);
    this.pixels =
        tf.placeholder(
            TUint8.class,
            Placeholder.shape(
                Shape.of(batchSize, image.height(), image.width(), image.channels())));
    this.labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(batchSize)));
    this.dropoutSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    this.statisticsRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> scaled = ScaledPixels.of(tf, pixels);
    var pass =
        Network.classifier(
            new GraphBuilder<>(tf, type, variants, store),
            architecture,
            layers,
            scaled,
            BatchNormMode.BATCH,
            dropout == 0 ? null : new Dropout<>(dropout, dropoutSeed));
    Operand<TFloat32> wanted =
        tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    // The second output is the gradient: the softmax minus the one-hot label.
    var entropy = tf.nn.softmaxCrossEntropyWithLogits(pass.logits(), wanted);
    this.loss = tf.math.mean(entropy.loss(), tf.constant(0));
    Gradients gathered = new Gradients();
    pass.parameterGradients(tf.math.mul(entropy.backprop(), tf.constant(1f / batchSize)), gathered);
    Map<ParameterSpec, Operand<TFloat32>> gradients =
        adam.withWeightDecay(tf, store, gathered.sums(tf));
    targets.addAll(adam.update(tf, store, gradients, new ArrayList<>(gradients.values())));
    for (BatchStatistics layer : pass.statistics()) {
      targets.add(toward(tf, store, BatchStatistics.meanName(layer.layer()), layer.mean()));
      targets.add(toward(tf, store, BatchStatistics.varianceName(layer.layer()), layer.variance()));
    }
  }

  private Op toward(Ops tf, ParameterStore store, String name, Operand<TFloat32> seen) {
    return tf.assignAdd(
        store.variable(name), tf.math.mul(tf.math.sub(seen, store.variable(name)), statisticsRate));
  }

  /**
   * Runs the step.
   *
   * @param session a session of the graph
   * @param update number of the update, counted from 1
   * @param batch [batch] images, NHWC
   * @param wanted [batch] labels, 0 to classes - 1
   * @param rateFactor factor of the learning rate
   * @param seed random seed of dropout, together with the number of the update
   * @return the mean cross-entropy in nats before the update
   */
  public double run(
      Session session, long update, byte[] batch, int[] wanted, double rateFactor, long seed) {
    checkArgument(
        batch.length == (long) batchSize * image.size() && wanted.length == batchSize,
        "expected a batch of %s images of %s and as many labels, got %s bytes and %s labels",
        batchSize,
        image,
        batch.length,
        wanted.length);
    for (int label : wanted) {
      checkArgument(
          label >= 0 && label < classes, "a label must be 0 to %s, got %s", classes - 1, label);
    }
    List<TFloat32> toClose = new ArrayList<>();
    Shape shape = Shape.of(batchSize, image.height(), image.width(), image.channels());
    try (TUint8 images = Tensors.of(shape, batch);
        TInt32 numbers = TInt32.tensorOf(Shape.of(batchSize), DataBuffers.of(wanted, true, false));
        TInt64 chance = TInt64.vectorOf(seed, update)) {
      Session.Runner runner =
          session
              .runner()
              .feed(pixels, images)
              .feed(labels, numbers)
              .feed(dropoutSeed, chance)
              .fetch(loss);
      adam.feed(runner, update, rateFactor, toClose);
      Adam.feed(runner, statisticsRate, AdversarialStep.statisticsRate(update), toClose);
      targets.forEach(runner::addTarget);
      try (var result = runner.run()) {
        return Tensors.floats((TFloat32) result.get(0))[0];
      }
    } finally {
      toClose.forEach(TFloat32::close);
    }
  }
}
