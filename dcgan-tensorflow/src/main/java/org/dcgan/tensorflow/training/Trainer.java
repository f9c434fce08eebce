package org.dcgan.tensorflow.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dcgan.Architecture;
import org.dcgan.BatchNormMode;
import org.dcgan.DivergedException;
import org.dcgan.GeneratorWeights;
import org.dcgan.Latents;
import org.dcgan.SamplingOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.training.Losses;
import org.dcgan.training.SentinelPolicy.Action;
import org.dcgan.training.SentinelPolicy.Trouble;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

/** Feeds steps until the plan is done, tells listeners, and sees that the model is saved. */
public final class Trainer {
  private static final long LATENTS = 3;
  private static final long SAMPLES = 4;
  private static final long STREAM = 9;
  private static final long INSPECTION = 10;

  /** A few suffice to tell a map that hardly changes from one that does. */
  private static final int OSCILLATION_PICTURES = 8;

  private static final Logger logger = LoggerFactory.getLogger(Trainer.class);

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
     * Draws pictures.
     *
     * @param latents float32 [n, latentDim]
     * @param options how
     * @return n pictures
     */
    Images generate(Latents latents, SamplingOptions options);

    /**
     * What G's last convolution paints with, trained weights and population statistics.
     *
     * @param latents float32 [n, latentDim]
     * @return its input and its kernel
     */
    Painting painting(Latents latents);

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
     * @param sentinel what the sentinel remembers
     * @return its folder
     * @throws IOException if it cannot be written
     */
    Path write(SentinelState sentinel) throws IOException;

    /**
     * Puts the model back to the best checkpoint, or the newest from before a trouble, and deletes
     * later ones.
     *
     * @param since the first step that may be the trouble's work
     * @return the checkpoint
     * @throws IOException if it cannot be read
     */
    Path rollBack(long since) throws IOException;

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
  private final Latents inspectedLatents;
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
  private Sentinel sentinel;
  private @Nullable Feeder feeder;
  private long unreadable;
  private long troubleSince;
  private Optional<Path> saved = Optional.empty();

  /**
   * Prepares a training.
   *
   * @param model what to train
   * @param checkpoints where it is written down; null for nowhere
   * @param resumedFrom the checkpoint that it continues, if it does
   * @param runStart the model's step when the run began
   * @param watched what the sentinel remembers of the run so far
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
      SentinelState watched,
      AdversarialStep<?> step,
      TrainingPlan plan,
      ImageSource source,
      TrainingListener listener) {
    this.model = model;
    this.checkpoints = checkpoints;
    this.resumedFrom = resumedFrom;
    this.runStart = runStart;
    this.sentinel = new Sentinel(plan, watched);
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
    this.inspectedLatents =
        Latents.draw(
            architecture.latentDistribution(),
            Diversity.PICTURES,
            architecture.latentDim(),
            plan.seed(),
            INSPECTION);
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
    try {
      openFeeder();
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
        saveTheBeginning();
        Outcome outcome = steps();
        save();
        summary = summary(outcome);
      } catch (Throwable failure) {
        finishFailed(failure);
        throw failure;
      }
      listener.on(new TrainingEvent.Finished(summary));
      return summary;
    } finally {
      closeFeeder();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void openFeeder() {
    feeder =
        new Feeder(
            source,
            model.architecture().image(),
            plan.minibatch(),
            plan.order(),
            streamSeed(),
            model.counters().step(),
            runStart + totalSteps);
  }

  private void closeFeeder() {
    if (feeder != null) {
      feeder.close();
      unreadable += feeder.unreadable();
      feeder = null;
    }
  }

  /** What this stretch of the run draws from: the plan's seed, until the run is rolled back. */
  private long streamSeed() {
    return sentinel.rollBacks() == 0
        ? plan.seed()
        : SeededRandom.hash(plan.seed(), STREAM, sentinel.rollBacks());
  }

  /**
   * How long a plan's sentinel may take to notice a trouble.
   *
   * @param plan a plan
   * @return in steps, at least 1
   */
  public static long longestWindow(TrainingPlan plan) {
    return Sentinel.longestWindow(plan);
  }

  /** So that there is something to go back to from the beginning. */
  private void saveTheBeginning() throws IOException {
    if (plan.sentinel().rollsBack() && resumedFrom.isEmpty()) {
      save();
    }
  }

  private void finishFailed(Throwable failure) {
    try {
      if (!(failure instanceof DivergedException)) {
        save();
      }
    } catch (IOException | RuntimeException e) {
      suppress(failure, e);
    }
    try {
      listener.on(new TrainingEvent.Finished(summary(Outcome.FAILED)));
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

  private Outcome steps() throws IOException {
    epoch = new Average();
    for (long i = model.counters().step() - runStart + 1; i <= totalSteps; i++) {
      if (plan.stopSignal().requested()) {
        return Outcome.STOPPED;
      }
      Action action;
      try {
        // Pictures that were read ahead are taken without waiting, and so without noticing.
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        action = step(i);
      } catch (InterruptedException e) {
        // The flag is set again at the end: until then there are files to be written.
        interrupted = true;
        return Outcome.INTERRUPTED;
      }
      if (action.compareTo(Action.ROLL_BACK) < 0) {
        action = afterStep(i);
      }
      if (action == Action.STOP) {
        return Outcome.ALARMED;
      } else if (action == Action.ROLL_BACK) {
        i = rollBack();
      }
    }
    return Outcome.COMPLETED;
  }

  /** Ends an epoch, saves where it is time to, and finds what only saving finds. */
  private Action afterStep(long i) throws IOException {
    try {
      if (i % stepsPerEpoch == 0) {
        endEpoch((int) (i / stepsPerEpoch));
      } else if (checkpointDue(i)) {
        save();
      }
      return Action.IGNORE;
    } catch (DivergedException e) {
      if (sentinel.action(Trouble.NOT_FINITE) != Action.ROLL_BACK) {
        throw e;
      }
      long now = model.counters().step();
      String message = String.valueOf(e.getMessage());
      return act(i, List.of(new Finding(Trouble.NOT_FINITE, now, Double.NaN, Double.NaN, message)));
    }
  }

  /**
   * Goes back to a checkpoint, and to another random stream; the step of the run to go on after.
   */
  private long rollBack() throws IOException {
    Checkpoints there = Objects.requireNonNull(checkpoints, "a plan that rolls back has some");
    long from = model.counters().step();
    closeFeeder();
    Path checkpoint = there.rollBack(troubleSince);
    sentinel = new Sentinel(plan, SentinelState.afterRollBacks(sentinel.rollBacks() + 1));
    step.forget();
    epoch = new Average();
    long to = model.counters().step();
    listener.on(new TrainingEvent.RolledBack(from, to, sentinel.rollBacks(), checkpoint));
    // Before the first step, so that a run that is killed now resumes with the new stream.
    savedStep = -1;
    save();
    openFeeder();
    return to - runStart;
  }

  /** Tells what was found, and says what is to be done. */
  private Action act(long i, List<Finding> findings) {
    Action most = Action.IGNORE;
    long step = model.counters().step();
    troubleSince = step;
    for (Finding finding : findings) {
      Action action = sentinel.action(finding.trouble());
      logger.warn("step {}: {}: {}", step, action, finding.message());
      listener.on(
          new TrainingEvent.Alarm(
              step,
              epochOf(i),
              finding.trouble(),
              finding.measured(),
              finding.limit(),
              action,
              finding.message()));
      if (action == Action.STOP && finding.trouble() == Trouble.NOT_FINITE) {
        throw diverged(finding);
      }
      if (action.compareTo(most) > 0) {
        most = action;
      }
      troubleSince = Math.min(troubleSince, finding.since());
    }
    return most;
  }

  private int epochOf(long i) {
    return (int) ((i - 1) / stepsPerEpoch) + 1;
  }

  private DivergedException diverged(Finding finding) {
    return new DivergedException(
        String.format(
            "training diverged at step %d: %s, expected finite numbers. Nothing"
                + " was saved since the step before; lower the learning rate (now %s) or raise"
                + " batchNormEpsilon (now %s)%s",
            model.counters().step(),
            finding.message(),
            plan.discriminatorAdam().learningRate(),
            model.architecture().batchNormEpsilon(),
            sentinel.rollBacks() == 0
                ? ""
                : "; the run was rolled back " + sentinel.rollBacks() + " times before"));
  }

  private boolean checkpointDue(long i) {
    return checkpoints != null
        && (checkpoints.everySteps() > 0 && i % checkpoints.everySteps() == 0
            || !checkpoints.every().isZero()
                && System.nanoTime() - savedNanos >= checkpoints.every().toNanos());
  }

  private Action step(long i) throws IOException, InterruptedException {
    long began = System.nanoTime();
    byte[] pixels = Objects.requireNonNull(feeder).next();
    long waited = System.nanoTime() - began;
    waitNanos += waited;
    ImageShape shape = model.architecture().image();
    Counters before = model.counters();
    float[] latents =
        Latents.draw(
                model.architecture().latentDistribution(),
                plan.minibatch(),
                model.architecture().latentDim(),
                streamSeed(),
                LATENTS,
                before.step())
            .toArray();
    AdversarialStep.Done done;
    try (TUint8 batch =
        Tensors.of(
            Shape.of(plan.minibatch(), shape.height(), shape.width(), shape.channels()), pixels)) {
      done = step.run(model.session(), before, batch, latents, moment(i));
    }
    model.counters(done.counters());
    List<Finding> findings = new ArrayList<>(sentinel.afterStep(done));
    if (findings.stream().anyMatch(finding -> finding.trouble() == Trouble.NOT_FINITE)) {
      return act(i, findings);
    }
    run.add(done.losses());
    epoch.add(done.losses());
    listener.on(
        new TrainingEvent.StepEnd(
            done.counters().step(),
            epochOf(i),
            done.losses(),
            Duration.ofNanos(System.nanoTime() - began),
            Duration.ofNanos(waited),
            done.gradients()));
    if (sentinel.inspects(done.counters().step())) {
      findings.addAll(inspect(i, pixels));
    }
    return act(i, findings);
  }

  /** Looks at pictures and filters. */
  private List<Finding> inspect(long i, byte[] pixels) {
    List<Finding> findings = new ArrayList<>();
    long now = model.counters().step();
    int pictures = Math.min(plan.minibatch(), Diversity.PICTURES);
    int size = model.architecture().image().size();
    if (pictures >= Diversity.FEWEST && sentinel.watches(Trouble.DIVERSITY_VANISHED)) {
      Images generated =
          model.generate(
              inspectedLatents.slice(0, pictures),
              new SamplingOptions(BatchNormMode.POPULATION, GeneratorWeights.TRAINED));
      findings.addAll(
          sentinel.ofDiversity(
              now,
              i,
              Diversity.of(generated.data(), pictures, size),
              Diversity.of(pixels, pictures, size)));
    }
    if (sentinel.watches(Trouble.FILTERS_OSCILLATE)) {
      Painting painting = model.painting(inspectedLatents.slice(0, OSCILLATION_PICTURES));
      findings.addAll(sentinel.ofFilters(now, painting.layer().name(), Oscillation.of(painting)));
    }
    return findings;
  }

  private Moment moment(long i) {
    return new Moment(rateFactor(i), plan.instanceNoise().at(i - 1, stepsPerEpoch), streamSeed());
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
      Path folder = checkpoints.write(sentinel.state());
      saved = Optional.of(folder);
      savedStep = model.counters().step();
      savedNanos = System.nanoTime();
      listener.on(new TrainingEvent.Saved(savedStep, folder));
    }
  }

  private TrainingSummary summary(Outcome outcome) {
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
        unreadable + (feeder == null ? 0 : feeder.unreadable()),
        saved);
  }
}
