package org.dcgan.tensorflow.training;

import com.google.common.annotations.VisibleForTesting;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import org.dcgan.architecture.Architecture;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.GraphRun;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.Sessions;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Training steps in float32 on noise, to be timed: with the batch size and the schedule of a plan,
 * and without what takes the same time whatever computes the convolutions, such as augmentation and
 * averages of weights. They have a separate graph, session and variables, so that they change
 * nothing of a model. Steps with different algorithms share the variables and run one after the
 * other. Not safe for use by several threads.
 */
public final class TimedSteps implements AutoCloseable {
  /** The seed of the noise; the time of a step does not depend on it. */
  private static final long SEED = 1;

  private final TrainingPlan plan;
  private final Shape shape;
  private final byte[] pixels;
  private final Latents latents;
  private final @Nullable Labels labels;
  private final GraphSession<Built> session;
  private Counters counters = Counters.ZERO;

  private TimedSteps(
      TrainingPlan plan,
      Shape shape,
      byte[] pixels,
      Latents latents,
      @Nullable Labels labels,
      GraphSession<Built> session) {
    this.plan = plan;
    this.shape = shape;
    this.pixels = pixels;
    this.latents = latents;
    this.labels = labels;
    this.session = session;
  }

  private record Built(ParameterStore store, Map<WinogradUse, AdversarialStep> steps) {
    static Built of(
        Graph graph,
        Architecture architecture,
        TrainingPlan plan,
        Hardware hardware,
        Function<Ops, ParameterStore> variables,
        Set<WinogradUse> uses) {
      Ops tf = GraphOps.of(graph);
      ParameterStore store = variables.apply(tf);
      Map<WinogradUse, AdversarialStep> steps = new LinkedHashMap<>();
      for (WinogradUse use : uses) {
        steps.put(
            use,
            new AdversarialStep(
                tf,
                TFloat32.class,
                hardware.variants().withWinograd(use),
                store,
                architecture,
                plan));
      }
      return new Built(store, steps);
    }
  }

  /**
   * Builds the steps and initializes the variables.
   *
   * @param architecture the networks
   * @param plan a plan with the batch size and the schedule
   * @param hardware threads, and the variants of the direct operations; not a GPU
   * @param variables adds the variables of both networks to a graph
   * @param uses the kernels that are computed by Winograd's algorithm, of each kind of step
   * @return the steps, to be closed
   * @throws org.dcgan.ResourceLimitException if TensorFlow has no memory left
   * @throws org.dcgan.EngineException if TensorFlow fails otherwise
   */
  public static TimedSteps open(
      Architecture architecture,
      TrainingPlan plan,
      Hardware hardware,
      Function<Ops, ParameterStore> variables,
      Set<WinogradUse> uses) {
    TrainingPlan plain =
        TrainingPlan.builder()
            .batchSize(plan.batchSize())
            .schedule(plan.schedule())
            .discriminatorUpdates(plan.discriminatorUpdates())
            .build();
    int images = plan.batchSize();
    int side = architecture.image().height();
    byte[] pixels = new byte[Math.multiplyExact(images, architecture.image().size())];
    SeededRandom random = SeededRandom.of(SEED);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    Latents latents =
        Latents.sample(architecture.latentDistribution(), images, architecture.latentDim(), SEED);
    @Nullable Labels labels = SampleLabels.inTurn(architecture, images);
    return new TimedSteps(
        plain,
        Shape.of(images, side, side, architecture.image().channels()),
        pixels,
        latents,
        labels,
        GraphSession.open(
            graph -> Built.of(graph, architecture, plain, hardware, variables, uses),
            graph -> Sessions.forNetwork(graph, hardware),
            (built, opened) -> built.store().initialize(opened)));
  }

  /**
   * Names the kind of a plan's steps.
   *
   * @param plan a plan
   * @return for example {@code sequential step with 5 updates of D}
   */
  public static String kind(TrainingPlan plan) {
    String schedule = plan.schedule().name().toLowerCase(Locale.ROOT) + " step";
    int updates = plan.discriminatorUpdates();
    return updates == 1 ? schedule : schedule + " with " + updates + " updates of D";
  }

  /**
   * Runs a step; where the schedule has steps that update G and steps that do not, one of each.
   *
   * @param use one of those that this was opened with
   * @return how long a step takes, in nanoseconds; the mean over the schedule
   * @throws org.dcgan.ResourceLimitException if TensorFlow has no memory left
   * @throws org.dcgan.EngineException if TensorFlow fails otherwise
   */
  public double run(WinogradUse use) {
    AdversarialStep step = session.content().steps().get(use);
    if (step == null) {
      throw new IllegalArgumentException("no steps were built with " + use);
    }
    return Failures.translated(
        () -> perStep(plan.schedule(), plan.discriminatorUpdates(), number -> time(step, number)));
  }

  /**
   * The mean time of a schedule's steps, of which one of each kind is run.
   *
   * @param updates the updates of D for one of G
   * @param step runs the step of a number, counted from 0, and returns how long it took
   */
  @VisibleForTesting
  static double perStep(UpdateSchedule schedule, int updates, LongToDoubleFunction step) {
    return switch (schedule) {
      case SIMULTANEOUS -> step.applyAsDouble(0);
      case SEQUENTIAL -> {
        double withGenerator = step.applyAsDouble(updates - 1);
        yield updates == 1
            ? withGenerator
            : (withGenerator + (updates - 1) * step.applyAsDouble(0)) / updates;
      }
      case ALTERNATING ->
          (step.applyAsDouble(0) + updates * step.applyAsDouble(1)) / (updates + 1.0);
    };
  }

  private double time(AdversarialStep step, long number) {
    Counters before =
        new Counters(
            number,
            counters.generatorUpdates(),
            counters.discriminatorUpdates(),
            counters.generatorStatistics(),
            counters.discriminatorStatistics());
    try (TUint8 batch = Tensors.of(shape, pixels)) {
      GraphRun run = GraphRun.of(session.runner());
      float[] values = latents.toArray();
      long began = System.nanoTime();
      counters =
          step.run(run, before, batch, values, labels, new StepSettings(1, 0, SEED), Signals.NONE)
              .counters();
      return System.nanoTime() - began;
    }
  }

  /** Releases the native memory. */
  @Override
  public void close() {
    session.close();
  }
}
