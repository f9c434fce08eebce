package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart shows the scores of a run, also of one that was interrupted or rolled back. */
class ScoreChartTest {
  private static final SimulatedTraining RUN = SimulatedTraining.of(10, 100);

  @TempDir private Path folder;
  private Path file;
  private Path log;

  @BeforeEach
  void choose() {
    file = folder.resolve("new/scores.png");
    log = folder.resolve("events.ndjson");
  }

  private static TrainingEvent.Scored scored(long step, double score) {
    return new TrainingEvent.Scored(step, "a distance", score, false);
  }

  private static void score(TrainingListener listener, double... scores) {
    for (int i = 0; i < scores.length; i++) {
      listener.on(scored(100 * (i + 1), scores[i]));
    }
  }

  /** What a run with these scores that was never interrupted draws. */
  private int[] uninterrupted(double... scores) throws Exception {
    Path other = folder.resolve("uninterrupted.png");
    ScoreChart chart = ScoreChart.into(other);
    chart.on(RUN.started());
    score(chart, scores);
    chart.on(finished());
    return pixels(other);
  }

  private static TrainingEvent.Finished finished() {
    return RUN.finished(TrainingSummary.Outcome.COMPLETED, RUN.steps());
  }

  private static int[] pixels(Path png) throws Exception {
    BufferedImage image = ImageIO.read(png.toFile());
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static long pixelsOf(int[] pixels, int color) {
    return Arrays.stream(pixels).filter(p -> (p & 0xFFFFFF) == color).count();
  }

  @Test
  void givenScores_whenFinished_thenTheChartShowsACurveAndTheBest() throws Exception {
    ScoreChart chart = ScoreChart.into(file);

    chart.on(RUN.started());
    score(chart, 8.4, 4.2, 3.1, 3.3, 2.9, 2.95);
    chart.on(finished());

    assertThat(pixelsOf(pixels(file), 0x1F6F9F)).as("pixels of the curve").isGreaterThan(500);
    assertThat(pixelsOf(pixels(file), 0x8A8A8A)).as("pixels of the line").isGreaterThan(500);
  }

  @Test
  void givenSmallScores_whenDrawn_thenTheAxisFitsThem() throws Exception {
    // On an axis of at least 1, scores of some thousandths would be a straight line.
    int[] falling = uninterrupted(0.004, 0.003, 0.002);
    int[] rising = uninterrupted(0.002, 0.003, 0.004);

    assertThat(pixelsOf(rowsAbove(falling, 200), 0x1F6F9F)).isPositive();
    assertThat(falling).isNotEqualTo(rising);
  }

  private static int[] rowsAbove(int[] pixels, int row) {
    return Arrays.copyOf(pixels, row * 900);
  }

  @Test
  void givenNoScore_whenFinished_thenThereIsNoFile() {
    RUN.replay(ScoreChart.into(file));

    assertThat(file).doesNotExist();
  }

  @Test
  void givenOnlyScoresThatAreNotFinite_whenFinished_thenThereIsNoFileAndNothingFails() {
    ScoreChart chart = ScoreChart.into(file);

    chart.on(RUN.started());
    score(chart, Double.NaN, Double.POSITIVE_INFINITY);
    chart.on(finished());

    assertThat(file).doesNotExist();
  }

  @Test
  void givenAnInterruptedRun_whenResumed_thenTheChartIsThatOfAnUninterruptedOne() throws Exception {
    TrainingListener first = TrainingListener.all(List.of(EventLog.to(log), ScoreChart.into(file)));
    first.on(RUN.started());
    // The run was killed after the score of step 300; its newest checkpoint is that of step 200.
    score(first, 8, 5, 7);

    ScoreChart resumed = ScoreChart.into(file).continuing(log);
    resumed.on(RUN.started(200, Optional.of(Path.of("run/step-200"))));
    resumed.on(scored(300, 4));
    resumed.on(finished());

    assertThat(pixels(file)).isEqualTo(uninterrupted(8, 5, 4));
  }

  @Test
  void givenARunThatRolledBack_whenDrawn_thenTheForgottenScoresAreLeftOut() throws Exception {
    ScoreChart chart = ScoreChart.into(file);

    chart.on(RUN.started());
    score(chart, 8, 5, 1);
    chart.on(SimulatedTraining.rolledBack(350, 200));
    chart.on(scored(300, 4));
    chart.on(finished());

    assertThat(pixels(file)).isEqualTo(uninterrupted(8, 5, 4));
  }

  @Test
  void givenALogWithRollBackAnotherRunAndDamage_whenResumed_thenOnlyTheRunsScoresAreShown()
      throws Exception {
    EventLog earlier = EventLog.to(log);
    earlier.on(RUN.started());
    score(earlier, 0.1, 0.2);
    earlier.on(finished());
    EventLog interrupted = EventLog.to(log);
    interrupted.on(RUN.started());
    score(interrupted, 8, 5, 1);
    interrupted.on(SimulatedTraining.rolledBack(350, 200));
    interrupted.on(scored(300, 4));
    Files.writeString(log, Files.readString(log) + "{\"event\":\"scored\",\"step\":400}\n");

    ScoreChart resumed = ScoreChart.into(file).continuing(log);
    resumed.on(RUN.started(400, Optional.of(Path.of("run/step-400"))));
    resumed.on(finished());

    assertThat(pixels(file)).isEqualTo(uninterrupted(8, 5, 4));
  }

  @Test
  void givenMoreScoresThanPixels_whenDrawn_thenTheBestIsStillShown() throws Exception {
    ScoreChart chart = ScoreChart.into(file);
    chart.on(RUN.started());
    for (int i = 1; i <= 20_000; i++) {
      chart.on(scored(i, i == 12_345 ? 0 : 5 + i % 7));
    }
    chart.on(finished());
    int[] many = pixels(file);

    ScoreChart without = ScoreChart.into(file);
    without.on(RUN.started());
    for (int i = 1; i <= 20_000; i++) {
      without.on(scored(i, 5 + i % 7));
    }
    without.on(finished());

    assertThat(many).isNotEqualTo(pixels(file));
  }
}
