package org.dcgan.tensorflow.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.TrainingSummary.Outcome;

/** Mean losses and speed of a training. */
final class RunMetrics {
  private final int batchSize;
  private final long startNanos = System.nanoTime();
  private final Average run = new Average();
  private Average epoch = new Average();
  private Losses lastEpoch = new Losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  private int epochs;
  private long waitNanos;

  RunMetrics(int batchSize) {
    this.batchSize = batchSize;
  }

  /** Averages losses. */
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

    double perSecond(int batchSize) {
      return steps * (double) batchSize * 1e9 / Math.max(1, System.nanoTime() - since);
    }
  }

  void startEpoch() {
    epoch = new Average();
  }

  /** Adds the time that a step waited for its images. */
  void addWait(long nanos) {
    waitNanos += nanos;
  }

  void add(Losses losses) {
    run.add(losses);
    epoch.add(losses);
  }

  /** Ends an epoch and returns its mean losses. */
  Losses endEpoch() {
    epochs++;
    lastEpoch = epoch.mean();
    return lastEpoch;
  }

  /** Images per second since the start of the epoch. */
  double imagesPerSecond() {
    return epoch.perSecond(batchSize);
  }

  TrainingSummary summary(
      Outcome outcome,
      long step,
      long unreadable,
      Optional<Path> saved,
      List<String> emptyClasses) {
    long nanos = System.nanoTime() - startNanos;
    return new TrainingSummary(
        outcome,
        run.steps,
        epochs,
        step,
        epochs > 0 || run.steps == 0 ? lastEpoch : run.mean(),
        Duration.ofNanos(nanos),
        run.steps * (double) batchSize * 1e9 / Math.max(1, nanos),
        waitNanos / (double) Math.max(1, nanos),
        unreadable,
        saved,
        emptyClasses);
  }
}
