package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart is drawn with and without a screen. */
class LossChartTest {
  @TempDir private Path folder;

  @Test
  void givenATraining_whenFinished_thenTheChartShowsAllFourCurves() throws Exception {
    Path file = folder.resolve("new/losses.png");

    SimulatedTraining.of(10, 400).replay(LossChart.into(file));

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(840);
    assertShowsAllCurves(image);
  }

  private static void assertShowsAllCurves(BufferedImage image) {
    for (int color : new int[] {0x1F6F9F, 0xD9622B, 0x2A8C6E, 0x9A3B8F}) {
      assertThat(pixelsOf(image, color)).as("pixels of #%06X", color).isGreaterThan(500);
    }
  }

  @Test
  void givenAMillionSteps_whenDrawn_thenTheChartShowsAllFourCurves() throws Exception {
    Path file = folder.resolve("losses.png");
    SimulatedTraining course = SimulatedTraining.of(20, 50_000);
    LossChart chart = LossChart.into(file);

    course.replay(chart);

    assertShowsAllCurves(ImageIO.read(file.toFile()));
  }

  @Test
  void givenOneStepOnly_whenDrawn_thenAChartIsWritten() throws Exception {
    Path file = folder.resolve("losses.png");

    SimulatedTraining.of(1, 1).replay(LossChart.into(file));

    assertThat(ImageIO.read(file.toFile())).isNotNull();
  }

  @Test
  void givenATrainingWithoutSteps_whenFinished_thenNoChartIsWrittenAndNothingFails() {
    SimulatedTraining course = SimulatedTraining.of(1, 1);
    LossChart chart = LossChart.into(folder.resolve("losses.png"));

    chart.on(course.started());
    chart.on(course.finished(TrainingSummary.Outcome.STOPPED, 0));

    assertThat(folder.resolve("losses.png")).doesNotExist();
  }

  @Test
  void givenLossesThatAreNaN_whenDrawn_thenTheRestIsShown() throws Exception {
    Path file = folder.resolve("losses.png");
    SimulatedTraining course = SimulatedTraining.of(1, 300);
    LossChart chart = LossChart.into(file);

    course.replayUpTo(chart, 200);
    for (long step = 201; step <= 300; step++) {
      chart.on(
          new TrainingEvent.StepEnd(
              step,
              1,
              new Losses(Double.NaN, Double.POSITIVE_INFINITY, 0, 1),
              Duration.ZERO,
              Duration.ZERO));
    }
    chart.on(course.finished(TrainingSummary.Outcome.STOPPED, 300));

    assertShowsAllCurves(ImageIO.read(file.toFile()));
  }

  @Test
  void givenAFileInPlaceOfTheFolder_whenStarted_thenTrainingDoesNotBegin() throws Exception {
    Path occupied = Files.createFile(folder.resolve("occupied"));
    LossChart chart = LossChart.into(occupied.resolve("losses.png"));

    assertThatThrownBy(() -> chart.on(SimulatedTraining.of(1, 1).started()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the loss chart " + occupied)
        .hasMessageContaining("choose a folder that can be written to");
  }

  @Test
  void givenTheFolderVanishesLater_whenDrawn_thenTrainingGoesOn() throws Exception {
    Path sub = folder.resolve("sub");
    LossChart chart = LossChart.into(sub.resolve("losses.png"));
    SimulatedTraining course = SimulatedTraining.of(1, 10);

    course.replayUpTo(chart, 9);
    Files.delete(sub);
    Files.createFile(sub);
    chart.on(course.step(10));
    chart.on(course.epoch(1));
    chart.on(course.finished(TrainingSummary.Outcome.COMPLETED, 10));

    assertThat(sub).isRegularFile();
  }

  private static long pixelsOf(BufferedImage image, int color) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == color ? 1 : 0;
      }
    }
    return count;
  }
}
