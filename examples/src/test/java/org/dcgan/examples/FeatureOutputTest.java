package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeatureOutputTest {
  private static final ImageShape SHAPE = ImageShape.square(8, 1);

  @TempDir private Path folder;

  private int rows(int images, String... arguments) throws IOException {
    FeatureOutput output = CommandLine.populateCommand(new FeatureOutput(), arguments);
    ImageSource source = TestImages.stripes(images, SHAPE, 1);
    return output.evaluate(
        new RawPixels(SHAPE),
        source,
        source,
        folder,
        "raw-",
        ProgressListener.none(),
        (training, test) -> training.rows() + test.rows());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void givenKeptFeatures_whenEvaluatedAgainWithoutKeepingThem_thenTheKeptOnesRemain()
      throws IOException {
    assertThat(rows(6, "--keep-features")).isEqualTo(12);
    List<Path> kept = files();
    assertThat(kept)
        .containsExactly(
            folder.resolve("features/raw-test.features"),
            folder.resolve("features/raw-training.features"));
    byte[] before = Files.readAllBytes(kept.get(1));

    assertThat(rows(4)).isEqualTo(8);

    assertThat(files()).isEqualTo(kept);
    assertThat(kept.get(1)).hasBinaryContent(before);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("features"));
    }
  }

  @Test
  void givenFilesOfAKilledProcess_whenEvaluated_thenTheyAreDeletedWhetherOthersAreKeptOrNot()
      throws IOException {
    for (String[] arguments : new String[][] {{}, {"--keep-features"}}) {
      Path left = Leftovers.in(folder, "temporary-features-");
      assertThat(rows(4, arguments)).isEqualTo(8);
      assertThat(left).doesNotExist();
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).noneMatch(file -> file.toString().endsWith(".lock"));
      }
    }
  }

  @Test
  void givenAnEvaluationThatFails_whenFeaturesAreNotKept_thenNoFilesRemain() {
    FeatureOutput output = new FeatureOutput();
    ImageSource source = TestImages.stripes(4, SHAPE, 1);
    FeatureOutput.Evaluation<FeatureTable> failing =
        (training, test) -> {
          throw new IOException("stopped");
        };
    assertThatThrownBy(
            () ->
                output.evaluate(
                    new RawPixels(SHAPE),
                    source,
                    source,
                    folder,
                    "raw-",
                    ProgressListener.none(),
                    failing))
        .hasMessage("stopped");
    assertThat(folder).isEmptyDirectory();
  }
}
