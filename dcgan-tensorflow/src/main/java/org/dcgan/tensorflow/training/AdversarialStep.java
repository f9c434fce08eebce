package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.Gradients;
import org.dcgan.tensorflow.network.GraphBuilder;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.Network.DiscriminatorPass;
import org.dcgan.tensorflow.network.Network.GeneratorPass;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.GradientNorms;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.framework.op.FrameworkOps;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TFloating;

/**
 * One batch's work as a graph: images and latents in; gradients, Adam updates, population
 * statistics and losses out, in the order that the schedule demands.
 *
 * @param <T> the number format of activations
 */
public final class AdversarialStep<T extends TFloating> {
  /**
   * How much of the population statistics each batch replaces, once enough have been seen: the
   * weights move too fast to average over more than the last ten or twenty.
   */
  private static final double STATISTICS_RATE = 0.1;

  private final Architecture architecture;
  private final ParameterStore store;
  private final UpdateSchedule schedule;
  private final int discriminatorUpdates;
  private final double generatorEmaDecay;
  private final int batchSize;
  private final Ops tf;

  private final Placeholder<TUint8> pixels;
  private final Placeholder<TFloat32> latents;
  private final Placeholder<TFloat32> generatorRate;
  private final Placeholder<TFloat32> discriminatorRate;
  private final Adam generatorAdam;
  private final Placeholder<TFloat32> averageRate;
  private final Adam discriminatorAdam;
  private final InputNoise noise;
  private final LabelTargets realLabels;
  private final LabelTargets fakeLabels;

  private final List<Op> generatorTargets = new ArrayList<>();
  private final List<Op> discriminatorTargets = new ArrayList<>();
  private final boolean measuresGradients;
  private Operand<TFloat32> generatorNorm;
  private Operand<TFloat32> discriminatorNorm;
  private final Operand<TFloat32> realReport;
  private final Operand<TFloat32> fakeReport;
  private float @Nullable [] lastReal;
  private @Nullable Consumer<RunMetadata> tracer;

  /**
   * Draws the step.
   *
   * @param tf where
   * @param type the number format of activations
   * @param forms which forms of the convolutions' passes
   * @param store the parameters, moments and statistics; the averages, if the plan wants any
   * @param architecture the networks
   * @param plan schedule, batch, optimizers and everything else that shapes a step
   */
  public AdversarialStep(
      Ops tf,
      Class<T> type,
      OpVariants forms,
      ParameterStore store,
      Architecture architecture,
      TrainingPlan plan) {
    this.tf = tf;
    this.architecture = architecture;
    this.store = store;
    this.schedule = plan.schedule();
    this.discriminatorUpdates = plan.discriminatorUpdates();
    this.generatorEmaDecay = plan.generatorEmaDecay();
    this.measuresGradients = measuresGradients(plan);
    this.batchSize = plan.batchSize();
    int side = architecture.image().height();
    this.pixels =
        tf.placeholder(
            TUint8.class,
            Placeholder.shape(Shape.of(batchSize, side, side, architecture.image().channels())));
    this.latents =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(batchSize, architecture.latentDim())));
    this.generatorRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    this.discriminatorRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    this.generatorAdam = new Adam(tf, plan.generatorAdam());
    this.averageRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    this.discriminatorAdam = new Adam(tf, plan.discriminatorAdam());
    this.noise = new InputNoise(tf, plan.instanceNoise());
    this.realLabels = new LabelTargets(tf, plan.labels(), true, batchSize);
    this.fakeLabels = new LabelTargets(tf, plan.labels(), false, batchSize);

    GraphBuilder<T> drawing = new GraphBuilder<>(tf, type, forms, store);
    GeneratorPass<T> generated =
        Network.generator(drawing.in("generated"), architecture, latents, BatchNormMode.BATCH);
    Operand<TFloat32> real = noise.on(tf, scaled(), pixels.shape(), InputNoise.Kind.REAL);
    Operand<TFloat32> fake = noise.on(tf, generated.images(), pixels.shape(), InputNoise.Kind.FAKE);
    DiscriminatorPass<T> onReal =
        Network.discriminator(drawing.in("real"), architecture, real, BatchNormMode.BATCH);
    DiscriminatorPass<T> onFake =
        Network.discriminator(drawing.in("fake"), architecture, fake, BatchNormMode.BATCH);
    this.realReport = report(onReal.logits());
    this.fakeReport = report(onFake.logits());

    List<Op> generatorStatistics = statistics(generated.statistics(), generatorRate);
    List<Op> discriminatorStatistics = statistics(onReal.statistics(), discriminatorRate);
    generatorTargets.addAll(generatorStatistics);
    discriminatorTargets.addAll(discriminatorStatistics);
    Map<ParameterSpec, Operand<TFloat32>> discriminator = discriminatorGradients(onReal, onFake);
    this.discriminatorNorm = norm(discriminator);
    this.generatorNorm = discriminatorNorm;
    switch (schedule) {
      case SIMULTANEOUS -> {
        Map<ParameterSpec, Operand<TFloat32>> generator = generatorGradients(generated, onFake);
        List<Op> all = new ArrayList<>(discriminator.values());
        all.addAll(generator.values());
        discriminatorTargets.addAll(discriminatorAdam.update(tf, store, discriminator, all));
        updateGenerator(generator, all);
      }
      case SEQUENTIAL -> {
        List<Op> updates = update(discriminatorAdam, discriminator);
        discriminatorTargets.addAll(updates);
        // As with the alternating schedule, where D is updated more often than G.
        discriminatorTargets.addAll(generatorStatistics);
        GraphBuilder<T> updated =
            new GraphBuilder<>(tf.withControlDependencies(updates), type, forms, store);
        DiscriminatorPass<T> onFakeAgain =
            Network.discriminator(updated.in("fake"), architecture, fake, BatchNormMode.BATCH);
        updateGenerator(generatorGradients(generated, onFakeAgain));
      }
      case ALTERNATING -> {
        discriminatorTargets.addAll(update(discriminatorAdam, discriminator));
        // A step of D alone still draws images, and what they tell of G's statistics is kept.
        discriminatorTargets.addAll(generatorStatistics);
        updateGenerator(generatorGradients(generated, onFake));
      }
    }
  }

  /** One network's update, after all that its own gradients read. */
  private List<Op> update(Adam adam, Map<ParameterSpec, Operand<TFloat32>> gradients) {
    return adam.update(tf, store, gradients, new ArrayList<>(gradients.values()));
  }

  private void updateGenerator(Map<ParameterSpec, Operand<TFloat32>> gradients) {
    updateGenerator(gradients, new ArrayList<>(gradients.values()));
  }

  /** G's update, and then the average's. */
  private void updateGenerator(Map<ParameterSpec, Operand<TFloat32>> gradients, List<Op> after) {
    generatorNorm = norm(gradients);
    List<Op> updates = generatorAdam.update(tf, store, gradients, after);
    generatorTargets.addAll(updates);
    if (generatorEmaDecay > 0) {
      generatorTargets.addAll(
          AveragedGenerator.update(tf, store, architecture, updates, averageRate));
    }
  }

  /**
   * Whether a plan's steps measure the lengths of gradients.
   *
   * @param plan a plan
   * @return false if nobody watches them
   */
  public static boolean measuresGradients(TrainingPlan plan) {
    return plan.sentinel().action(SentinelPolicy.Trouble.GRADIENTS_RUN_AWAY)
        != SentinelPolicy.Action.IGNORE;
  }

  /** Of all gradients as one vector. Only runs where it is fetched. */
  private Operand<TFloat32> norm(Map<ParameterSpec, Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> halves = new ArrayList<>();
    gradients.values().forEach(gradient -> halves.add(tf.nn.l2Loss(gradient)));
    return tf.math.sqrt(tf.math.mul(tf.math.addN(halves), tf.constant(2f)));
  }

  private Operand<TFloat32> scaled() {
    return tf.math.sub(
        tf.math.mul(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(1 / 127.5f)),
        tf.constant(1f));
  }

  /** Real images are to score 1, generated ones 0, or so; the loss is the sum of both means. */
  private Map<ParameterSpec, Operand<TFloat32>> discriminatorGradients(
      DiscriminatorPass<T> onReal, DiscriminatorPass<T> onFake) {
    Gradients gradients = new Gradients();
    onReal.parameterGradients(
        crossEntropyGradient(onReal.logits(), realLabels.operand()), gradients);
    onFake.parameterGradients(
        crossEntropyGradient(onFake.logits(), fakeLabels.operand()), gradients);
    return discriminatorAdam.withWeightDecay(tf, store, gradients.sums(tf));
  }

  /** Generated images are to score 1. */
  private Map<ParameterSpec, Operand<TFloat32>> generatorGradients(
      GeneratorPass<T> generated, DiscriminatorPass<T> onFake) {
    Gradients gradients = new Gradients();
    generated.backward(
        onFake.imageGradient(crossEntropyGradient(onFake.logits(), tf.constant(1f))), gradients);
    return generatorAdam.withWeightDecay(tf, store, gradients.sums(tf));
  }

  /** Of the mean of sigmoid cross-entropy: (sigmoid(logit) - target) / batch. */
  private Operand<TFloat32> crossEntropyGradient(
      Operand<TFloat32> logits, Operand<TFloat32> target) {
    return tf.math.mul(tf.math.sub(tf.math.sigmoid(logits), target), tf.constant(1f / batchSize));
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

  private List<Op> statistics(List<BatchStatistics> seen, Operand<TFloat32> rate) {
    List<Op> updates = new ArrayList<>();
    for (BatchStatistics layer : seen) {
      updates.add(toward(BatchStatistics.meanName(layer.layer()), layer.mean(), rate));
      updates.add(toward(BatchStatistics.varianceName(layer.layer()), layer.variance(), rate));
    }
    return updates;
  }

  private Op toward(String name, Operand<TFloat32> seen, Operand<TFloat32> rate) {
    return tf.assignAdd(
        store.variable(name), tf.math.mul(tf.math.sub(seen, store.variable(name)), rate));
  }

  /** The n-th batch's weight: 1 for the first, falling to the constant rate (bias-corrected). */
  public static double statisticsRate(long batchSize) {
    return STATISTICS_RATE / (1 - Math.pow(1 - STATISTICS_RATE, batchSize));
  }

  /**
   * Has each run traced operation by operation, which slows it a little.
   *
   * @param tracer what is told of each run; null to trace no more
   */
  public void trace(@Nullable Consumer<RunMetadata> tracer) {
    this.tracer = tracer;
  }

  /** Runs, traced if need be. */
  private Result run(Session.Runner runner) {
    store.changing();
    if (tracer == null) {
      return runner.run();
    }
    Result result =
        runner
            .setOptions(
                RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build())
            .runAndFetchMetadata();
    result.getMetadata().ifPresent(tracer);
    return result;
  }

  private static OptionalDouble scalar(Result result, int index) {
    return OptionalDouble.of(Tensors.floats((TFloat32) result.get(index))[0]);
  }

  /** The authors' first update is G's (faces:203-207); with the others D goes first. */
  private boolean updatesGenerator(long step) {
    return switch (schedule) {
      case SIMULTANEOUS -> true;
      case SEQUENTIAL -> (step + 1) % discriminatorUpdates == 0;
      case ALTERNATING -> step % (discriminatorUpdates + 1) == 0;
    };
  }

  /**
   * What a step did.
   *
   * @param counters where they stand now
   * @param losses before the updates
   * @param gradients their lengths, of what was updated
   * @param updatedDiscriminator whether D was updated, and so both halves of its loss are new
   */
  record Done(
      Counters counters, Losses losses, GradientNorms gradients, boolean updatedDiscriminator) {}

  /** Forgets what was reported before, since the model was put elsewhere. */
  void forget() {
    lastReal = null;
  }

  /**
   * Runs the step.
   *
   * @param session where the variables live
   * @param before the counters so far
   * @param batch uint8 [batch, side, side, channels]
   * @param z float32 [batch, latentDim]
   * @param moment what the step's place in its run decides
   */
  Done run(Session session, Counters before, TUint8 batch, float[] z, StepSettings moment) {
    boolean updatesGenerator = updatesGenerator(before.step());
    boolean updatesDiscriminator = schedule != UpdateSchedule.ALTERNATING || !updatesGenerator;
    Counters after = before.next(updatesGenerator, updatesDiscriminator, generatorEmaDecay > 0);
    Set<Op> targets = new LinkedHashSet<>();
    List<Tensor> toClose = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      TFloat32 latentTensor = Tensors.of(Shape.of(batchSize, architecture.latentDim()), z);
      toClose.add(latentTensor);
      runner.feed(latents, latentTensor);
      Adam.feed(runner, generatorRate, statisticsRate(after.generatorStatistics()), toClose);
      noise.feed(runner, moment, before.step(), toClose);
      if (updatesGenerator) {
        generatorAdam.feed(runner, after.generatorUpdates(), moment.rateFactor(), toClose);
        if (generatorEmaDecay > 0) {
          double rate = AveragedGenerator.rate(generatorEmaDecay, after.generatorAverages());
          Adam.feed(runner, averageRate, rate, toClose);
        }
        targets.addAll(generatorTargets);
      }
      if (updatesDiscriminator) {
        discriminatorAdam.feed(runner, after.discriminatorUpdates(), moment.rateFactor(), toClose);
        realLabels.feed(runner, moment, before.step(), toClose);
        fakeLabels.feed(runner, moment, before.step(), toClose);
        Adam.feed(
            runner, discriminatorRate, statisticsRate(after.discriminatorStatistics()), toClose);
        targets.addAll(discriminatorTargets);
      }
      targets.forEach(runner::addTarget);
      // A step of G alone does not need D's opinion of real images; once it is asked for anyway.
      boolean scoresReal = updatesDiscriminator || lastReal == null;
      runner.fetch(fakeReport);
      if (scoresReal) {
        runner.feed(pixels, batch);
        runner.fetch(realReport);
      }
      boolean measuresGenerator = measuresGradients && updatesGenerator;
      boolean measuresDiscriminator = measuresGradients && updatesDiscriminator;
      if (measuresGenerator) {
        runner.fetch(generatorNorm);
      }
      if (measuresDiscriminator) {
        runner.fetch(discriminatorNorm);
      }
      try (Result result = run(runner)) {
        int next = 0;
        float[] fake = Tensors.floats((TFloat32) result.get(next++));
        float[] real = scoresReal ? Tensors.floats((TFloat32) result.get(next++)) : lastReal;
        lastReal = real;
        return new Done(
            after,
            new Losses(real[0] + fake[1], fake[0], real[2], fake[2]),
            new GradientNorms(
                measuresGenerator ? scalar(result, next++) : OptionalDouble.empty(),
                measuresDiscriminator ? scalar(result, next) : OptionalDouble.empty()),
            updatesDiscriminator);
      }
    } finally {
      toClose.forEach(Tensor::close);
    }
  }
}
