package org.dcgan.tensorflow.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.training.ResumableChange.INSTANCE_NOISE;
import static org.dcgan.training.ResumableChange.WORKERS;

import com.google.common.net.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.dcgan.Cluster;
import org.dcgan.ModelFormatException;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.internal.json.Scalar;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.sentinel.SentinelState;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.ResumeException;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;

/**
 * A run is identified by its named settings, independent of the defaults of the library version.
 */
class ResumptionTest {
  private static final Path CHECKPOINT = Path.of("run/step-0000000001");

  private static Map<String, Scalar> settings(TrainingPlan plan) {
    return Resumption.settings(
        new ModelSpec(Architecture.builder().build(), 1), plan, "faces", Precision.FLOAT32);
  }

  private static TrainingPlan.Builder plan() {
    return TrainingPlan.builder().checkpoints(Path.of("run"));
  }

  @Test
  void givenADefaultPlan_whenItsSettingsAreTaken_thenEveryDefaultIsAmongThem() {
    assertThat(settings(plan().build()))
        .containsEntry("plan.batchSize", Scalar.of(128))
        .containsEntry("plan.discriminatorUpdates", Scalar.of(1))
        .containsEntry("plan.labels.real", Scalar.of(1.0))
        .containsEntry("plan.instanceNoise.standardDeviation", Scalar.of(0))
        .containsEntry("plan.generatorEmaDecay", Scalar.of(0))
        .doesNotContainKey("plan.discriminatorEmaDecay") // runs from before it continue
        .doesNotContainKey("plan.emaRampUp")
        .doesNotContainKey("plan.decay")
        .containsEntry("plan.generatorAdam.beta1", Scalar.of(0.5))
        .containsEntry("plan.sentinel.on.explodingGradients", Scalar.of("warn"))
        .containsEntry("plan.checkpoints.keepLast", Scalar.of(2))
        .containsEntry("precision", Scalar.of("float32"))
        .containsEntry("dataset", Scalar.of("faces"));
  }

  @Test
  void givenOtherSettings_whenChecked_thenEachIsListedWithWhatItWasAndIs() {
    TrainingPlan other =
        plan()
            .batchSize(64)
            .generatorAdam(AdamOptions.DEFAULT.toBuilder().learningRate(1e-4).build())
            .build();
    assertThatThrownBy(
            () -> Resumption.check(CHECKPOINT, settings(plan().build()), settings(other), Set.of()))
        .isInstanceOf(ResumeException.class)
        .hasMessageContaining("plan.batchSize was 128, is 64")
        .hasMessageContaining("plan.generatorAdam.learningRate was 0.0002, is 0.0001")
        .hasMessageNotContaining("discriminatorAdam");
  }

  @Test
  void givenASettingThatTheRunDidNotRecord_whenChecked_thenItIsADifference() {
    Map<String, Scalar> old = new LinkedHashMap<>(settings(plan().build()));
    old.remove("plan.generatorEmaDecay");
    assertThatThrownBy(() -> Resumption.check(CHECKPOINT, old, settings(plan().build()), Set.of()))
        .hasMessageContaining("plan.generatorEmaDecay was not set, is 0");
  }

  @Test
  void givenASettingAddedAfterTheFile_whenRead_thenItHasTheDefaultOfThatTime() {
    List<RunRecordJson.AddedSetting> added =
        List.of(new RunRecordJson.AddedSetting("plan.new", 2, Scalar.of(0)));
    Map<String, Scalar> read = Map.of("plan.epochs", Scalar.of(1));
    assertThat(RunRecordJson.completed(read, 1, added))
        .containsEntry("plan.new", Scalar.of(0))
        .containsEntry("plan.epochs", Scalar.of(1));
    assertThat(RunRecordJson.completed(read, 2, added)).isEqualTo(read);
  }

  @Test
  void givenAllowedChanges_whenChecked_thenOnlyTheyAreAccepted() {
    Map<String, Scalar> before = settings(plan().build());
    Map<String, Scalar> now = settings(plan().epochs(30).build());
    assertThatCode(() -> Resumption.check(CHECKPOINT, before, now, Set.of(ResumableChange.EPOCHS)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> Resumption.check(CHECKPOINT, before, now, Set.of(ResumableChange.SENTINEL)))
        .hasMessageContaining("plan.epochs was 25, is 30");
  }

  @Test
  void givenAnotherShareOfDecay_whenChecked_thenItIsADifferenceThatBelongsToTheLength() {
    Map<String, Scalar> none = settings(plan().build());
    Map<String, Scalar> half = settings(plan().decay(0.5).build());

    assertThatThrownBy(() -> Resumption.check(CHECKPOINT, none, half, Set.of()))
        .isInstanceOf(ResumeException.class)
        .hasMessageContaining("plan.decay was not set, is 0.5");
    assertThatThrownBy(() -> Resumption.check(CHECKPOINT, half, none, Set.of()))
        .hasMessageContaining("plan.decay was 0.5, is not set");
    assertThatCode(() -> Resumption.check(CHECKPOINT, none, half, Set.of(ResumableChange.EPOCHS)))
        .doesNotThrowAnyException();
  }

  @Test
  void givenOtherNoise_whenChecked_thenItIsRefusedUnlessThatIsAllowed() {
    Map<String, Scalar> none = settings(plan().build());
    Map<String, Scalar> some = settings(plan().instanceNoise(InstanceNoise.constant(0.05)).build());

    assertThatThrownBy(
            () ->
                Resumption.check(
                    CHECKPOINT, none, some, EnumSet.complementOf(EnumSet.of(INSTANCE_NOISE))))
        .isInstanceOf(ResumeException.class)
        .hasMessageContaining("plan.instanceNoise.standardDeviation was 0, is 0.05")
        .hasMessageContaining("INSTANCE_NOISE");
    assertThatCode(() -> Resumption.check(CHECKPOINT, none, some, Set.of(INSTANCE_NOISE)))
        .doesNotThrowAnyException();
  }

  private static TrainingPlan.Builder minute() {
    return plan().duration(Duration.ofMinutes(1)).decay(0.5);
  }

  /** The steps that the duration of a run becomes when another plan resumes it after 30 steps. */
  private static long fixedSteps(
      TrainingPlan before, Duration trained, long fixed, TrainingPlan now) {
    RunRecord run = new RunRecord(0, settings(before), trained, fixed, SentinelState.FRESH);
    return Resumption.fixedSteps(run, settings(now), now, 30);
  }

  @Test
  void givenAFixedLength_whenTheDurationIsTheSame_thenItIsKept() {
    TrainingPlan plan = minute().build();
    Duration late = Duration.ofSeconds(80); // the machine has become slower

    assertThat(fixedSteps(plan, late, 40, plan)).isEqualTo(40);
    assertThat(fixedSteps(plan, late, 40, minute().decay(0.3).build())).isEqualTo(40);
    assertThat(fixedSteps(plan, late, 40, minute().decay(0).build())).isZero();
    assertThat(fixedSteps(plan, late, 0, plan)).isZero(); // stopped just before it was fixed
  }

  @Test
  void givenAnotherDuration_whenSomeOfItIsLeft_thenTheLengthIsFixedAgain() {
    TrainingPlan longer = minute().duration(Duration.ofMinutes(2)).build();

    assertThat(fixedSteps(minute().build(), Duration.ofSeconds(61), 40, longer)).isZero();
    assertThat(fixedSteps(longer, Duration.ofSeconds(59), 40, minute().build())).isZero();
    assertThat(fixedSteps(longer, Duration.ofSeconds(59), 40, plan().steps(70).build())).isZero();
  }

  @Test
  void givenAnotherDurationOrShare_whenTheTimeIsUsedUp_thenTheRunIsComplete() {
    TrainingPlan longer = minute().duration(Duration.ofMinutes(2)).build();
    TrainingPlan constant = minute().decay(0).build();

    assertThat(fixedSteps(longer, Duration.ofSeconds(60), 80, minute().build())).isEqualTo(30);
    assertThat(fixedSteps(constant, Duration.ofSeconds(61), 0, minute().build())).isEqualTo(30);
  }

  @Test
  void givenARecordOfARun_whenEncodedAndDecoded_thenAFixedLengthIsPartOfIt() {
    Map<String, Scalar> settings = settings(minute().build());
    RunRecord open = new RunRecord(3, settings, Duration.ofSeconds(5), 0, SentinelState.FRESH);
    RunRecord fixed = open.with(open.trained(), 40, open.sentinel());

    assertThat(open.toJson(null)).doesNotContain("fixedSteps"); // earlier versions read it
    assertThat(RunRecord.parse(open.toJson(null)).run()).isEqualTo(open);
    assertThat(RunRecord.parse(fixed.toJson("run"))).isEqualTo(new RunRecord.Sent(fixed, "run"));
    String none = fixed.toJson(null).replace("\"fixedSteps\": 40", "\"fixedSteps\": 0");
    assertThatThrownBy(() -> RunRecord.parse(none)).hasMessageContaining("fixedSteps");
  }

  @Test
  void givenARunOfOtherWorkers_whenChecked_thenItIsRefusedUnlessThatIsAllowed() {
    Map<String, Scalar> alone = settings(plan().build());
    Map<String, Scalar> two = new LinkedHashMap<>(alone);
    Map<String, Scalar> three = new LinkedHashMap<>(alone);
    Resumption.putCluster(two, cluster(2));
    Resumption.putCluster(three, cluster(3));

    for (Set<ResumableChange> others :
        List.of(Set.<ResumableChange>of(), EnumSet.complementOf(EnumSet.of(WORKERS)))) {
      assertThatThrownBy(() -> Resumption.check(CHECKPOINT, two, alone, others))
          .isInstanceOf(ResumeException.class)
          .hasMessageContaining("cluster.workers was 2, is not set")
          .hasMessageContaining("WORKERS");
      assertThatThrownBy(() -> Resumption.check(CHECKPOINT, two, three, others))
          .hasMessageContaining("cluster.workers was 2, is 3");
      assertThatThrownBy(() -> Resumption.check(CHECKPOINT, alone, two, others))
          .hasMessageContaining("cluster.batchNorm was not set, is global");
    }
    for (Map<String, Scalar> now : List.of(alone, three)) {
      assertThatCode(() -> Resumption.check(CHECKPOINT, two, now, Set.of(WORKERS)))
          .doesNotThrowAnyException();
    }
  }

  private static Cluster cluster(int workers) {
    return Cluster.of(
        IntStream.range(0, workers).mapToObj(i -> HostAndPort.fromParts("host" + i, 2222)).toList(),
        0);
  }

  @Test
  void givenConvolutionsOfARun_whenStoredAndRead_thenTheyAreTheSameAndOnlyWorkersMayChangeThem()
      throws Exception {
    WinogradUse use = WinogradUse.parse("5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct");
    Map<String, Scalar> direct = settings(plan().build());
    Map<String, Scalar> chosen = new LinkedHashMap<>(direct);
    Resumption.putConvolutions(chosen, use);
    Map<String, Scalar> unchanged = new LinkedHashMap<>(direct);
    Resumption.putConvolutions(unchanged, WinogradUse.NEVER);

    assertThat(unchanged).isEqualTo(direct);
    assertThat(Resumption.convolutions(CHECKPOINT, chosen)).isEqualTo(use);
    assertThat(Resumption.convolutions(CHECKPOINT, direct)).isEqualTo(WinogradUse.NEVER);
    assertThatThrownBy(() -> Resumption.check(CHECKPOINT, chosen, direct, Set.of()))
        .isInstanceOf(ResumeException.class)
        .hasMessageContaining("convolutions was 5x5/2 8x8x256 4x4x512: winograd4 winograd4 direct");
    assertThatCode(() -> Resumption.check(CHECKPOINT, chosen, direct, Set.of(WORKERS)))
        .doesNotThrowAnyException();

    chosen.put("convolutions", Scalar.of("5x5/2 8x8x256 4x4x512: fft direct direct"));
    assertThatThrownBy(() -> Resumption.convolutions(CHECKPOINT, chosen))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("step-0000000001", "convolutions", "winograd4", "fft");
  }
}
