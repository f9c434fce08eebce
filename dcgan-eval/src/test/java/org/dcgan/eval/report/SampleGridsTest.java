package org.dcgan.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each epoch gets a grid that is enlarged to a legible size. */
class SampleGridsTest {
  @TempDir private Path folder;

  @Test
  void givenATraining_whenShown_thenAGridIsWrittenForEachEpochAndAsLatest() throws Exception {
    Path samples = folder.resolve("run/samples");

    SimulatedTraining.of(3, 2).replay(SampleGrids.into(samples));

    try (var files = Files.list(samples)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "epoch-0001.png", "epoch-0002.png", "epoch-0003.png", "latest.png");
    }
    assertThat(samples.resolve("latest.png"))
        .hasSameBinaryContentAs(samples.resolve("epoch-0003.png"));
    BufferedImage grid = ImageIO.read(samples.resolve("latest.png").toFile());
    assertThat(grid.getWidth()).isEqualTo(8 * 96 + 7 * 2);
  }

  @ParameterizedTest(name = "{0} pixels become {1}")
  @CsvSource({"16, 96", "28, 112", "32, 96", "64, 128", "128, 128", "256, 256"})
  void givenImagesOfAnySize_whenLaidOut_thenTheyAreLegibleAndNotBlurred(int side, int shown) {
    ImageShape shape = ImageShape.square(side, 1);
    Images one = Images.of(shape, new float[shape.size()]);

    assertThat(SampleGrids.legible(one).toBufferedImage().getWidth()).isEqualTo(shown);
  }

  @Test
  void givenAConditionalModel_whenAnEpochEnds_thenTheGridHasOneRowForEachClass() throws Exception {
    TrainingListener grids = SampleGrids.into(folder);
    SimulatedTraining course = SimulatedTraining.of(1, 1);

    grids.on(course.conditional(10));
    grids.on(course.epoch(1));

    // 64 samples of 10 classes: 7 of each, except of the last.
    BufferedImage grid = ImageIO.read(folder.resolve("latest.png").toFile());
    assertThat(grid.getWidth()).isEqualTo(7 * 96 + 6 * 2);
    assertThat(grid.getHeight()).isEqualTo(10 * 96 + 9 * 2);
  }

  @Test
  void givenTheFolderVanishes_whenAnEpochEnds_thenTrainingGoesOn() throws Exception {
    Path samples = folder.resolve("samples");
    TrainingListener grids = SampleGrids.into(samples);
    SimulatedTraining course = SimulatedTraining.of(1, 1);

    grids.on(course.started());
    Files.delete(samples);
    Files.createFile(samples);
    TrainingEvent.EpochEnd epoch = course.epoch(1);
    grids.on(epoch);
    grids.on(epoch);

    assertThat(samples).isRegularFile();
  }

  @Test
  void givenTheWholeReport_whenATrainingEnds_thenItsFilesAreWhereTheDocumentationSays() {
    SimulatedTraining.of(2, 3)
        .replay(TrainingReport.into(folder.resolve("run"), Progress.silent()));

    assertThat(folder.resolve("run/samples/epoch-0002.png")).isNotEmptyFile();
    assertThat(folder.resolve("run/samples/latest.png")).isNotEmptyFile();
    assertThat(folder.resolve("run/losses.png")).isNotEmptyFile();
    assertThat(folder.resolve("run/events.ndjson")).isNotEmptyFile();
  }
}
