package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcgan.examples.studies.CifarDuplicates;
import org.dcgan.examples.studies.DeduplicationStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baselines' programs on a few generated images in MNIST's files. */
class BaselineMainsTest {
  @TempDir private Path folder;

  private Path mnist() throws IOException {
    return MnistLookalike.in(folder.resolve("mnist"), 200, 40);
  }

  @Test
  void givenAFewImages_whenKMeansIsRun_thenFeaturesAMosaicAndTheResultAreThere() throws Exception {
    Path out = folder.resolve("kmeans");
    Path leftover = Leftovers.in(out, "kmeans-features-");
    Program.Outcome outcome =
        Program.run(
            new KMeansBaseline(),
            "--data",
            mnist(),
            "--format=mnist",
            "--centroids=8",
            "--patches=500",
            "--train-images=100",
            "--c=1,100",
            "--validation=20",
            "--out",
            out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.lastLine())
        .contains("% of 40 test images right")
        .endsWith("by k-means(28x28x1, 6x6 patches, 8 maps, 32 features); see " + out);
    assertThat(out.resolve("features.npz")).isNotEmptyFile();
    assertThat(out.resolve("centroids.png")).isNotEmptyFile();
    assertThat(out.resolve("training.features")).doesNotExist();
    assertThat(leftover).doesNotExist();
    assertThat(out.resolve("result.json"))
        .content()
        .contains("\"testAccuracy\":", "\"centroids\": 8", "\"validationAccuracy\":");
  }

  @Test
  void givenVariantsOfKMeans_whenStartedAgain_thenOnlyWhatIsMissingIsDone() throws Exception {
    Path out = folder.resolve("variants");
    Object[] arguments = {
      "--data",
      mnist(),
      "--format=mnist",
      "--centroids=8",
      "--patches=300",
      "--iterations=5",
      "--train-images=80",
      "--held-out-images=60",
      "--variants=c_30",
      "--seeds=1",
      "--threads=1",
      "--out",
      out
    };

    Program.Outcome first = Program.run(new CompareKMeans(), arguments);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(out.resolve("comparison.md"))
        .content()
        .contains("number of held-out images: 60", "| base | ", "| c-30 | ");
    Files.delete(out.resolve("c-30-1.json"));
    // As after a kill in the middle of an evaluation.
    Path leftover = Leftovers.in(out, "kmeans-features-");
    Path ofUser = Files.createDirectories(out.resolve("kmeans-features-of-a-user"));
    Program.Outcome second = Program.run(new CompareKMeans(), arguments);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).contains("c-30, seed 1: ").doesNotContain("base, seed");
    assertThat(leftover).doesNotExist();
    assertThat(ofUser).exists();
    arguments[6] = "--train-images=90";
    Program.Outcome other = Program.run(new CompareKMeans(), arguments);
    assertThat(other.err()).contains("number of training images: 90", "found", "images: 80");
    arguments[6] = "--train-images=141";
    Program.Outcome tooMany = Program.run(new CompareKMeans(), arguments);
    assertThat(tooMany.err()).contains("together at most 200, got 141 and 60");
  }

  @Test
  void givenAVariantThatIsTheBaseItself_whenStarted_thenItIsRefused() throws Exception {
    Program.Outcome outcome =
        Program.run(
            new CompareKMeans(),
            "--data",
            mnist(),
            "--format=mnist",
            "--receptive-field=5",
            "--variants=c_30,field_5",
            "--out",
            folder.resolve("refused"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("the variant field-5 is the base itself with these options", "--variants");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void givenTwoRunsInOneFolder_whenTheSearchIsStartedAgain_thenItGoesOnWhereItEnded()
      throws Exception {
    Path out = folder.resolve("supervised");
    Object[] arguments = {
      "--data",
      mnist(),
      "--format=mnist",
      "--epochs=2",
      "--evaluate-every=1",
      "--labels=4",
      "--validation=50",
      "--width=4",
      "--threads=1",
      "--out",
      out,
      "--trials=1"
    };
    Program.Outcome first = Program.run(new SupervisedBaseline(), arguments);
    assertThat(first.code()).as(first.err()).isZero();
    byte[] trial = Files.readAllBytes(out.resolve("trials/trial-0000.json"));

    arguments[arguments.length - 1] = "--trials=2";
    Program.Outcome second = Program.run(new SupervisedBaseline(), arguments);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.lastLine()).startsWith("2 of 2 trials finished; the best, trial ");
    assertThat(out.resolve("trials/trial-0000.json")).hasBinaryContent(trial);
    assertThat(out.resolve("trials.csv")).content().hasLineCount(3);
    assertThat(out.resolve("trials.png")).isNotEmptyFile();
    assertThat(out.resolve("result.json")).content().contains("\"complete\": true");
  }

  @Test
  void givenFourLayers_whenKMeansIsRun_thenTheMessageNamesThePossibleNumbers() throws Exception {
    Program.Outcome outcome = Program.run(new KMeansBaseline(), "--data", folder, "--layers=4");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error: --layers must be 1, 2 or 3, got 4");
  }

  @Test
  void givenAShiftButNoCompression_whenKMeansIsRun_thenItIsNotIgnored() throws Exception {
    Program.Outcome outcome =
        Program.run(new KMeansBaseline(), "--data", mnist(), "--format=mnist", "--jpeg-shift=5");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--jpeg-shift has no effect without --jpeg-again");
  }

  @Test
  void givenASeedBeyondThoseOfTheAuthors_whenTheSearchIsStarted_thenTheRangeIsNamed()
      throws Exception {
    Program.Outcome outcome =
        Program.run(
            new SupervisedBaseline(), "--data", mnist(), "--format=mnist", "--seed=3000000000");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("error: --seed must be from -2147483648 to 2147483647")
        .contains("got 3000000000")
        .doesNotContain("\tat ");
  }

  @Test
  void givenARadiusThatNoHashCanHave_whenDuplicatesAreStudied_thenItIsRefusedAtOnce()
      throws Exception {
    for (Callable<Integer> study :
        List.<Callable<Integer>>of(new CifarDuplicates(), new DeduplicationStudy())) {
      Program.Outcome outcome = Program.run(study, "--data", folder, "--radii=0,8");

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err()).contains("error: --radii must be from 0 to 7, got [0, 8]");
    }
    assertThat(Program.run(new CifarDuplicates(), "--data", folder, "--shown=5").err())
        .contains("--shown must be one of --radii");
  }

  @Test
  void givenTooManyLabels_whenTheSearchIsStarted_thenTheMessageNamesTheAvailableNumber()
      throws Exception {
    Program.Outcome outcome =
        Program.run(
            new SupervisedBaseline(), "--data", mnist(), "--format=mnist", "--validation=190");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains(
            "--labels 100 of each class", "besides the --validation 190 images there are only");
  }
}
