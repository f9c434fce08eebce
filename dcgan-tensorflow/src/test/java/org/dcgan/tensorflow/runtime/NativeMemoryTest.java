package org.dcgan.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not fit into memory is refused before it begins, with the numbers and the remedy. */
class NativeMemoryTest {
  @Test
  void givenSeveralLimits_whenAskedForMore_thenTheTightestIsNamedWithTheRemedy() {
    List<MemoryLimits.Limit> limits =
        List.of(
            new MemoryLimits.Limit("the machine", 8_000L << 20, 4_000L << 20, "end others"),
            new MemoryLimits.Limit("the container", 2_048L << 20, 1_124L << 20, "give it more"));

    NativeMemory.require(1_124L << 20, "this", "less", limits);
    for (long needed : new long[] {1_125, 5_000}) {
      assertThatThrownBy(() -> NativeMemory.require(needed << 20, "this", "less", limits))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessage(
              "this needs about %,d MB of additional memory, but the container (2,048 MB in total)"
                  + " has 1,124 MB left; choose less, or give it more",
              needed);
    }
  }

  @Test
  void givenAKernelThatNoArrayCanHold_whenAModelIsBuilt_thenItIsRefusedBeforeATraining() {
    Architecture architecture = Architecture.builder().resolution(64).width(1024).build();

    assertThatThrownBy(() -> NativeMemory.requireForModel(architecture))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("has 838,860,800 values")
        .hasMessageContaining("choose a smaller width");
  }

  /** What was measured in processes of their own; docs/results/performance.md has the table. */
  @ParameterizedTest
  @CsvSource({
    "64, 64, 128, FLOAT32, 758",
    "64, 64, 128, BFLOAT16, 432",
    "64, 128, 16, FLOAT32, 731",
    "64, 128, 16, BFLOAT16, 531",
    "128, 16, 128, FLOAT32, 638",
    "128, 16, 128, BFLOAT16, 372",
    "128, 64, 16, FLOAT32, 891",
    "128, 64, 16, BFLOAT16, 622"
  })
  void givenTrainingsThatWereMeasured_whenPredicted_thenTheMemoryIsWithinTenPercent(
      int side, int width, int batchSize, Precision precision, int megabytes) {
    Architecture architecture = Architecture.builder().resolution(side).width(width).build();

    assertThat(
            NativeMemory.trainingBytes(architecture, batchSize, precision, NativeMemory.Place.MODEL)
                / 1e6)
        .isCloseTo(megabytes, withPercentage(10));
  }

  /** The larger of what G and D added; docs/results/performance.md has the table. */
  @ParameterizedTest
  @CsvSource({
    "32, 64, 1024, FLOAT32, 190",
    "64, 64, 512, FLOAT32, 497",
    "64, 64, 512, BFLOAT16, 241",
    "64, 128, 256, FLOAT32, 523",
    "128, 16, 512, FLOAT32, 511"
  })
  void givenPassesThatWereMeasured_whenPredicted_thenTheMemoryIsWithinAThird(
      int side, int width, int rows, Precision precision, int megabytes) {
    Architecture architecture = Architecture.builder().resolution(side).width(width).build();

    assertThat(NativeMemory.passBytes(architecture, rows, precision) / 1e6)
        .isCloseTo(megabytes, withPercentage(33));
  }

  /** What two workers of 8 images each added, less what one process of 8 images added. */
  @ParameterizedTest
  @CsvSource({"64, 386, 418", "128, 1022, 1087"})
  void givenTrainingsInAClusterThatWereMeasured_whenPredicted_thenTheServersMemoryIsCounted(
      int width, int least, int most) {
    Architecture architecture = Architecture.builder().resolution(64).width(width).build();

    long cluster =
        NativeMemory.trainingBytes(architecture, 8, Precision.FLOAT32, NativeMemory.Place.CLUSTER);
    long alone =
        NativeMemory.trainingBytes(architecture, 8, Precision.FLOAT32, NativeMemory.Place.MODEL);

    assertThat((cluster - alone) / 1e6).isBetween(least * 0.9, most * 1.1);
  }

  @Test
  void givenAHugeBatch_whenTrained_thenItIsRefusedAtOnceAndTheModelStaysUsable() throws Exception {
    try (Dcgan model = Models.builder().resolution(64).width(8).build()) {
      TestImages images = Models.noise(20_000_000);
      assertThatThrownBy(
              () ->
                  NativeMemory.requireForTraining(
                      new NativeMemory.Step(
                          model.architecture(), 20_000_000, List.of(), WinogradUse.NEVER),
                      Hardware.choose(Models.RUNTIME),
                      NativeMemory.Place.MODEL,
                      NativeMemory.Start.NEW))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("batch size of 20000000", "MB left", "smaller batch");
      assertThat(images.size()).isEqualTo(20_000_000);
      assertThat(model.step()).isZero();
    }
  }

  private static final Architecture PAPER = Architecture.builder().resolution(64).build();

  private static final List<MemoryLimits.Limit> SMALL =
      List.of(
          new MemoryLimits.Limit(
              "the container's memory", 4_096L << 20, 10L << 20, "give it more"));

  private static NativeMemory.Step step(WinogradUse winograd) {
    return new NativeMemory.Step(PAPER, 128, List.of(), winograd);
  }

  private static long megabytes(NativeMemory.Step step) {
    return NativeMemory.trainingBytes(step, Precision.FLOAT32, NativeMemory.Place.MODEL) >> 20;
  }

  private static ThrowableAssert.ThrowingCallable required(
      NativeMemory.Step step, NativeMemory.Place place, NativeMemory.Start start) {
    return () -> NativeMemory.requireForTraining(step, Precision.FLOAT32, place, start, SMALL);
  }

  @Test
  void givenANewRun_whenItDoesNotFit_thenSizesAndAlgorithmsMayBeChanged() {
    NativeMemory.Step direct = step(WinogradUse.NEVER);
    assertThatThrownBy(required(direct, NativeMemory.Place.MODEL, NativeMemory.Start.NEW))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessage(
            "training on 64x64x3 with a batch size of 128 needs about %,d MB of additional memory,"
                + " but the container's memory (4,096 MB in total) has 10 MB left; choose a smaller"
                + " batch or width, or give it more",
            megabytes(direct));
    assertThatThrownBy(
            required(
                step(WinogradUse.always(WinogradTile.FOUR)),
                NativeMemory.Place.MODEL,
                NativeMemory.Start.NEW))
        .hasMessageEndingWith(
            "; choose a smaller batch or width or ConvolutionChoice.FIXED, or give it more");
    assertThatThrownBy(required(direct, NativeMemory.Place.CLUSTER, NativeMemory.Start.NEW))
        .hasMessageEndingWith("; choose a smaller batch or width or more workers, or give it more");
  }

  /** A smaller batch, a smaller width and other algorithms would be refused. */
  @Test
  void givenAResumedRun_whenItDoesNotFit_thenTheRemedyKeepsItsSettings() {
    NativeMemory.Step direct = step(WinogradUse.NEVER);
    String kept =
        "; give it more, then resume; a run keeps its batch size, its networks and the algorithms"
            + " of its convolutions, because its weights depend on them";
    assertThatThrownBy(required(direct, NativeMemory.Place.MODEL, NativeMemory.Start.RESUMED))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageStartingWith(
            "resuming a run on 64x64x3 with a batch size of 128 needs about %,d MB",
            megabytes(direct))
        .hasMessageEndingWith(kept);

    NativeMemory.Step measured = step(WinogradUse.always(WinogradTile.FOUR));
    assertThat(megabytes(measured)).isGreaterThan(megabytes(direct) + 100);
    assertThatThrownBy(required(measured, NativeMemory.Place.MODEL, NativeMemory.Start.RESUMED))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageStartingWith(
            "resuming a run on 64x64x3 with a batch size of 128 and the algorithms of convolutions"
                + " of the run needs about %,d MB",
            megabytes(measured))
        .hasMessageContaining(
            kept
                + String.format(
                    Locale.ROOT,
                    ". The algorithms take %,d MB",
                    WinogradMemory.bytes(PAPER, 128, measured.winograd()) >> 20))
        .hasMessageContaining(
            String.format(Locale.ROOT, "needs about %,d MB without them", megabytes(direct)))
        .hasMessageContaining("load the checkpoint and train it in another folder")
        .hasMessageNotContaining("smaller");
    assertThatThrownBy(required(direct, NativeMemory.Place.CLUSTER, NativeMemory.Start.RESUMED))
        .hasMessageEndingWith(
            "; give it more, or continue the run with more workers (ResumableChange.WORKERS)");
  }

  @Test
  void givenStepsThatAreTimedBesideAModel_whenPredicted_thenVariablesCountOnceMore() {
    NativeMemory.Step step = step(WinogradUse.always(WinogradTile.FOUR));
    long training = NativeMemory.trainingBytes(step, Precision.FLOAT32, NativeMemory.Place.MODEL);
    long variables = NativeMemory.timedStepsBytes(step, true);
    assertThat(variables).isGreaterThan(NativeMemory.modelBytes(step.architecture()));
    assertThat(NativeMemory.timedStepsBytes(step, false)).isEqualTo(variables + training);
  }

  @Test
  void givenASmallHeap_whenThePapersModelIsBuilt_thenItIsRefusedWithTheRemedyAndCloses()
      throws Exception {
    String output = child("-Xmx100m");

    assertThat(output)
        .contains("ResourceLimitException", "maxPhysicalBytes=0", "-Xmx", "MB left")
        .endsWith("closed]");
  }

  /** What a process said. */
  private static String child(String... options) throws Exception {
    Process process =
        ChildJvm.of(Child.class)
            .options("-D" + ChildJvm.JAVACPP_LIMIT + "=")
            .options(options)
            .start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return lines.toString();
  }

  /** A process with a small heap. */
  static final class Child {
    public static void main(String[] arguments) {
      try (Dcgan small = Models.tiny()) {
        try (Dcgan paper = Dcgan.builder().build()) {
          System.out.println("built " + paper);
        } catch (RuntimeException e) {
          System.out.println(e);
        }
        assertThat(small.step()).isZero();
        assertThat(TrainingPlan.builder().build().epochs()).isEqualTo(25);
      } catch (RuntimeException e) {
        System.out.println(e);
      }
      System.out.println("closed");
    }
  }
}
