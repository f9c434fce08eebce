package org.dcgan.tensorflow.training;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.dcgan.architecture.Architecture;
import org.dcgan.latent.Labels;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.OpVariants;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.GradientNorms;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Runs training steps: feeds a batch to a {@link StepGraph}, selects the networks to be updated and
 * reads losses and lengths of gradients.
 */
public final class AdversarialStep {
  /**
   * The share of a new batch in the population statistics, once enough batches have been seen. The
   * weights change too fast to average over more than the last ten or twenty batches.
   */
  private static final double STATISTICS_RATE = 0.1;

  /** Numbers of a report on real or generated images. */
  private static final int REPORT_SIZE = 3;

  private final ParameterStore store;
  private final UpdateSchedule schedule;
  private final int discriminatorUpdates;
  private final double generatorEmaDecay;
  private final double discriminatorEmaDecay;
  private final double emaRampUp;
  private final AveragedNetworks averaged;
  private final boolean measuresGradients;
  private final StepGraph<?> graph;
  private float @Nullable [] lastReal;
  private @Nullable Consumer<RunMetadata> tracer;

  /**
   * Builds the graph of a step.
   *
   * @param <T> the number format of activations
   * @param tf the scope of its operations
   * @param type the number format of activations
   * @param variants the implementations of the convolutions
   * @param store the parameters, moments and statistics, and the averages that the plan asks for
   * @param architecture the networks
   * @param plan schedule, batch size, optimizers and everything else that shapes a step
   */
  public <T extends TFloating> AdversarialStep(
      Ops tf,
      Class<T> type,
      OpVariants variants,
      ParameterStore store,
      Architecture architecture,
      TrainingPlan plan) {
    this(tf, type, variants, store, architecture, plan, StepDistribution.alone(plan.batchSize()));
  }

  /**
   * Builds the graph of a worker's part of a step.
   *
   * @param <T> the number format of activations
   * @param tf the scope of its operations
   * @param type the number format of activations
   * @param variants the implementations of the convolutions
   * @param store the parameters, moments and statistics, and the averages that the plan asks for
   * @param architecture the networks
   * @param plan schedule, batch size, optimizers and everything else that shapes a step
   * @param distribution the division of the step among workers
   */
  public <T extends TFloating> AdversarialStep(
      Ops tf,
      Class<T> type,
      OpVariants variants,
      ParameterStore store,
      Architecture architecture,
      TrainingPlan plan,
      StepDistribution distribution) {
    this.store = store;
    this.schedule = plan.schedule();
    this.discriminatorUpdates = plan.discriminatorUpdates();
    this.generatorEmaDecay = plan.generatorEmaDecay();
    this.discriminatorEmaDecay = plan.discriminatorEmaDecay();
    this.emaRampUp = plan.emaRampUp();
    this.averaged = AveragedNetworks.of(plan);
    this.measuresGradients = measuresGradients(plan);
    this.graph = new StepGraph<>(tf, type, variants, store, architecture, plan, distribution);
  }

  /**
   * Checks that a plan's augmentation suits the size of the images.
   *
   * @param plan a plan
   * @param architecture the networks
   * @throws IllegalArgumentException if a change is less than half a pixel or covers an image
   */
  public static void checkAugmentation(TrainingPlan plan, Architecture architecture) {
    ImageAugmentation.check(plan.augmentation(), architecture.image().height());
  }

  /**
   * Whether a plan's steps measure the lengths of gradients.
   *
   * @param plan a plan
   * @return false if its sentinel ignores growing gradients
   */
  public static boolean measuresGradients(TrainingPlan plan) {
    return plan.sentinel().action(SentinelPolicy.Trouble.GRADIENTS_RUN_AWAY)
        != SentinelPolicy.Action.IGNORE;
  }

  /**
   * The share of the n-th batch in the population statistics: 1 for the first batch, falling to a
   * constant (bias correction).
   *
   * @param batches batches seen, this one included, at least 1
   * @return a share in (0, 1]
   */
  public static double statisticsRate(long batches) {
    return STATISTICS_RATE / (1 - Math.pow(1 - STATISTICS_RATE, batches));
  }

  /**
   * Traces each run operation by operation, which makes it slightly slower.
   *
   * @param tracer receives the trace of each run; null to stop tracing
   */
  public void trace(@Nullable Consumer<RunMetadata> tracer) {
    this.tracer = tracer;
  }

  private List<float[]> run(GraphRun runner) {
    store.changing();
    if (tracer != null) {
      runner.traced(tracer);
    }
    return runner.run();
  }

  private static OptionalDouble scalar(List<float[]> result, int index) {
    return OptionalDouble.of(result.get(index)[0]);
  }

  /** The authors update G first (faces:203-207); with the other schedules D is updated first. */
  private boolean updatesGenerator(long step) {
    return switch (schedule) {
      case SIMULTANEOUS -> true;
      case SEQUENTIAL -> (step + 1) % discriminatorUpdates == 0;
      case ALTERNATING -> step % (discriminatorUpdates + 1) == 0;
    };
  }

  /** Discards the last report on real images. To be called when the model is restored. */
  void forget() {
    lastReal = null;
  }

  /**
   * Runs one step of networks that are not conditional.
   *
   * @param runner a new run of the session of the model's variables
   * @param before the counters before the step
   * @param batch uint8 [n, side, side, channels], this process's images of the batch
   * @param latents float32 [n, latentDim], those of the same positions of the batch
   * @param settings learning rate factor, noise and seed of the step
   * @param signals the events at this worker
   * @return counters, losses and lengths of gradients
   */
  StepResult run(
      GraphRun runner,
      Counters before,
      TUint8 batch,
      float[] latents,
      StepSettings settings,
      Signals signals) {
    return run(runner, before, batch, latents, null, settings, signals);
  }

  /**
   * Runs one step.
   *
   * @param runner a new run of the session of the model's variables
   * @param before the counters before the step
   * @param batch uint8 [n, side, side, channels], this process's images of the batch
   * @param latents float32 [n, latentDim], those of the same positions of the batch
   * @param labels the labels of the images, which the generated images have, too (authors' code,
   *     mnist:202-206); null if the networks are not conditional
   * @param settings learning rate factor, noise and seed of the step
   * @param signals the events at this worker
   * @return counters, losses and lengths of gradients
   */
  StepResult run(
      GraphRun runner,
      Counters before,
      TUint8 batch,
      float[] latents,
      @Nullable Labels labels,
      StepSettings settings,
      Signals signals) {
    boolean updatesGenerator = updatesGenerator(before.step());
    boolean updatesDiscriminator = schedule != UpdateSchedule.ALTERNATING || !updatesGenerator;
    Counters after = before.next(updatesGenerator, updatesDiscriminator, averaged);
    StepInputs inputs = graph.inputs();
    Set<Op> targets = new LinkedHashSet<>();
    List<TType> toClose = new ArrayList<>();
    try {
      TFloat32 latentTensor =
          Tensors.of(
              Shape.of(inputs.share().size(), latents.length / inputs.share().size()), latents);
      toClose.add(latentTensor);
      runner.feed(inputs.latents(), latentTensor);
      Placeholder<TFloat32> labelPlace = inputs.labels();
      if (labelPlace != null) {
        TFloat32 labelTensor = Tensors.of(labelPlace.shape(), requireNonNull(labels).data());
        toClose.add(labelTensor);
        runner.feed(labelPlace, labelTensor);
      }
      Adam.feed(
          runner, inputs.generatorRate(), statisticsRate(after.generatorStatistics()), toClose);
      Placeholder<TFloat32> place = graph.signals();
      if (place != null) {
        TFloat32 mine = TFloat32.vectorOf(signals.encode());
        toClose.add(mine);
        runner.feed(place, mine);
      }
      inputs.noise().feed(runner, settings, before.step(), toClose);
      inputs.augmentation().feed(runner, settings, before.step(), toClose);
      if (updatesGenerator) {
        inputs
            .generatorAdam()
            .feed(runner, after.generatorUpdates(), settings.rateFactor(), toClose);
        if (averaged.generator()) {
          double rate =
              AveragedWeights.rate(generatorEmaDecay, emaRampUp, after.generatorAverages());
          Adam.feed(runner, inputs.generatorAverageRate(), rate, toClose);
        }
        targets.addAll(graph.generatorTargets());
      }
      if (updatesDiscriminator) {
        inputs
            .discriminatorAdam()
            .feed(runner, after.discriminatorUpdates(), settings.rateFactor(), toClose);
        inputs.realLabels().feed(runner, settings, before.step(), toClose);
        inputs.fakeLabels().feed(runner, settings, before.step(), toClose);
        Adam.feed(
            runner,
            inputs.discriminatorRate(),
            statisticsRate(after.discriminatorStatistics()),
            toClose);
        if (averaged.discriminator()) {
          double rate =
              AveragedWeights.rate(discriminatorEmaDecay, emaRampUp, after.discriminatorAverages());
          Adam.feed(runner, inputs.discriminatorAverageRate(), rate, toClose);
        }
        targets.addAll(graph.discriminatorTargets());
      }
      targets.forEach(runner::addTarget);
      // A step that updates G only needs no real images, except the first, which has to report
      // them.
      boolean scoresReal = updatesDiscriminator || lastReal == null;
      runner.fetch(graph.fakeReport());
      if (scoresReal) {
        runner.feed(inputs.pixels(), batch);
        runner.fetch(graph.realReport());
      }
      boolean measuresGenerator = measuresGradients && updatesGenerator;
      boolean measuresDiscriminator = measuresGradients && updatesDiscriminator;
      if (measuresGenerator) {
        runner.fetch(graph.generatorNorm());
      }
      if (measuresDiscriminator) {
        runner.fetch(graph.discriminatorNorm());
      }
      List<float[]> results = run(runner);
      int next = 0;
      float[] fake = results.get(next++);
      float[] real = scoresReal || lastReal == null ? results.get(next++) : lastReal;
      lastReal = real;
      return new StepResult(
          after,
          new Losses(real[0] + fake[1], fake[0], real[2], fake[2]),
          new GradientNorms(
              measuresGenerator ? scalar(results, next++) : OptionalDouble.empty(),
              measuresDiscriminator ? scalar(results, next) : OptionalDouble.empty()),
          updatesDiscriminator,
          place == null ? signals : Signals.decode(fake, REPORT_SIZE));
    } finally {
      toClose.forEach(TType::close);
    }
  }
}
