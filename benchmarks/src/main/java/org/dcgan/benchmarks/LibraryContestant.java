package org.dcgan.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.ConvolutionChoice;
import org.dcgan.Dcgan;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;

/**
 * This library, used as by an application: {@link Dcgan#train}. A step's duration is the one that
 * listeners receive, which includes waiting for images, feeding them and fetching the losses.
 */
final class LibraryContestant implements Contestant {
  private final Contest contest;
  private final Dcgan model;
  private String runtime = "not run";

  LibraryContestant(Contest contest, int threads, ConvolutionChoice convolutions) {
    this.contest = contest;
    this.model =
        Dcgan.builder()
            .architecture(contest.architecture())
            .precision(contest.precision())
            .threads(threads)
            .convolutions(convolutions)
            .build();
  }

  @Override
  public List<Double> steps(UpdateSchedule schedule, int count) throws IOException {
    List<Double> seconds = new ArrayList<>();
    TrainingPlan plan =
        TrainingPlan.builder()
            .epochs(1)
            .batchSize(contest.images())
            .samplesPerEpoch(1)
            .schedule(schedule)
            .build();
    try (NoiseImages images =
        new NoiseImages(model.architecture().image(), count * contest.images())) {
      model.train(
          images,
          plan,
          new TrainingListener() {
            @Override
            public void onStarted(TrainingEvent.Started event) {
              runtime = event.runtime();
            }

            @Override
            public void onStep(TrainingEvent.StepEnd event) {
              seconds.add(event.duration().toNanos() / 1e9);
            }
          });
    }
    return seconds;
  }

  @Override
  public String describe() {
    return "DCGAN for the JVM (" + runtime + "), " + contest.describe();
  }

  @Override
  public void close() {
    model.close();
  }
}
