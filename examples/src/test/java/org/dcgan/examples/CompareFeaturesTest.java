package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons of variants with tiny networks, on rooms and some of CIFAR-10. */
class CompareFeaturesTest {
  @TempDir private Path folder;

  private Program.Outcome compare(String... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "--format=rooms",
                "--count=160",
                "--resolution=16",
                "--width=2",
                "--precision=float32",
                "--threads=1",
                "--seeds=7",
                "--cifar10",
                RealData.folder("cifar-10-batches-bin"),
                "--test-images=100",
                "--validation=50",
                "--grid=0.001",
                "--out",
                folder.resolve("out")));
    if (Arrays.stream(more).noneMatch(option -> option.startsWith("--statistics="))) {
      arguments.add("--statistics=128");
    }
    arguments.addAll(List.of(more));
    return Program.run(new CompareFeatures(), arguments.toArray());
  }

  private static void assertError(Program.Outcome outcome, String... parts) {
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(parts);
  }

  @Test
  void givenVariants_whenStartedAgain_thenOnlyWhatIsMissingIsDone() throws Exception {
    Path out = folder.resolve("out");
    String[] options = {
      "--variants=mean_pooling",
      "--time=1s",
      "--cifar10-images=200",
      "--labels-per-class=5",
      "--draws=1"
    };
    List<String> trainOnly = new ArrayList<>(List.of(options));
    trainOnly.add("--no-evaluation");

    Program.Outcome training = compare(trainOnly.toArray(String[]::new));
    assertThat(training.code()).as(training.err()).isZero();
    assertThat(training.out()).contains("1 trainings of 0:01 take 0:01");
    assertThat(training.lastLine()).isEqualTo("1 models are in " + out);
    assertThat(out.resolve("mean-pooling-7")).doesNotExist();
    FileTime trained = Files.getLastModifiedTime(out.resolve("base-7/model"));
    Path leftover = Leftovers.in(out, "temporary-features-");
    Path other = Files.createDirectories(out.resolve("temporary-features-of-a-user"));
    // As after a kill while the file was written by a program that does not replace it atomically.
    Path damaged = out.resolve("evaluations/mean-pooling-7.json");
    Files.createDirectories(damaged.getParent());
    Files.writeString(damaged, "{\"variant\"");

    Program.Outcome evaluation = compare(options);
    assertThat(evaluation.code()).as(evaluation.err()).isZero();
    assertThat(evaluation.out())
        .contains("0 trainings", "an evaluation takes about", "2 evaluations take about");
    assertThat(evaluation.lastLine()).matches("base .* %, best mean-pooling .*comparison.md");
    assertThat(Files.getLastModifiedTime(out.resolve("base-7/model"))).isEqualTo(trained);
    assertThat(leftover).doesNotExist();
    assertThat(other).exists();
    assertThat(out.resolve("comparison.md"))
        .content()
        .contains("5 labels a class, %", "number of training images: 200")
        .containsPattern("base .* base .* 96 \\| [1-9]")
        .containsPattern("mean-pooling .* 96 \\| [1-9]");
    assertThat(out.resolve("comparison.png")).isNotEmptyFile();
    FileTime evaluated = Files.getLastModifiedTime(out.resolve("evaluations/base-7.json"));

    Program.Outcome again = compare(options);
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("0 trainings").doesNotContain("evaluations take");
    assertThat(again.lastLine()).isEqualTo(evaluation.lastLine());
    assertThat(Files.getLastModifiedTime(out.resolve("evaluations/base-7.json")))
        .isEqualTo(evaluated);

    options[2] = "--cifar10-images=300";
    assertError(
        compare(options),
        "evaluations has evaluations with other settings",
        "take(300)",
        "move or delete this folder");
  }

  @Test
  void givenAnEstimate_whenAskedForAlone_thenNothingIsWritten() {
    Program.Outcome outcome =
        compare(
            "--variants=spectral,noise", "--cifar10-images=200", "--no-few-labels", "--estimate");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("3 trainings of 20:00 take 1:00:00", "with 96 features (extracting ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void givenAComparisonThatCannotEnd_whenStarted_thenItIsRefusedBeforeTheFirstTraining() {
    assertError(compare("--variants=noise,noise"), "--variants must name different values");
    assertError(compare("--variants=kernel_3x3"), "a network for images of 32x32x3, got 16x16x3");
    assertError(
        compare("--variants=kernel_5x5"), "kernel-5x5 is the base itself with this network");
    assertError(compare("--variants=last_3_layers"), "layers must be at most 2");
    assertError(
        compare("--variants=batch_128", "--train-images=100"), "batches of 128", "--variants");
    assertError(
        compare("--variants=noise", "--cifar10-images=40"),
        "--validation must leave images",
        "got 50 of 40");
    assertError(
        compare("--variants=noise", "--cifar10-images=200", "--labels-per-class=5,20"),
        "20 labels of each class were asked for");
    assertError(compare("--variants=noise", "--labels-per-class=0"), "must be at least 1, got [0]");
    assertError(
        compare("--variants=noise,statistics_fivefold", "--statistics=20000"),
        "statistics-fivefold needs 100000 images for statistics, but there are only 50000",
        "--statistics",
        "--variants");
    assertError(
        compare("--variants=noise", "--statistics=50001"),
        "--statistics must be at most the 50000 training images");
    assertError(compare("--cifar10-images=1"), "--cifar10-images must be at least 2");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
