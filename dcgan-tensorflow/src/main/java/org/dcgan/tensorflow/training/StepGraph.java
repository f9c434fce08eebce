package org.dcgan.tensorflow.training;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcgan.BatchNormScope;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.DiscriminatorBatches;
import org.dcgan.tensorflow.network.Gradients;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.Network.DiscriminatorPass;
import org.dcgan.tensorflow.network.Network.GeneratorPass;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.ScaledPixels;
import org.dcgan.tensorflow.network.SpectralNorm;
import org.dcgan.tensorflow.training.ImageAugmentation.Augmented;
import org.dcgan.training.AdversarialLoss;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.framework.op.FrameworkOps;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * The graph of one training step: images and latents in; gradients, Adam updates, population
 * statistics and losses out, ordered as the plan's schedule demands. {@link AdversarialStep} runs
 * it.
 *
 * @param <T> the number format of activations
 */
final class StepGraph<T extends TFloating> {
  /** The batches that D sees. */
  private static final int REAL = 0;

  private static final int FAKE = 1;

  private final Ops tf;
  private final ParameterStore store;
  private final Architecture architecture;
  private final AveragedNetworks averaged;
  private final StepInputs inputs;
  private final AdversarialLoss loss;
  private final Augmented augmentedFake;
  private final GradientExchange exchange;
  private final @Nullable Placeholder<TFloat32> signals;

  private final List<Op> generatorTargets = new ArrayList<>();
  private final List<Op> discriminatorTargets = new ArrayList<>();
  private final Operand<TFloat32> discriminatorNorm;
  private final Operand<TFloat32> realReport;
  private final Operand<TFloat32> fakeReport;
  private Operand<TFloat32> generatorNorm;

  /**
   * Builds the graph.
   *
   * @param tf the scope of its operations
   * @param type the number format of activations
   * @param variants the implementations of the convolutions
   * @param store the parameters, moments and statistics, and the averages that the plan asks for
   * @param architecture the networks
   * @param plan schedule, batch size, optimizers and everything else that shapes a step
   * @param distribution the division of the step among workers
   */
  StepGraph(
      Ops tf,
      Class<T> type,
      OpVariants variants,
      ParameterStore store,
      Architecture architecture,
      TrainingPlan plan,
      StepDistribution distribution) {
    this.tf = tf;
    this.store = store;
    this.architecture = architecture;
    this.averaged = AveragedNetworks.of(plan);
    this.inputs = StepInputs.of(tf, architecture, plan, distribution.share());
    this.exchange = new GradientExchange(tf, distribution);
    this.loss = plan.loss();

    GraphBuilder<T> builder = builder(tf, type, variants, distribution);
    GeneratorPass<T> generated =
        Network.generator(
            builder.in("generated"),
            architecture,
            inputs.latents(),
            inputs.labels(),
            BatchNormMode.BATCH);
    ImageAugmentation augmentation = inputs.augmentation();
    Augmented augmentedReal = augmentation.on(tf, scaled(), ImageAugmentation.Kind.REAL);
    this.augmentedFake = augmentation.on(tf, generated.images(), ImageAugmentation.Kind.FAKE);
    Shape shape = inputs.pixels().shape();
    Operand<TFloat32> real =
        inputs.noise().on(tf, augmentedReal.images(), shape, InputNoise.Kind.REAL);
    Operand<TFloat32> fake =
        inputs.noise().on(tf, augmentedFake.images(), shape, InputNoise.Kind.FAKE);
    DiscriminatorBatches<T> both =
        passTogether(plan, distribution)
            ? DiscriminatorBatches.together(
                builder.in("both"), architecture, List.of(real, fake), inputs.labels())
            : DiscriminatorBatches.separate(
                List.of(
                    discriminator(builder.in("real"), real),
                    discriminator(builder.in("fake"), fake)));
    this.realReport = exchange.sumOfShares(report(both.logits(REAL)));
    this.signals =
        distribution.isAlone()
            ? null
            : tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Signals.SIZE)));
    this.fakeReport = withSignals(report(both.logits(FAKE)), distribution);

    List<Op> generatorStatistics =
        statistics(exchange.averages(generated.statistics()), inputs.generatorRate());
    List<Op> discriminatorStatistics =
        statistics(exchange.averages(both.statistics(REAL)), inputs.discriminatorRate());
    generatorTargets.addAll(generatorStatistics);
    discriminatorTargets.addAll(discriminatorStatistics);
    Map<ParameterSpec, Operand<TFloat32>> discriminator = discriminatorGradients(builder, both);
    List<Op> vectors = SpectralNorm.updates(builder, store, architecture.discriminatorLayers());
    discriminatorTargets.addAll(vectors);
    this.discriminatorNorm = norm(discriminator);
    this.generatorNorm = discriminatorNorm;
    switch (plan.schedule()) {
      case SIMULTANEOUS -> {
        Operand<TFloat32> imageGradient = imageGradient(both);
        // All that reads D comes before these, so that D is updated while G is differentiated.
        List<Op> readers = new ArrayList<>(discriminator.values());
        readers.add(imageGradient);
        updateDiscriminator(discriminator, readers);
        updateGenerator(generatorGradients(generated, imageGradient));
      }
      case SEQUENTIAL -> {
        List<Op> updates = new ArrayList<>(updateDiscriminator(discriminator));
        updates.addAll(vectors);
        // As with the alternating schedule, where D is updated more often than G.
        discriminatorTargets.addAll(generatorStatistics);
        GraphBuilder<T> updated =
            builder(tf.withControlDependencies(updates), type, variants, distribution);
        DiscriminatorPass<T> onFakeAgain = discriminator(updated.in("fake"), fake);
        updateGenerator(
            generatorGradients(
                generated, onFakeAgain.imageGradient(generatorGradient(onFakeAgain.logits()))));
      }
      case ALTERNATING -> {
        updateDiscriminator(discriminator);
        // A step that updates D only still generates images, whose batch statistics count for G.
        discriminatorTargets.addAll(generatorStatistics);
        updateGenerator(generatorGradients(generated, imageGradient(both)));
      }
    }
  }

  /**
   * Whether real and generated images pass D together. A step of the alternating schedule that
   * updates G only has no real images.
   */
  private boolean passTogether(TrainingPlan plan, StepDistribution distribution) {
    return distribution.isAlone()
        && plan.schedule() != UpdateSchedule.ALTERNATING
        && DiscriminatorBatches.suitTogether(architecture, distribution.share().size());
  }

  private DiscriminatorPass<T> discriminator(GraphBuilder<T> builder, Operand<TFloat32> images) {
    return Network.discriminator(
        builder, architecture, images, inputs.labels(), BatchNormMode.BATCH);
  }

  private GraphBuilder<T> builder(
      Ops scope, Class<T> type, OpVariants variants, StepDistribution distribution) {
    GraphBuilder<T> builder = new GraphBuilder<>(scope, type, variants, store);
    return distribution.isAlone() || distribution.batchNorm() == BatchNormScope.WORKER
        ? builder
        : builder.dividing(distribution.share(), distribution.reduce());
  }

  /** The report on all workers' images, followed by the signals of all workers. */
  private Operand<TFloat32> withSignals(Operand<TFloat32> report, StepDistribution distribution) {
    if (signals == null) {
      return report;
    }
    Operand<TFloat32> share = tf.math.mul(report, tf.constant(distribution.share().fraction()));
    return distribution.reduce().sum(tf, tf.concat(List.of(share, signals), tf.constant(0)));
  }

  /** Updates D after all operations that its own gradients depend on. */
  @CanIgnoreReturnValue
  private List<Op> updateDiscriminator(Map<ParameterSpec, Operand<TFloat32>> gradients) {
    return updateDiscriminator(gradients, new ArrayList<>(gradients.values()));
  }

  /**
   * Updates D, then the moving average of its weights.
   *
   * @param after all operations that gradients which are computed with these weights depend on
   * @return D's updates
   */
  @CanIgnoreReturnValue
  private List<Op> updateDiscriminator(
      Map<ParameterSpec, Operand<TFloat32>> gradients, List<Op> after) {
    List<Op> updates = inputs.discriminatorAdam().update(tf, store, gradients, after);
    discriminatorTargets.addAll(updates);
    discriminatorTargets.addAll(
        average(
            averaged.discriminator(),
            architecture.discriminatorParameters(),
            updates,
            inputs.discriminatorAverageRate()));
    return updates;
  }

  /**
   * Updates G after all operations that its gradients depend on, then the moving average of its
   * weights.
   */
  private void updateGenerator(Map<ParameterSpec, Operand<TFloat32>> gradients) {
    generatorNorm = norm(gradients);
    List<Op> updates =
        inputs.generatorAdam().update(tf, store, gradients, new ArrayList<>(gradients.values()));
    generatorTargets.addAll(updates);
    generatorTargets.addAll(
        average(
            averaged.generator(),
            architecture.generatorParameters(),
            updates,
            inputs.generatorAverageRate()));
  }

  /** The updates of a network's average, which follow those of its parameters; none without one. */
  private List<Op> average(
      boolean wanted, List<ParameterSpec> parameters, List<Op> after, Operand<TFloat32> rate) {
    return wanted ? AveragedWeights.update(tf, store, parameters, after, rate) : List.of();
  }

  /** The Euclidean length of all gradients as one vector. Computed only if it is fetched. */
  private Operand<TFloat32> norm(Map<ParameterSpec, Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> halves = new ArrayList<>();
    gradients.values().forEach(gradient -> halves.add(tf.nn.l2Loss(gradient)));
    return tf.math.sqrt(tf.math.mul(tf.math.addN(halves), tf.constant(2f)));
  }

  private Operand<TFloat32> scaled() {
    return ScaledPixels.of(tf, inputs.pixels());
  }

  /** The loss is the sum over real and generated images. */
  private Map<ParameterSpec, Operand<TFloat32>> discriminatorGradients(
      GraphBuilder<T> builder, DiscriminatorBatches<T> both) {
    Gradients gradients = new Gradients();
    both.parameterGradients(
        List.of(realGradient(both.logits(REAL)), fakeGradient(both.logits(FAKE))), gradients);
    return inputs
        .discriminatorAdam()
        .withWeightDecay(
            tf, store, SpectralNorm.gradients(builder, exchange.sums(gradients.sums(tf))));
  }

  /** The gradient of G's loss with respect to the generated images that D sees. */
  private Operand<TFloat32> imageGradient(DiscriminatorBatches<T> both) {
    return both.imageGradient(FAKE, generatorGradient(both.logits(FAKE)));
  }

  private Map<ParameterSpec, Operand<TFloat32>> generatorGradients(
      GeneratorPass<T> generated, Operand<TFloat32> imageGradient) {
    Gradients gradients = new Gradients();
    generated.backward(augmentedFake.gradient(imageGradient), gradients);
    return inputs.generatorAdam().withWeightDecay(tf, store, exchange.sums(gradients.sums(tf)));
  }

  /** The gradient of D's loss with respect to its logits of real images. */
  private Operand<TFloat32> realGradient(Operand<TFloat32> logits) {
    return switch (loss) {
      case CROSS_ENTROPY -> crossEntropyGradient(logits, inputs.realLabels().operand());
      case HINGE -> where(tf.math.less(logits, tf.constant(1f)), -1f / inputs.share().total());
    };
  }

  /** The gradient of D's loss with respect to its logits of generated images. */
  private Operand<TFloat32> fakeGradient(Operand<TFloat32> logits) {
    return switch (loss) {
      case CROSS_ENTROPY -> crossEntropyGradient(logits, inputs.fakeLabels().operand());
      case HINGE -> where(tf.math.greater(logits, tf.constant(-1f)), 1f / inputs.share().total());
    };
  }

  /** The gradient of G's loss with respect to D's logits; the cross-entropy's target is 1. */
  private Operand<TFloat32> generatorGradient(Operand<TFloat32> logits) {
    return switch (loss) {
      case CROSS_ENTROPY -> crossEntropyGradient(logits, tf.constant(1f));
      case HINGE ->
          tf.fill(
              tf.constant(new int[] {inputs.share().size(), 1}),
              tf.constant(-1f / inputs.share().total()));
    };
  }

  /** A value where a condition holds, and 0 elsewhere. */
  private Operand<TFloat32> where(Operand<TBool> condition, float value) {
    return tf.math.mul(tf.dtypes.cast(condition, TFloat32.class), tf.constant(value));
  }

  /** The gradient of the mean sigmoid cross-entropy: (sigmoid(logit) - target) / batch size. */
  private Operand<TFloat32> crossEntropyGradient(
      Operand<TFloat32> logits, Operand<TFloat32> target) {
    return tf.math.mul(
        tf.math.sub(tf.math.sigmoid(logits), target), tf.constant(1f / inputs.share().total()));
  }

  /** [cross-entropy against 1, cross-entropy against 0, mean probability]. */
  private Operand<TFloat32> report(Operand<TFloat32> logits) {
    var losses = FrameworkOps.create(tf).nn;
    return tf.stack(
        List.of(
            mean(losses.sigmoidCrossEntropyWithLogits(tf.onesLike(logits), logits)),
            mean(losses.sigmoidCrossEntropyWithLogits(tf.zerosLike(logits), logits)),
            mean(tf.math.sigmoid(logits))));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> values) {
    return tf.math.mean(values, tf.constant(new int[] {0, 1}));
  }

  private List<Op> statistics(List<BatchStatistics> batch, Operand<TFloat32> rate) {
    List<Op> updates = new ArrayList<>();
    for (BatchStatistics layer : batch) {
      updates.add(toward(BatchStatistics.meanName(layer.layer()), layer.mean(), rate));
      updates.add(toward(BatchStatistics.varianceName(layer.layer()), layer.variance(), rate));
    }
    return updates;
  }

  private Op toward(String name, Operand<TFloat32> value, Operand<TFloat32> rate) {
    return tf.assignAdd(
        store.variable(name), tf.math.mul(tf.math.sub(value, store.variable(name)), rate));
  }

  StepInputs inputs() {
    return inputs;
  }

  /** The operations that update G, its average and its population statistics. */
  List<Op> generatorTargets() {
    return generatorTargets;
  }

  /** The operations that update D, its average, and the population statistics with them. */
  List<Op> discriminatorTargets() {
    return discriminatorTargets;
  }

  /** The length of G's gradient, a scalar. */
  Operand<TFloat32> generatorNorm() {
    return generatorNorm;
  }

  /** The length of D's gradient, a scalar. */
  Operand<TFloat32> discriminatorNorm() {
    return discriminatorNorm;
  }

  /** This worker's {@link Signals}; null if there are no other workers. */
  @Nullable Placeholder<TFloat32> signals() {
    return signals;
  }

  /** Cross-entropy against 1, cross-entropy against 0 and mean probability of real images. */
  Operand<TFloat32> realReport() {
    return realReport;
  }

  /**
   * The same three numbers of generated images, followed by the signals of all workers if there are
   * other workers.
   */
  Operand<TFloat32> fakeReport() {
    return fakeReport;
  }
}
