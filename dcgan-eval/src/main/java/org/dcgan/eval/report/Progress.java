package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.dcgan.progress.ProgressListener;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a long job is, how fast it goes and how long it will take: a training, whose
 * listener this is, or any other.
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
 * <p>Of a training it shows, besides rate (of training images) and time left, the epoch, both
 * losses and D's mean scores for real and generated images, averaged over the last steps. It can
 * follow several trainings one after another, not at once.
 */
public final class Progress implements TrainingListener, ProgressListener {
  /** Often enough to see that it lives, seldom enough to be read. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  private static final Duration NOTE_INTERVAL = Duration.ofMillis(100);

  private final ProgressDisplay display;
  private @Nullable Task training;
  private int batchSize;
  private int epochs;
  private long totalSteps;
  private final RecentLosses recent = new RecentLosses();
  private long lastNote;

  private Progress(ProgressDisplay display) {
    this.display = display;
  }

  /**
   * Progress on standard error: a bar where there is a terminal, else (output goes to a file, or
   * {@code TERM} is {@code dumb}) a plain line every {@link #DEFAULT_INTERVAL}.
   *
   * @return a new display
   */
  public static Progress console() {
    return Terminal.isInteractive() ? bar(Terminal.stream()) : lines(Terminal.stream());
  }

  /**
   * Progress as a bar that is drawn over itself.
   *
   * @param terminal what is connected to a terminal
   * @return a new display
   */
  public static Progress bar(PrintStream terminal) {
    return new Progress(new ProgressDisplay.Bar(terminal));
  }

  /**
   * Progress as plain lines, one every {@link #DEFAULT_INTERVAL} while there is any, and one at the
   * end.
   *
   * @param out where they go; not closed
   * @return a new display
   */
  public static Progress lines(PrintStream out) {
    return lines(out, DEFAULT_INTERVAL);
  }

  /**
   * Progress as plain lines.
   *
   * @param out where they go; not closed
   * @param interval the time between them, not negative
   * @return a new display
   */
  public static Progress lines(PrintStream out, Duration interval) {
    checkArgument(
        !interval.isNegative(),
        "the time between lines of progress must not be negative, got %s",
        interval);
    return new Progress(new ProgressDisplay.Lines(out, interval, System::nanoTime));
  }

  /**
   * No progress at all.
   *
   * @return a display that shows nothing
   */
  public static Progress silent() {
    return new Progress(new ProgressDisplay.Nothing());
  }

  /**
   * Begins to show a job.
   *
   * @param name what is done, for example {@code packing}
   * @param total how many units there are to do; 0 if nobody knows, and then no time left is shown
   * @param unit what is counted, in the plural, for example {@code images}
   * @return the job, to be closed at its end
   */
  @Override
  public Task start(String name, long total, String unit) {
    checkArgument(total >= 0, "the total of a job must be at least 0, got %s", total);
    return display.show(new Job(name, total, unit, System::nanoTime));
  }

  /** Says what is about to happen, and begins. */
  @Override
  public void onStarted(TrainingEvent.Started event) {
    endTraining();
    batchSize = event.plan().batchSize();
    epochs = event.plan().epochs();
    totalSteps = event.totalSteps();
    recent.clear();
    long steps = event.totalSteps() - event.firstStep();
    display.say(
        String.format(
            Locale.ROOT,
            "training a DCGAN of %s on %s: %,d epochs, %,d steps of %d images; %s",
            event.architecture().image(),
            event.dataset(),
            epochs,
            steps,
            batchSize,
            event.runtime()));
    event
        .resumedFrom()
        .ifPresent(
            checkpoint ->
                display.say(
                    String.format(
                        Locale.ROOT,
                        "resumed at step %,d from %s",
                        event.firstStep(),
                        checkpoint)));
    showFrom(event.firstStep());
  }

  private void showFrom(long step) {
    training = start("training", Math.max(0, totalSteps - step) * batchSize, "images");
  }

  /** Moves on by a batch. */
  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    if (training == null) {
      return;
    }
    recent.add(event.losses());
    long now = System.nanoTime();
    if (recent.count() == 1 || now - lastNote >= NOTE_INTERVAL.toNanos()) {
      lastNote = now;
      training.note(String.format(Locale.ROOT, "epoch %d/%d %s", event.epoch(), epochs, recent));
    }
    training.advance(batchSize);
  }

  /** Says what was seen. */
  @Override
  public void onAlarm(TrainingEvent.Alarm event) {
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
            event.message()));
  }

  /** Begins to count anew. */
  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    endTraining();
    recent.clear();
    display.say(
        String.format(
            Locale.ROOT,
            "rolled back from step %,d to %,d (%s), on with random stream %d",
            event.from(),
            event.to(),
            event.checkpoint(),
            event.stream()));
    showFrom(event.to());
  }

  /** Says how it went. */
  @Override
  public void onFinished(TrainingEvent.Finished event) {
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
    summary.saved().ifPresent(folder -> text.append("; the model is in ").append(folder));
    return text.toString();
  }

  /** Losses and scores averaged over the last steps, since those of a single step jump about. */
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
