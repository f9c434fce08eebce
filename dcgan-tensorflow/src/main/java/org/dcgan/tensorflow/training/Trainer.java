package org.dcgan.tensorflow.training;

import static org.dcgan.internal.PrintableText.printable;

import com.google.common.primitives.Longs;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.dcgan.ClusterException;
import org.dcgan.DivergedException;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.cluster.StopGrace;
import org.dcgan.tensorflow.cluster.WaitStoppedException;
import org.dcgan.tensorflow.network.BatchShare;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.sentinel.Finding;
import org.dcgan.tensorflow.sentinel.Sentinel;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.Losses;
import org.dcgan.training.PlannedUpdates;
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
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TUint8;

/** The training loop: runs steps until the plan is complete or the training is stopped. */
public final class Trainer {
  private static final Logger logger = LoggerFactory.getLogger(Trainer.class);

  /** A logger of its own, because programs that show progress print this warning already. */
  private static final Logger updates = LoggerFactory.getLogger(PlannedUpdates.class);

  private static final long LATENTS = 3;
  private static final long SAMPLES = 4;
  private static final long STREAM = 9;

  private final TrainableModel model;
  private final Coordination workers;
  private final BatchShare share;
  private final Optional<Path> resumedFrom;
  private final AdversarialStep step;
  private final TrainingPlan plan;
  private final ImageSource source;
  private final String dataset;
  private final BooleanSupplier stopped;
  private final TrainingListener listener;
  private final Latents fixedLatents;
  private final @Nullable Labels fixedLabels;
  private final TrainingClock clock;
  private final Inspector inspector;
  private final Alarms alarms;
  private final CheckpointWriter writer;
  private final List<String> emptyClasses;
  private final RunMetrics metrics;
  private RunSchedule schedule;

  /** The steps of this part of the run that roll-backs have undone. */
  private long undone;

  private Sentinel sentinel;
  private @Nullable Feeder feeder;
  private long unreadable;
  private boolean interrupted;

  /** Whether a step has begun that is not complete. */
  private boolean insideStep;

  /** Whether a trouble was found that ends this part of the run, which has not happened yet. */
  private boolean undecided;

  /** What all workers have been told with the last step. */
  private Signals agreed = Signals.NONE;

  /**
   * Prepares a training.
   *
   * @param model the model to train
   * @param step the graph of its training step
   * @param task plan, images, stop request and listener
   * @param start where the run starts or continues
   * @param checkpoints where the run is saved; null if it is not saved, or by another worker
   * @param workers what the workers agree on; {@link Coordination#ALONE} without others
   * @param nanoTime the clock that measures the training time, in nanoseconds from any origin
   */
  public Trainer(
      TrainableModel model,
      AdversarialStep step,
      TrainingTask task,
      RunStart start,
      @Nullable Checkpoints checkpoints,
      Coordination workers,
      LongSupplier nanoTime) {
    this.workers = workers;
    this.share = workers.share(task.plan().batchSize());
    this.model = model;
    this.step = step;
    this.plan = task.plan();
    this.source = task.source();
    this.dataset = source.description();
    this.stopped = task.stopped();
    this.listener = task.listener();
    this.emptyClasses = task.emptyClasses();
    this.resumedFrom = start.resumedFrom();
    Architecture architecture = model.architecture();
    int samples = SampleLabels.rounded(architecture, plan.samplesPerEpoch());
    this.fixedLatents =
        Latents.sample(
            architecture.latentDistribution(),
            samples,
            architecture.latentDim(),
            plan.seed(),
            SAMPLES);
    this.fixedLabels = SampleLabels.inRows(architecture, samples);
    this.schedule = schedule(plan, source, model.counters(), start);
    this.clock = new TrainingClock(plan.budget(), start.trained(), nanoTime);
    requireCountable(schedule, clock, model.counters());
    this.sentinel = new Sentinel(plan, start.sentinel());
    this.inspector = new Inspector(model, plan, share.size());
    this.alarms = new Alarms(plan, schedule, model, listener);
    this.writer = new CheckpointWriter(checkpoints, model, listener, clock, start.fixedSteps());
    this.metrics = new RunMetrics(plan.batchSize());
  }

  /**
   * Runs the training.
   *
   * @return the outcome with losses and speed
   * @throws IOException if images cannot be read or the model cannot be saved
   */
  public TrainingSummary train() throws IOException {
    boolean complete;
    try {
      complete = resumedFrom.isPresent() && isCompleteByChief();
    } catch (WaitStoppedException e) {
      return leave(e);
    }
    if (complete) {
      scoreIfMissed();
      logger.info(
          "the run is complete at step {}; to train further, set more {}",
          model.counters().step(),
          plan.budget().unit().name().toLowerCase(Locale.ROOT));
      return metrics.summary(
          Outcome.COMPLETED, model.counters().step(), 0, resumedFrom, emptyClasses);
    }
    step.forget(); // of another training
    try {
      openFeeder();
      TrainingSummary summary;
      try {
        summary = run();
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

  private static RunSchedule schedule(
      TrainingPlan plan, ImageSource source, Counters counters, RunStart start) {
    long done = counters.step() - start.firstStep();
    return new RunSchedule(
        plan,
        start.firstStep(),
        plan.stepsPerEpoch(source.size()),
        done + counters.stepsLeft(),
        start.fixedSteps());
  }

  /**
   * Refuses a run whose steps could not be counted. The constructors do so, too; this can be called
   * before the graph of the step is built.
   *
   * @param plan the plan
   * @param source its images
   * @param counters the model's counters
   * @param start where the run starts or continues
   */
  public static void requireCountable(
      TrainingPlan plan, ImageSource source, Counters counters, RunStart start) {
    requireCountable(
        schedule(plan, source, counters, start),
        new TrainingClock(plan.budget(), start.trained(), System::nanoTime),
        counters);
  }

  private static void requireCountable(
      RunSchedule schedule, TrainingClock clock, Counters counters) {
    long done = counters.step() - schedule.runStart();
    boolean known = schedule.isKnown();
    boolean refused =
        known
            ? schedule.totalSteps() > schedule.most() && counters.step() < schedule.end()
            : done >= schedule.most() && !clock.expired();
    if (refused) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the plan makes %s more steps, but this model can only make %,d more, because at most"
                  + " %,d steps and updates can be counted; choose a shorter training or a newly"
                  + " built model",
              known ? String.format(Locale.ROOT, "%,d", schedule.totalSteps() - done) : "some",
              schedule.most() - done,
              Counters.MOST));
    }
  }

  private TrainingSummary run() throws IOException {
    try {
      ChiefWork.run(
          workers,
          () -> {
            start();
            saveInitialModel();
            scoreIfMissed().ifPresent(listener::on);
          });
      fixLengthIfDue(made());
      Outcome outcome = steps();
      ChiefWork.run(
          workers,
          () -> {
            if (outcome == Outcome.COMPLETED) {
              complete();
            } else {
              save();
            }
          });
      return summary(outcome);
    } catch (WaitStoppedException e) {
      return leave(e);
    }
  }

  /** Ends the training of this worker alone, after its last complete step. */
  private TrainingSummary leave(WaitStoppedException e) throws IOException {
    logger.warn(
        "{}; it ends after step {}, without the other workers",
        e.getMessage(),
        model.counters().step());
    workers.leave();
    interrupted |= Thread.interrupted(); // set again at the end, because files have to be written
    if (isSavable()) {
      save();
    }
    return summary(interrupted ? Outcome.INTERRUPTED : Outcome.STOPPED);
  }

  /**
   * The summary of a training that was asked to end before it had begun, while this process waited
   * for other workers.
   *
   * @param task plan, images, stop request and listener
   * @param step the model's number of steps
   * @return a summary without steps
   */
  public static TrainingSummary notBegun(TrainingTask task, long step) {
    return new RunMetrics(task.plan().batchSize())
        .summary(
            Thread.currentThread().isInterrupted() ? Outcome.INTERRUPTED : Outcome.STOPPED,
            step,
            0,
            Optional.empty(),
            task.emptyClasses());
  }

  private boolean isComplete() {
    return model.counters().step() >= schedule.end() || isTimeUp(made());
  }

  /** Whether a resumed run is complete. The clocks of workers differ, so that worker 0 decides. */
  private boolean isCompleteByChief() {
    byte mine = (byte) (isComplete() ? 1 : 0);
    return (workers.isAlone() ? mine : workers.fromChief(new byte[] {mine})[0]) == 1;
  }

  private void start() {
    TrainingEvent.Started event =
        new TrainingEvent.Started(
            model.architecture(),
            plan,
            source.description(),
            model.counters().step(),
            schedule.stepsPerEpoch(),
            schedule.plannedEnd(),
            model.runtime(),
            resumedFrom,
            clock.before());
    event.warning().ifPresent(updates::warn);
    listener.on(event);
    if (schedule.isTimed() && schedule.isKnown()) {
      reportFixedLength();
    }
  }

  private void reportFixedLength() {
    listener.on(new TrainingEvent.LengthFixed(model.counters().step(), schedule.end()));
  }

  /** Saves a run that has reached its length. */
  private void complete() throws IOException {
    if (isTimeUp(made())) {
      writer.complete(sentinel.state());
    } else {
      save();
    }
    if (!schedule.isKnown()) {
      PlannedUpdates.of(plan, 0, model.counters().step()).warning().ifPresent(updates::warn);
    }
  }

  /** The number of steps that the run has made. */
  private long made() {
    return model.counters().step() - schedule.runStart();
  }

  /**
   * Whether the clock ends the run. It does not if the rate still has to fall, for which the
   * duration becomes a number of steps; only a run that has made none by then has no speed.
   */
  private boolean isTimeUp(long made) {
    return !schedule.isKnown() && !schedule.willBeFixed(made) && clock.expired();
  }

  /** Whether the duration of the run has to become a number of steps now, by this clock. */
  private boolean isLengthDue(long made) {
    return schedule.willBeFixed(made) && schedule.isFixedAt(clock.used());
  }

  /**
   * Turns the duration of the run into a number of steps if its learning rate has to fall from now
   * on by the chief's clock. A checkpoint records the number before the next step, so that a run
   * that is killed later ends at the same step.
   *
   * @param made the number of steps that the run has made
   */
  private void fixLengthIfDue(long made) throws IOException {
    if (!schedule.willBeFixed(made)) {
      return;
    }
    long steps = stepsByChief(made);
    if (steps == 0) {
      return;
    }
    schedule = schedule.withFixedSteps(steps);
    writer.fixLength(steps);
    ChiefWork.run(
        workers,
        () -> {
          logger.info(
              "the learning rate falls to 0 from here on: the run has made {} steps and ends after"
                  + " {}, by its speed so far, even if the last ones take longer than its duration",
              made,
              steps);
          reportFixedLength();
          PlannedUpdates.of(plan, 0, schedule.end()).warning().ifPresent(updates::warn);
          writer.overwrite(sentinel.state());
        });
  }

  /** The number of steps that the duration becomes now, or 0 if the chief's clock says later. */
  private long stepsByChief(long made) {
    double used = clock.used();
    long mine = schedule.isFixedAt(used) ? schedule.stepsInTime(made, undone, used) : 0;
    return workers.isAlone()
        ? mine
        : Longs.fromByteArray(workers.fromChief(Longs.toByteArray(mine)));
  }

  private void openFeeder() {
    feeder =
        new Feeder(
            source,
            model.architecture().image(),
            share,
            plan.order(),
            streamSeed(),
            model.counters().step(),
            schedule.end());
  }

  private void closeFeeder() {
    if (feeder != null) {
      feeder.close();
      unreadable += feeder.unreadable();
      feeder = null;
    }
  }

  /** The random seed of the current part of the run: the plan's seed until the first roll-back. */
  private long streamSeed() {
    return sentinel.rollBacks() == 0
        ? plan.seed()
        : SeededRandom.hash(plan.seed(), STREAM, sentinel.rollBacks());
  }

  /**
   * The longest time that a plan's sentinel needs to detect a trouble.
   *
   * @param plan a plan
   * @return a number of steps, at least 1
   */
  public static long longestWindow(TrainingPlan plan) {
    return Sentinel.longestWindow(plan);
  }

  /** Saves the untrained model if a roll-back might need it. */
  private void saveInitialModel() throws IOException {
    if (plan.sentinel().rollsBack() && resumedFrom.isEmpty()) {
      save();
    }
  }

  /** Scores the resumed checkpoint if the process was killed between writing and scoring it. */
  @CanIgnoreReturnValue
  private Optional<TrainingEvent.Scored> scoreIfMissed() throws IOException {
    long done = made();
    return resumedFrom.isPresent() && done > 0 && schedule.endsEpoch(done)
        ? writer.scoreIfMissed()
        : Optional.empty();
  }

  private void finishFailed(Throwable failure) {
    try {
      if (isSavableAfter(failure)) {
        save();
      }
    } catch (IOException | RuntimeException | Error e) {
      suppress(failure, e);
    }
    try {
      listener.on(new TrainingEvent.Finished(summary(Outcome.FAILED)));
    } catch (RuntimeException | Error e) {
      suppress(failure, e);
    }
  }

  /**
   * Whether the variables are those of a complete step, and the run continues from it. A step that
   * fails may have updated one network only. After a decision to roll back or to stop, a resumed
   * run has to come to it again, which it would not if the trouble was saved as one that is known.
   */
  private boolean isSavable() {
    return !insideStep && !undecided;
  }

  /** As above; a step that fails in a cluster may also have updated one worker only. */
  private boolean isSavableAfter(Throwable failure) {
    return isSavable()
        && !(failure instanceof DivergedException)
        && (workers.isAlone()
            || !(failure instanceof ClusterException
                || failure instanceof EngineException
                || failure instanceof ResourceLimitException));
  }

  /** Adds a suppressed exception. A listener may throw the same exception at every event. */
  private static void suppress(Throwable failure, Throwable another) {
    if (another != failure) {
      failure.addSuppressed(another);
    }
  }

  private Outcome steps() throws IOException {
    metrics.startEpoch();
    for (long i = made() + 1; i <= schedule.totalSteps(); i++) {
      Optional<Outcome> end = requestedEnd();
      if (end.isPresent()) {
        return end.get();
      }
      Action action;
      try {
        long began = System.nanoTime();
        Optional<Feeder.Batch> images = images();
        if (images.isEmpty()) {
          return Outcome.STOPPED;
        }
        action = step(i, images.get(), began);
      } catch (InterruptedException e) {
        // The flag is set again at the end, because files have to be written before.
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

  /** The outcome of a training that has been asked to end, or whose time is used up. */
  private Optional<Outcome> requestedEnd() {
    if (!workers.isAlone()) {
      interrupted |= Thread.interrupted();
      if (agreed.expired()) {
        return Optional.of(Outcome.COMPLETED);
      }
      return agreed.stop()
          ? Optional.of(interrupted ? Outcome.INTERRUPTED : Outcome.STOPPED)
          : Optional.empty();
    }
    if (isTimeUp(made())) {
      return Optional.of(Outcome.COMPLETED);
    }
    return stopped.getAsBoolean() ? Optional.of(Outcome.STOPPED) : Optional.empty();
  }

  /** The next images; empty if the training was stopped while it waited for them. */
  private Optional<Feeder.Batch> images() throws IOException, InterruptedException {
    Feeder images = Objects.requireNonNull(feeder);
    if (!workers.isAlone()) {
      // The others have no part in this waiting, so it should end as a step that they know of.
      StopGrace grace =
          new StopGrace(() -> interrupted || stopped.getAsBoolean(), workers.stopPatience());
      Optional<Feeder.Batch> batch = images.nextWithin(grace);
      if (batch.isEmpty()) {
        throw new WaitStoppedException("images of " + printable(source.description()));
      }
      return batch;
    }
    // Taking images that were read ahead does not block, and so does not detect an interrupt.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return images.next(stopped);
  }

  /** What this worker tells the others with the next step, which is the {@code i}-th. */
  private Signals signals(long i) {
    if (workers.isAlone()) {
      return Signals.NONE;
    }
    return new Signals(
        stopped.getAsBoolean() || interrupted,
        workers.isChief() && isTimeUp(i),
        workers.isChief() && writer.dueByTime(),
        workers.isChief() && isLengthDue(i));
  }

  /** Ends an epoch or saves if due. Saving may detect that the model has diverged. */
  private Action afterStep(long i) throws IOException {
    try {
      if (workers.isAlone()) {
        endEpochOrSave(i);
        fixLengthIfDue(i);
      } else {
        afterSharedStep(i);
        if (agreed.fixLength()) {
          fixLengthIfDue(i);
        }
      }
      return Action.IGNORE;
    } catch (DivergedException e) {
      if (sentinel.action(Trouble.NOT_FINITE) != Action.ROLL_BACK) {
        throw e;
      }
      long now = model.counters().step();
      String message = String.valueOf(e.getMessage());
      return raise(
          i, List.of(new Finding(Trouble.NOT_FINITE, now, Double.NaN, Double.NaN, message)));
    }
  }

  private void endEpochOrSave(long i) throws IOException {
    if (schedule.endsEpoch(i)) {
      endEpoch(i);
    } else if (writer.due(i)) {
      save();
    }
  }

  /** All workers wait for the chief's checkpoint, and compare their variables at ends of epochs. */
  private void afterSharedStep(long i) throws IOException {
    if (schedule.endsEpoch(i)) {
      if (!workers.isChief()) {
        Losses unused = metrics.endEpoch();
        metrics.startEpoch();
      }
      workers.requireSameVariables();
      ChiefWork.run(workers, () -> endEpoch(i));
    } else if (agreed.save() || isSavedBySteps(i)) {
      ChiefWork.run(workers, this::save);
    }
  }

  private boolean isSavedBySteps(long i) {
    long every = plan.checkpoints().map(CheckpointPolicy::everySteps).orElse(0L);
    return every > 0 && i % every == 0;
  }

  /**
   * Rolls back to a checkpoint and switches to another random stream.
   *
   * @return the step of the run after which the training continues
   */
  private long rollBack() throws IOException {
    long from = model.counters().step();
    closeFeeder();
    AtomicReference<@Nullable Path> checkpoint = new AtomicReference<>();
    ChiefWork.run(workers, () -> checkpoint.set(writer.rollBack(alarms.troubleSince())));
    workers.shareModel();
    sentinel = new Sentinel(plan, SentinelState.afterRollBacks(sentinel.rollBacks() + 1));
    step.forget();
    metrics.startEpoch();
    long to = model.counters().step();
    undone += from - to;
    ChiefWork.run(
        workers,
        () -> {
          Path restored = Objects.requireNonNull(checkpoint.get());
          listener.on(new TrainingEvent.RolledBack(from, to, sentinel.rollBacks(), restored));
          // Written before the next step, so that a run killed now resumes with the new random
          // stream.
          writer.overwrite(sentinel.state());
        });
    undecided = false;
    openFeeder();
    return made();
  }

  private Action step(long i, Feeder.Batch images, long began) throws IOException {
    long waited = System.nanoTime() - began;
    metrics.addWait(waited);
    ImageShape shape = model.architecture().image();
    Counters before = model.counters();
    int dimensions = model.architecture().latentDim();
    float[] allLatents =
        Latents.sample(
                model.architecture().latentDistribution(),
                plan.batchSize(),
                model.architecture().latentDim(),
                streamSeed(),
                LATENTS,
                before.step())
            .toArray();
    float[] latents =
        share.isWhole()
            ? allLatents
            : Arrays.copyOfRange(allLatents, share.from() * dimensions, share.to() * dimensions);
    byte[] pixels = images.pixels();
    int classes = model.architecture().classes();
    Labels labels = classes == 0 ? null : Labels.oneHot(classes, images.labels());
    Signals mine = signals(i);
    StepResult result =
        model.changing(
            () -> {
              try (TUint8 batch =
                  Tensors.of(
                      Shape.of(share.size(), shape.height(), shape.width(), shape.channels()),
                      pixels)) {
                insideStep = true;
                StepResult stepResult =
                    step.run(
                        model.newRun(),
                        before,
                        batch,
                        latents,
                        labels,
                        schedule.settings(i, streamSeed()),
                        mine);
                model.counters(stepResult.counters());
                model.trainedOn(dataset);
                insideStep = false;
                return stepResult;
              }
            });
    agreed = result.signals();
    List<Finding> findings =
        new ArrayList<>(
            sentinel.afterStep(
                result.counters().step(),
                result.losses(),
                result.gradients(),
                result.updatedDiscriminator()));
    undecided = findings.stream().anyMatch(this::endsPart);
    if (findings.stream().anyMatch(finding -> finding.trouble() == Trouble.NOT_FINITE)) {
      return raise(i, findings);
    }
    metrics.add(result.losses());
    listener.on(
        new TrainingEvent.StepEnd(
            result.counters().step(),
            schedule.epochOf(i),
            result.losses(),
            Duration.ofNanos(System.nanoTime() - began),
            Duration.ofNanos(waited),
            result.gradients()));
    if (sentinel.inspects(result.counters().step())) {
      findings.addAll(inspected(i, pixels));
    }
    return raise(i, findings);
  }

  /** Whether a finding ends this part of the run: it is rolled back, or stopped. */
  private boolean endsPart(Finding finding) {
    return sentinel.action(finding.trouble()).compareTo(Action.ROLL_BACK) >= 0;
  }

  /** Raises alarms; if a listener fails, the resumed run comes to the same decision again. */
  private Action raise(long i, List<Finding> findings) {
    undecided = findings.stream().anyMatch(this::endsPart);
    Action action = alarms.raise(sentinel, i, findings);
    undecided = action == Action.ROLL_BACK; // until it is done
    return action;
  }

  /** What the chief finds, since the images of the workers differ. */
  private List<Finding> inspected(long i, byte[] pixels) throws IOException {
    List<Finding> mine = new ArrayList<>();
    ChiefWork.run(workers, () -> mine.addAll(inspector.inspect(sentinel, i, pixels)));
    return workers.isAlone()
        ? mine
        : FindingsMessage.decode(workers.fromChief(FindingsMessage.encode(mine)));
  }

  private void endEpoch(long i) throws IOException {
    Losses losses = metrics.endEpoch();
    double rate = metrics.imagesPerSecond();
    Images samples = model.generate(fixedLatents, fixedLabels);
    listener.on(
        new TrainingEvent.EpochEnd(
            model.counters().step(), schedule.epochOf(i), losses, samples, rate));
    writer.endEpoch(i, sentinel.state());
    metrics.startEpoch();
  }

  private void save() throws IOException {
    writer.write(sentinel.state());
  }

  private TrainingSummary summary(Outcome outcome) {
    return metrics.summary(
        outcome,
        model.counters().step(),
        unreadable + (feeder == null ? 0 : feeder.unreadable()),
        writer.saved(),
        emptyClasses);
  }
}
