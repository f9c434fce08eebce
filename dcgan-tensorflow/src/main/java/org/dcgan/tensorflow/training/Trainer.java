package org.dcgan.tensorflow.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.dcgan.Architecture;
import org.dcgan.DivergedException;
import org.dcgan.Latents;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

/** Feeds steps until the plan is done, tells listeners, and sees that the model is saved. */
public final class Trainer {
  private static final long LATENTS = 3;
  private static final long SAMPLES = 4;

  /** What a trainer needs of the model that it trains. */
  public interface Model {
    /**
     * What is trained.
     *
     * @return the networks
     */
    Architecture architecture();

    /**
     * Where the variables live.
     *
     * @return an open session
     */
    Session session();

    /**
     * Where the model stands.
     *
     * @return its counters
     */
    Counters counters();

    /**
     * Notes where the model stands.
     *
     * @param counters after a step
     */
    void counters(Counters counters);

    /**
     * Draws pictures with population statistics.
     *
     * @param latents float32 [n, latentDim]
     * @return n pictures
     */
    Images generate(Latents latents);

    /**
     * How it runs.
     *
     * @return one line for people
     */
    String runtime();
  }

  /** Where a run is written down. */
  public interface Checkpoints {
    /**
     * Writes a checkpoint.
     *
     * @return its folder
     * @throws IOException if it cannot be written
     */
    Path write() throws IOException;

    /**
     * Scores the model, whose checkpoint was just written, if the policy has a score.
     *
     * @return how good it is
     * @throws IOException if that fails
     */
    Optional<TrainingEvent.Scored> score() throws IOException;

    /**
     * Whether there is one at the end of each epoch, too.
     *
     * @return true if the policy counts epochs, or scores the model at their ends
     */
    boolean everyEpoch();

    /**
     * Steps between checkpoints.
     *
     * @return 0 for no such rule
     */
    long everySteps();

    /**
     * Time between checkpoints.
     *
     * @return zero for no such rule
     */
    Duration every();
  }

  private final Model model;
  private final @Nullable Checkpoints checkpoints;
  private final Optional<Path> resumedFrom;
  private final AdversarialStep<?> step;
  private final TrainingPlan plan;
  private final ImageSource source;
  private final TrainingListener listener;
  private final Latents fixedLatents;
  private final long runStart;
  private final long stepsPerEpoch;
  private final long totalSteps;

  private final Average run = new Average();
  private Average epoch = new Average();
  private Losses lastEpoch = new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  private int epochs;
  private long waitNanos;
  private long startNanos;
  private long savedStep = -1;
  private long savedNanos;
  private boolean interrupted;
  private Optional<Path> saved = Optional.empty();

  /**
   * Prepares a training.
   *
   * @param model what to train
   * @param checkpoints where it is written down; null for nowhere
   * @param resumedFrom the checkpoint that it continues, if it does
   * @param runStart the model's step when the run began
   * @param step its graph
   * @param plan how
   * @param source pictures of the model's shape, at least a minibatch of them
   * @param listener who is told
   */
  public Trainer(
      Model model,
      @Nullable Checkpoints checkpoints,
      Optional<Path> resumedFrom,
      long runStart,
      AdversarialStep<?> step,
      TrainingPlan plan,
      ImageSource source,
      TrainingListener listener) {
    this.model = model;
    this.checkpoints = checkpoints;
    this.resumedFrom = resumedFrom;
    this.runStart = runStart;
    this.step = step;
    this.plan = plan;
    this.source = source;
    this.listener = listener;
    this.stepsPerEpoch = source.size() / plan.minibatch();
    this.totalSteps = stepsPerEpoch * plan.epochs();
    Architecture architecture = model.architecture();
    this.fixedLatents =
        Latents.draw(
            architecture.latentDistribution(),
            plan.samples(),
            architecture.latentDim(),
            plan.seed(),
            SAMPLES);
  }

  /** Sums losses. */
  private static final class Average {
    private long steps;
    private double discriminator;
    private double generator;
    private double realScore;
    private double fakeScore;
    private final long since = System.nanoTime();

    void add(Losses losses) {
      steps++;
      discriminator += losses.discriminator();
      generator += losses.generator();
      realScore += losses.realScore();
      fakeScore += losses.fakeScore();
    }

    Losses mean() {
      return new Losses(
          discriminator / steps, generator / steps, realScore / steps, fakeScore / steps);
    }

    double perSecond(int minibatch) {
      return steps * (double) minibatch * 1e9 / Math.max(1, System.nanoTime() - since);
    }
  }

  /**
   * Trains.
   *
   * @return what happened
   * @throws IOException if pictures cannot be read or the model cannot be saved
   */
  public TrainingSummary train() throws IOException {
    startNanos = System.nanoTime();
    savedNanos = startNanos;
    try (Feeder feeder =
        new Feeder(
            source,
            model.architecture().image(),
            plan.minibatch(),
            plan.seed(),
            model.counters().step(),
            runStart + totalSteps)) {
      TrainingSummary summary;
      try {
        listener.on(
            new TrainingEvent.Started(
                model.architecture(),
                plan,
                source.description(),
                model.counters().step(),
                stepsPerEpoch,
                runStart + totalSteps,
                model.runtime(),
                resumedFrom));
        Outcome outcome = steps(feeder);
        save();
        summary = summary(outcome, feeder);
      } catch (Throwable failure) {
        finishFailed(failure, feeder);
        throw failure;
      }
      listener.on(new TrainingEvent.Finished(summary));
      return summary;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void finishFailed(Throwable failure, Feeder feeder) {
    try {
      if (!(failure instanceof DivergedException)) {
        save();
      }
    } catch (IOException | RuntimeException e) {
      suppress(failure, e);
    }
    try {
      listener.on(new TrainingEvent.Finished(summary(Outcome.FAILED, feeder)));
    } catch (RuntimeException e) {
      suppress(failure, e);
    }
  }

  /** A listener may well throw the same exception at every event. */
  private static void suppress(Throwable failure, Exception another) {
    if (another != failure) {
      failure.addSuppressed(another);
    }
  }

  private Outcome steps(Feeder feeder) throws IOException {
    epoch = new Average();
    for (long i = model.counters().step() - runStart + 1; i <= totalSteps; i++) {
      if (plan.stopSignal().requested()) {
        return Outcome.STOPPED;
      }
      try {
        // Pictures that were read ahead are taken without waiting, and so without noticing.
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        step(i, feeder);
      } catch (InterruptedException e) {
        // The flag is set again at the end: until then there are files to be written.
        interrupted = true;
        return Outcome.INTERRUPTED;
      }
      if (i % stepsPerEpoch == 0) {
        endEpoch((int) (i / stepsPerEpoch));
      } else if (checkpointDue(i)) {
        save();
      }
    }
    return Outcome.COMPLETED;
  }

  private boolean checkpointDue(long i) {
    return checkpoints != null
        && (checkpoints.everySteps() > 0 && i % checkpoints.everySteps() == 0
            || !checkpoints.every().isZero()
                && System.nanoTime() - savedNanos >= checkpoints.every().toNanos());
  }

  private void step(long i, Feeder feeder) throws IOException, InterruptedException {
    long began = System.nanoTime();
    byte[] pixels = feeder.next();
    long waited = System.nanoTime() - began;
    waitNanos += waited;
    ImageShape shape = model.architecture().image();
    Counters before = model.counters();
    float[] latents =
        Latents.draw(
                model.architecture().latentDistribution(),
                plan.minibatch(),
                model.architecture().latentDim(),
                plan.seed(),
                LATENTS,
                before.step())
            .toArray();
    AdversarialStep.Done done;
    try (TUint8 batch =
        Tensors.of(
            Shape.of(plan.minibatch(), shape.height(), shape.width(), shape.channels()), pixels)) {
      done = step.run(model.session(), before, batch, latents, rateFactor(i));
    }
    model.counters(done.counters());
    if (!done.losses().isFinite()) {
      throw new DivergedException(
          String.format(
              "training diverged at step %d: the losses are %s, expected finite numbers. Nothing"
                  + " was saved since the step before; lower the learning rate (now %s) or raise"
                  + " batchNormEpsilon (now %s)",
              done.counters().step(),
              done.losses(),
              plan.discriminatorAdam().learningRate(),
              model.architecture().batchNormEpsilon()));
    }
    run.add(done.losses());
    epoch.add(done.losses());
    listener.on(
        new TrainingEvent.StepEnd(
            done.counters().step(),
            (int) ((i - 1) / stepsPerEpoch) + 1,
            done.losses(),
            Duration.ofNanos(System.nanoTime() - began),
            Duration.ofNanos(waited)));
  }

  /** 1, and over the last {@link TrainingPlan#decayEpochs} epochs a straight line towards 0. */
  private double rateFactor(long i) {
    long decaySteps = stepsPerEpoch * plan.decayEpochs();
    long left = totalSteps - (i - 1);
    return left > decaySteps ? 1 : left / (double) (decaySteps + 1);
  }

  private void endEpoch(int number) throws IOException {
    epochs++;
    lastEpoch = epoch.mean();
    double rate = epoch.perSecond(plan.minibatch());
    Images samples = model.generate(fixedLatents);
    listener.on(
        new TrainingEvent.EpochEnd(model.counters().step(), number, lastEpoch, samples, rate));
    if (checkpoints != null) {
      if (checkpoints.everyEpoch() || checkpointDue(number * stepsPerEpoch)) {
        save();
      }
      checkpoints.score().ifPresent(listener::on);
    }
    epoch = new Average();
  }

  private void save() throws IOException {
    if (checkpoints != null && savedStep != model.counters().step()) {
      Path folder = checkpoints.write();
      saved = Optional.of(folder);
      savedStep = model.counters().step();
      savedNanos = System.nanoTime();
      listener.on(new TrainingEvent.Saved(savedStep, folder));
    }
  }

  private TrainingSummary summary(Outcome outcome, Feeder feeder) {
    long nanos = System.nanoTime() - startNanos;
    return new TrainingSummary(
        outcome,
        run.steps,
        epochs,
        model.counters().step(),
        epochs > 0 || run.steps == 0 ? lastEpoch : run.mean(),
        Duration.ofNanos(nanos),
        run.steps * (double) plan.minibatch() * 1e9 / Math.max(1, nanos),
        waitNanos / (double) Math.max(1, nanos),
        feeder.unreadable(),
        saved);
  }
}
