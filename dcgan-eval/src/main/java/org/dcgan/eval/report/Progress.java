package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.progress.ProgressListener;
import org.dcgan.training.Losses;
import org.dcgan.training.PlannedUpdates;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress, the speed and the remaining time of a long job. It is a listener for
 * trainings and can show any other job.
 *
 * <pre>{@code
 * dcgan.train(faces, plan, Progress.console());
 *
 * try (Progress.Task packing = Progress.console().start("packing", faces.size(), "images")) {
 *   ...
 *   packing.advance(1);
 * }
 * }</pre>
 *
 * <p>For a training it also shows the epoch, both losses and D's mean scores for real and generated
 * images, averaged over the last steps; the speed is in training images per second. One instance
 * can follow several trainings one after another, but not concurrently.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Progress implements TrainingListener, ProgressListener {
  /** The default interval between two lines in a log, 5 s. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  private static final Duration NOTE_INTERVAL = Duration.ofMillis(100);

  private final ProgressDisplay display;
  private @Nullable Task training;
  private @Nullable Job job;
  private int batchSize;
  private long totalSteps;
  private String ofEpochs = "";
  private @Nullable TimedTraining timed;
  private @Nullable TrainingPlan plan;
  private final RecentLosses recent = new RecentLosses();
  private long lastNote;

  private Progress(ProgressDisplay display) {
    this.display = display;
  }

  /**
   * Progress on standard error: a bar on a terminal, otherwise (if output goes to a file, or {@code
   * TERM} is {@code dumb}) a plain line every {@link #DEFAULT_INTERVAL}.
   *
   * @return a new display
   */
  public static Progress console() {
    return Terminal.isInteractive() ? bar(Terminal.stream()) : lines(Terminal.stream());
  }

  /**
   * Progress as a bar that is redrawn in place.
   *
   * @param terminal a stream that is connected to a terminal
   * @return a new display
   */
  public static Progress bar(PrintStream terminal) {
    requireNonNull(terminal, "terminal");

    return new Progress(new ProgressDisplay.Bar(terminal));
  }

  /**
   * Progress as plain lines, one every {@link #DEFAULT_INTERVAL} while the job progresses, and one
   * at the end.
   *
   * @param out the stream to write to; it is not closed
   * @return a new display
   */
  public static Progress lines(PrintStream out) {
    return lines(out, DEFAULT_INTERVAL);
  }

  /**
   * Progress as plain lines.
   *
   * @param out the stream to write to; it is not closed
   * @param interval the time between two lines, not negative
   * @return a new display
   */
  public static Progress lines(PrintStream out, Duration interval) {
    requireNonNull(out, "out");
    requireNonNull(interval, "interval");

    checkArgument(
        !interval.isNegative(),
        "the interval between lines of progress must not be negative, got %s",
        interval);
    return new Progress(new ProgressDisplay.Lines(out, interval, System::nanoTime));
  }

  /**
   * A display that shows nothing.
   *
   * @return a new display
   */
  public static Progress silent() {
    return new Progress(new ProgressDisplay.Nothing());
  }

  /**
   * Starts to show a job.
   *
   * @param name the name of the job, for example {@code packing}
   * @param total the number of units of work; 0 if it is unknown, in which case no remaining time
   *     is shown
   * @param unit the unit of work in the plural, for example {@code images}
   * @return the job, to be closed at its end
   */
  @Override
  public Task start(String name, long total, String unit) {
    requireNonNull(name, "name");
    requireNonNull(unit, "unit");

    checkArgument(total >= 0, "the total of a job must be at least 0, got %s", total);
    return display.show(new Job(name, total, unit, System::nanoTime));
  }

  /** Prints what is trained, and starts to show it. */
  @Override
  public void onStarted(TrainingEvent.Started event) {
    requireNonNull(event, "event");

    endTraining();
    batchSize = event.plan().batchSize();
    totalSteps = event.totalSteps();
    recent.clear();
    plan = event.plan();
    timed =
        event.plan().budget() instanceof TrainingBudget.Time limit
            ? new TimedTraining(event, limit.duration(), System::nanoTime)
            : null;
    ofEpochs =
        timed != null
            ? ""
            : "/" + ceilDiv(Math.max(1, event.totalSteps()), Math.max(1, event.stepsPerEpoch()));
    display.say(
        String.format(
            Locale.ROOT,
            "training a DCGAN of %s on %s: %s; %s",
            event.architecture().image(),
            oneLine(event.dataset()),
            length(event),
            oneLine(event.runtime())));
    event.warning().ifPresent(warning -> display.say("warning: " + oneLine(warning)));
    event
        .resumedFrom()
        .ifPresent(
            checkpoint ->
                display.say(
                    String.format(
                        Locale.ROOT,
                        "resumed at step %,d from %s",
                        event.firstStep(),
                        printable(checkpoint))));
    showFrom(event.firstStep());
  }

  private static String length(TrainingEvent.Started event) {
    TrainingBudget budget = event.plan().budget();
    int images = event.plan().batchSize();
    if (budget instanceof TrainingBudget.Time length) {
      String before =
          event.trained().isZero()
              ? ""
              : ", of which " + Clock.format(event.trained()) + " were trained before";
      return String.format(
          Locale.ROOT,
          "%s of training time%s, steps of %d images",
          Clock.format(length.duration()),
          before,
          images);
    }
    String epochs =
        budget instanceof TrainingBudget.Epochs length
            ? String.format(Locale.ROOT, "%,d epochs, ", length.count())
            : "";
    String updates = event.updates().map(count -> ", " + count).orElse("");
    return String.format(
        Locale.ROOT,
        "%s%,d steps of %d images%s",
        epochs,
        event.totalSteps() - event.firstStep(),
        images,
        updates);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
  }

  private void showFrom(long step) {
    job = new Job("training", imagesAfter(step), "images", System::nanoTime);
    training = display.show(job);
  }

  private long imagesAfter(long step) {
    return Math.max(0, totalSteps - step) * batchSize;
  }

  /** Prints the number of steps, by which the remaining time is estimated from then on. */
  @Override
  public void onLengthFixed(TrainingEvent.LengthFixed event) {
    requireNonNull(event, "event");

    totalSteps = event.totalSteps();
    timed = null;
    lastNote -= NOTE_INTERVAL.toNanos(); // the note still shows the time
    if (job != null) {
      job.expect(imagesAfter(event.step()));
    }
    display.say(
        String.format(
            Locale.ROOT,
            "the training ends with step %,d, whatever the time: the learning rate falls to 0 until"
                + " then",
            event.totalSteps()));
    if (plan != null) {
      PlannedUpdates.of(plan, 0, event.totalSteps())
          .warning()
          .ifPresent(warning -> display.say("warning: " + warning));
    }
  }

  /** Advances by a batch. */
  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    requireNonNull(event, "event");

    if (training == null) {
      return;
    }
    recent.add(event.losses());
    if (timed != null) {
      timed.afterStep(event.step()).forEach(display::say);
    }
    long now = System.nanoTime();
    if (recent.count() == 1 || now - lastNote >= NOTE_INTERVAL.toNanos()) {
      lastNote = now;
      String elapsed = timed == null ? "" : timed.elapsed() + ", ";
      training.note(
          String.format(Locale.ROOT, "%sepoch %d%s %s", elapsed, event.epoch(), ofEpochs, recent));
    }
    training.advance(batchSize);
  }

  /** Prints an alarm. */
  @Override
  public void onAlarm(TrainingEvent.Alarm event) {
    requireNonNull(event, "event");

    display.say(
        String.format(
            Locale.ROOT,
            "alarm at step %,d (%s): %s",
            event.step(),
            switch (event.action()) {
              case IGNORE, WARN -> "training goes on";
              case ROLL_BACK -> "going back to a checkpoint";
              case STOP -> "training ends";
            },
            oneLine(event.message())));
  }

  /** Prints the roll-back and counts from the checkpoint on. */
  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    requireNonNull(event, "event");

    endTraining();
    recent.clear();
    display.say(
        String.format(
            Locale.ROOT,
            "rolled back from step %,d to %,d (%s), on with random stream %d",
            event.from(),
            event.to(),
            printable(event.checkpoint()),
            event.stream()));
    showFrom(event.to());
  }

  /** Prints a summary. */
  @Override
  public void onFinished(TrainingEvent.Finished event) {
    requireNonNull(event, "event");

    endTraining();
    display.say(describe(event.summary()));
  }

  private void endTraining() {
    if (training != null) {
      training.close();
      training = null;
    }
  }

  private static String describe(TrainingSummary summary) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "training %s: %,d epochs, %,d steps in %s",
                summary.outcome().name().toLowerCase(Locale.ROOT),
                summary.epochs(),
                summary.steps(),
                Clock.format(summary.duration())));
    if (summary.dataWaitShare() >= 0.05) {
      text.append(
          String.format(
              Locale.ROOT,
              ", %.0f%% of it spent waiting for images",
              100 * summary.dataWaitShare()));
    }
    if (summary.unreadableImages() > 0) {
      text.append(
          String.format(
              Locale.ROOT, "; skipped unreadable images %,d times", summary.unreadableImages()));
    }
    if (!summary.emptyClasses().isEmpty()) {
      text.append("; no images of the classes ")
          .append(printable(String.join(", ", summary.emptyClasses())));
    }
    summary
        .saved()
        .ifPresent(folder -> text.append("; the model is in ").append(printable(folder)));
    return text.toString();
  }

  /** Losses and scores averaged over the last steps, since those of single steps fluctuate. */
  private static final class RecentLosses {
    private static final double LEAST_WEIGHT = 0.02;

    private long count;
    private double discriminator;
    private double generator;
    private double realScore;
    private double fakeScore;

    void clear() {
      count = 0;
    }

    long count() {
      return count;
    }

    void add(Losses losses) {
      count++;
      double weight = Math.max(LEAST_WEIGHT, 1.0 / count);
      discriminator = mix(discriminator, losses.discriminator(), weight);
      generator = mix(generator, losses.generator(), weight);
      realScore = mix(realScore, losses.realScore(), weight);
      fakeScore = mix(fakeScore, losses.fakeScore(), weight);
    }

    private static double mix(double old, double recent, double weight) {
      return weight == 1 ? recent : old + weight * (recent - old);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "D %.3f G %.3f real %.2f fake %.2f",
          discriminator,
          generator,
          realScore,
          fakeScore);
    }
  }
}
