package org.dcgan.tensorflow.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dcgan.Architecture;
import org.dcgan.BatchNormMode;
import org.dcgan.ParameterSpec;
import org.dcgan.tensorflow.network.BatchStatistics;
import org.dcgan.tensorflow.network.ConvolutionForms;
import org.dcgan.tensorflow.network.Drawing;
import org.dcgan.tensorflow.network.Gradients;
import org.dcgan.tensorflow.network.Network;
import org.dcgan.tensorflow.network.Network.DiscriminatorPass;
import org.dcgan.tensorflow.network.Network.GeneratorPass;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
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
 * One minibatch's work as a graph: pictures and latents in; gradients, Adam updates, population
 * statistics and losses out, in the order that the schedule demands.
 *
 * @param <T> the number format of activations
 */
public final class AdversarialStep<T extends TFloating> {
  /**
   * How much of the population statistics each minibatch replaces, once enough have been seen: the
   * weights move too fast to average over more than the last ten or twenty.
   */
  private static final double STATISTICS_RATE = 0.1;

  private final Architecture architecture;
  private final ParameterStore store;
  private final UpdateSchedule schedule;
  private final int minibatch;
  private final Ops tf;

  private final Placeholder<TUint8> pixels;
  private final Placeholder<TFloat32> latents;
  private final Placeholder<TFloat32> generatorRate;
  private final Placeholder<TFloat32> discriminatorRate;
  private final Adam generatorAdam;
  private final Adam discriminatorAdam;

  private final List<Op> generatorTargets = new ArrayList<>();
  private final List<Op> discriminatorTargets = new ArrayList<>();
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
   * @param store the parameters, moments and statistics
   * @param architecture the networks
   * @param plan schedule, minibatch and optimisers
   */
  public AdversarialStep(
      Ops tf,
      Class<T> type,
      ConvolutionForms forms,
      ParameterStore store,
      Architecture architecture,
      TrainingPlan plan) {
    this.tf = tf;
    this.architecture = architecture;
    this.store = store;
    this.schedule = plan.schedule();
    this.minibatch = plan.minibatch();
    int side = architecture.image().height();
    this.pixels =
        tf.placeholder(
            TUint8.class,
            Placeholder.shape(Shape.of(minibatch, side, side, architecture.image().channels())));
    this.latents =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(minibatch, architecture.latentDim())));
    this.generatorRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    this.discriminatorRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    this.generatorAdam = new Adam(tf, plan.generatorAdam());
    this.discriminatorAdam = new Adam(tf, plan.discriminatorAdam());

    Drawing<T> drawing = new Drawing<>(tf, type, forms, store);
    GeneratorPass<T> generated =
        Network.generator(drawing.in("generated"), architecture, latents, BatchNormMode.BATCH);
    DiscriminatorPass<T> onReal =
        Network.discriminator(drawing.in("real"), architecture, scaled(), BatchNormMode.BATCH);
    DiscriminatorPass<T> onFake =
        Network.discriminator(
            drawing.in("fake"), architecture, generated.images(), BatchNormMode.BATCH);
    this.realReport = report(onReal.logits());
    this.fakeReport = report(onFake.logits());

    List<Op> generatorStatistics = statistics(generated.statistics(), generatorRate);
    List<Op> discriminatorStatistics = statistics(onReal.statistics(), discriminatorRate);
    generatorTargets.addAll(generatorStatistics);
    discriminatorTargets.addAll(discriminatorStatistics);
    Map<ParameterSpec, Operand<TFloat32>> discriminator = discriminatorGradients(onReal, onFake);
    switch (schedule) {
      case SIMULTANEOUS -> {
        Map<ParameterSpec, Operand<TFloat32>> generator = generatorGradients(generated, onFake);
        List<Op> all = new ArrayList<>(discriminator.values());
        all.addAll(generator.values());
        discriminatorTargets.addAll(discriminatorAdam.update(tf, store, discriminator, all));
        generatorTargets.addAll(generatorAdam.update(tf, store, generator, all));
      }
      case SEQUENTIAL -> {
        List<Op> updates = update(discriminatorAdam, discriminator);
        discriminatorTargets.addAll(updates);
        Drawing<T> updated = new Drawing<>(tf.withControlDependencies(updates), type, forms, store);
        DiscriminatorPass<T> onFakeAgain =
            Network.discriminator(
                updated.in("fake"), architecture, generated.images(), BatchNormMode.BATCH);
        generatorTargets.addAll(update(generatorAdam, generatorGradients(generated, onFakeAgain)));
      }
      case ALTERNATING -> {
        discriminatorTargets.addAll(update(discriminatorAdam, discriminator));
        // A step of D alone still draws pictures, and what they tell of G's statistics is kept.
        discriminatorTargets.addAll(generatorStatistics);
        generatorTargets.addAll(update(generatorAdam, generatorGradients(generated, onFake)));
      }
    }
  }

  /** One network's update, after all that its own gradients read. */
  private List<Op> update(Adam adam, Map<ParameterSpec, Operand<TFloat32>> gradients) {
    return adam.update(tf, store, gradients, new ArrayList<>(gradients.values()));
  }

  private Operand<TFloat32> scaled() {
    return tf.math.sub(
        tf.math.mul(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(1 / 127.5f)),
        tf.constant(1f));
  }

  /** Real pictures are to score 1, generated ones 0; the loss is the sum of both means. */
  private Map<ParameterSpec, Operand<TFloat32>> discriminatorGradients(
      DiscriminatorPass<T> onReal, DiscriminatorPass<T> onFake) {
    Gradients gradients = new Gradients();
    onReal.parameterGradients(crossEntropyGradient(onReal.logits(), 1), gradients);
    onFake.parameterGradients(crossEntropyGradient(onFake.logits(), 0), gradients);
    return discriminatorAdam.withWeightDecay(tf, store, gradients.sums(tf));
  }

  /** Generated pictures are to score 1. */
  private Map<ParameterSpec, Operand<TFloat32>> generatorGradients(
      GeneratorPass<T> generated, DiscriminatorPass<T> onFake) {
    Gradients gradients = new Gradients();
    generated.backward(onFake.imageGradient(crossEntropyGradient(onFake.logits(), 1)), gradients);
    return generatorAdam.withWeightDecay(tf, store, gradients.sums(tf));
  }

  /** Of the mean of sigmoid cross-entropy: (sigmoid(logit) - target) / minibatch. */
  private Operand<TFloat32> crossEntropyGradient(Operand<TFloat32> logits, float target) {
    return tf.math.mul(
        tf.math.sub(tf.math.sigmoid(logits), tf.constant(target)), tf.constant(1f / minibatch));
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
      updates.add(towards(BatchStatistics.meanName(layer.layer()), layer.mean(), rate));
      updates.add(towards(BatchStatistics.varianceName(layer.layer()), layer.variance(), rate));
    }
    return updates;
  }

  private Op towards(String name, Operand<TFloat32> seen, Operand<TFloat32> rate) {
    return tf.assignAdd(
        store.variable(name), tf.math.mul(tf.math.sub(seen, store.variable(name)), rate));
  }

  /**
   * The n-th minibatch's weight: 1 for the first, falling to the constant rate (bias-corrected).
   */
  static double statisticsRate(long minibatch) {
    return STATISTICS_RATE / (1 - Math.pow(1 - STATISTICS_RATE, minibatch));
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

  /** What a step did: where the counters stand now, and the losses. */
  record Done(Counters counters, Losses losses) {}

  /**
   * Runs the step.
   *
   * @param session where the variables live
   * @param before the counters so far
   * @param batch uint8 [minibatch, side, side, channels]
   * @param z float32 [minibatch, latentDim]
   * @param rateFactor what both learning rates are multiplied by
   */
  Done run(Session session, Counters before, TUint8 batch, float[] z, double rateFactor) {
    // The authors' first update is G's (faces:203-207).
    boolean alternating = schedule == UpdateSchedule.ALTERNATING;
    boolean updatesGenerator = !alternating || before.step() % 2 == 0;
    boolean updatesDiscriminator = !alternating || !updatesGenerator;
    Counters after = before.next(updatesGenerator, updatesDiscriminator);
    List<TFloat32> toClose = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      TFloat32 latentTensor = Tensors.of(Shape.of(minibatch, architecture.latentDim()), z);
      toClose.add(latentTensor);
      runner.feed(latents, latentTensor);
      Adam.feed(runner, generatorRate, statisticsRate(after.generatorStatistics()), toClose);
      if (updatesGenerator) {
        generatorAdam.feed(runner, after.generatorUpdates(), rateFactor, toClose);
        generatorTargets.forEach(runner::addTarget);
      }
      if (updatesDiscriminator) {
        discriminatorAdam.feed(runner, after.discriminatorUpdates(), rateFactor, toClose);
        Adam.feed(
            runner, discriminatorRate, statisticsRate(after.discriminatorStatistics()), toClose);
        discriminatorTargets.forEach(runner::addTarget);
      }
      // A step of G alone does not need D's opinion of real pictures; once it is asked for anyway.
      boolean scoresReal = updatesDiscriminator || lastReal == null;
      runner.fetch(fakeReport);
      if (scoresReal) {
        runner.feed(pixels, batch);
        runner.fetch(realReport);
      }
      try (Result result = run(runner)) {
        float[] fake = Tensors.floats((TFloat32) result.get(0));
        float[] real = scoresReal ? Tensors.floats((TFloat32) result.get(1)) : lastReal;
        lastReal = real;
        return new Done(after, new Losses(real[0] + fake[1], fake[0], real[2], fake[2]));
      }
    } finally {
      toClose.forEach(TFloat32::close);
    }
  }
}
