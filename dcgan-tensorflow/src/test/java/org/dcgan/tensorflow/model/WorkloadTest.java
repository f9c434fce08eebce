package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.Models.assertSameBits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.dcgan.Dcgan;
import org.dcgan.EngineException;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.model.InferenceGraphs.Part;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.tuning.BatchSize;
import org.dcgan.tensorflow.tuning.MeasuringStoppedException;
import org.dcgan.tensorflow.tuning.Turns;
import org.dcgan.tensorflow.tuning.Workload;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole steps and passes are timed beside a model, which they leave as it is. */
@Timeout(120)
class WorkloadTest {
  private static final Hardware HARDWARE = Hardware.choose(Models.RUNTIME);

  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(4).latentDim(8).build();

  /** One kernel of the networks; few operations, so that the graphs are built quickly. */
  private static final WinogradUse USE =
      WinogradUse.parse("5x5/2 8x8x4 4x4x8: winograd4 winograd4 direct");

  /** The other kernel besides that one. */
  private static final WinogradUse BOTH =
      WinogradUse.parse(USE.toText() + "; 5x5/2 16x16x3 8x8x4: winograd4 direct direct");

  private static final Turns SHORT = new Turns(1, 1, Duration.ZERO, System::nanoTime);

  private final ModelGraph graph =
      ModelGraph.open(new ModelSpec(ARCHITECTURE, Dcgan.DEFAULT_SEED), HARDWARE);

  WorkloadTest() {
    graph.writing(
        () -> {
          graph.store().initialize(graph.session());
          return true;
        });
  }

  @AfterEach
  void close() {
    graph.close();
  }

  private static TrainingPlan plan() {
    return Models.plan().generatorEmaDecay(0.99).build();
  }

  private NativeMemory.Step memory(WinogradUse use) {
    return Training.memory(graph, plan(), use);
  }

  /** Keeps what it is asked to run, runs it once, and fails. */
  private static final class Failing implements Workload.Timing {
    private final RuntimeException failure;
    private final List<DoubleSupplier> runs = new ArrayList<>();

    Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public Workload.Times measure(
        Workload.Id work,
        DoubleSupplier candidate,
        DoubleSupplier incumbent,
        BooleanSupplier stopped) {
      runs.add(candidate);
      runs.add(incumbent);
      assertThat(candidate.getAsDouble()).isPositive();
      assertThat(incumbent.getAsDouble()).isPositive();
      throw failure;
    }
  }

  @Test
  void givenAModel_whenItsStepIsTimed_thenItsVariablesAndItsGraphAreAsBefore() {
    Map<String, float[]> before = graph.read(graph.store().names());
    long operations = operations();
    Workload.Times times =
        new StepWorkload(graph, plan(), SHORT).time(USE, WinogradUse.NEVER, () -> false);
    assertThat(times.candidate()).isPositive();
    assertThat(times.incumbent()).isPositive();
    assertSameBits(graph.read(graph.store().names()), before);
    assertThat(operations()).isEqualTo(operations);
  }

  private long operations() {
    long[] count = {0};
    graph.graph().operations().forEachRemaining(operation -> count[0]++);
    return count[0];
  }

  @Test
  void givenAStepThatWasTimed_whenATrainingBegins_thenItsMemoryIsThatOfTheTimedOne() {
    assertThat(graph.hadMemoryFor(memory(WinogradUse.NEVER), NativeMemory.Place.MODEL)).isFalse();
    Workload.Times unused =
        new StepWorkload(graph, plan(), SHORT).time(USE, WinogradUse.NEVER, () -> false);
    assertThat(graph.hadMemoryFor(memory(USE), NativeMemory.Place.MODEL)).isTrue();
    assertThat(graph.hadMemoryFor(memory(WinogradUse.NEVER), NativeMemory.Place.MODEL)).isTrue();
    NativeMemory.Step larger =
        Training.memory(graph, Models.plan().batchSize(10_000).build(), WinogradUse.NEVER);
    assertThat(graph.hadMemoryFor(larger, NativeMemory.Place.MODEL)).isFalse();
  }

  @Test
  void givenASubsetOfKernels_whenComparedWithAllOfThem_thenMemoryIsThatOfTheLargerSet() {
    StepWorkload step = new StepWorkload(graph, plan(), SHORT);
    assertThat(step.addedBytes(WinogradUse.NEVER)).isZero();
    assertThat(step.addedBytes(BOTH)).isGreaterThan(step.addedBytes(USE));
    assertThat(step.searchLimit()).isPositive();
    Workload.Times times = step.time(USE, BOTH, () -> false);
    assertThat(times.candidate()).isPositive();
    assertThat(times.incumbent()).isPositive();
    assertThat(graph.hadMemoryFor(memory(BOTH), NativeMemory.Place.MODEL)).isTrue();
  }

  @Test
  void givenAStep_whenItsTimingFails_thenEverythingIsClosedAndTheModelStaysUsable() {
    EngineException failure = new EngineException("no more threads", new IllegalStateException());
    Failing failing = new Failing(failure);
    StepWorkload step = new StepWorkload(graph, plan(), failing);
    assertThatThrownBy(() -> step.time(USE, WinogradUse.NEVER, () -> false)).isSameAs(failure);
    assertThat(failing.runs)
        .hasSize(2)
        .allSatisfy(
            run ->
                assertThatThrownBy(run::getAsDouble)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("close"));
    assertThat(graph.read(graph.store().names())).isNotEmpty();
  }

  @Test
  void givenAStep_whenTheTrainingIsAskedToEnd_thenNothingMoreIsTimed() {
    StepWorkload step = new StepWorkload(graph, plan(), SHORT);
    assertThatThrownBy(() -> step.time(USE, WinogradUse.NEVER, () -> true))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(graph.hadMemoryFor(memory(WinogradUse.NEVER), NativeMemory.Place.MODEL)).isFalse();
  }

  @Test
  void givenSteps_whenIdentified_thenNetworksBatchAndScheduleDecideAndNothingElse() {
    Workload.Id id = new StepWorkload(graph, plan(), SHORT).id();
    assertThat(id.kind()).isEqualTo("simultaneous step");
    assertThat(id.images()).isEqualTo(4);
    assertThat(id.networks()).startsWith("16x16x3 ");
    assertThat(id).hasToString("simultaneous step of 4 images");
    TrainingPlan otherRates = Models.plan().epochs(7).build();
    assertThat(new StepWorkload(graph, otherRates, SHORT).id()).isEqualTo(id);
    TrainingPlan larger = Models.plan().batchSize(8).build();
    assertThat(new StepWorkload(graph, larger, SHORT).id()).isNotEqualTo(id);
    TrainingPlan sequential = Models.plan().schedule(UpdateSchedule.SEQUENTIAL).build();
    assertThat(new StepWorkload(graph, sequential, SHORT).id()).isNotEqualTo(id);
  }

  private static PassWorkload pass(
      Architecture architecture, Part network, BatchSize batch, Workload.Timing timing) {
    return new PassWorkload(architecture, HARDWARE, network, batch, timing);
  }

  @Test
  void givenNetworks_whenTheirPassesAreTimed_thenTheyTakeTimeBothWays() {
    List<Architecture> architectures =
        List.of(
            ARCHITECTURE,
            Architecture.builder().resolution(16).width(4).latentDim(8).classes(3).build(),
            Architecture.builder()
                .resolution(16)
                .width(4)
                .latentDim(8)
                .discriminatorNormalization(DiscriminatorNormalization.SPECTRAL)
                .build());
    for (Architecture architecture : architectures) {
      for (Part network : Part.values()) {
        for (BatchSize batch :
            architecture == ARCHITECTURE
                ? List.of(BatchSize.values())
                : List.of(BatchSize.SEVERAL)) {
          Workload.Times times =
              pass(architecture, network, batch, SHORT)
                  .time(WinogradUse.always(WinogradTile.FOUR), WinogradUse.NEVER, () -> false);
          assertThat(times.candidate()).isPositive();
          assertThat(times.incumbent()).isPositive();
        }
      }
    }
  }

  @Test
  void givenAPass_whenComparedWithOtherAlgorithms_thenBothTakeTimeAndNoSubsetIsTried() {
    for (Part network : Part.values()) {
      PassWorkload pass = pass(ARCHITECTURE, network, BatchSize.SEVERAL, SHORT);
      WinogradUse all = WinogradUse.always(WinogradTile.FOUR);
      assertThat(pass.addedBytes(WinogradUse.NEVER)).isZero();
      assertThat(pass.addedBytes(all)).isPositive();
      assertThat(pass.searchLimit()).isZero();
      Workload.Times times = pass.time(WinogradUse.always(WinogradTile.TWO), all, () -> false);
      assertThat(times.candidate()).isPositive();
      assertThat(times.incumbent()).isPositive();
    }
  }

  @Test
  void givenAPass_whenItsTimingFailsOrIsAskedToEnd_thenEverythingIsClosed() {
    for (Part network : Part.values()) {
      ResourceLimitException failure = new ResourceLimitException("no memory");
      Failing failing = new Failing(failure);
      assertThatThrownBy(
              () ->
                  pass(ARCHITECTURE, network, BatchSize.SEVERAL, failing)
                      .time(USE, WinogradUse.NEVER, () -> false))
          .isSameAs(failure);
      assertThat(failing.runs)
          .hasSize(2)
          .allSatisfy(
              run ->
                  assertThatThrownBy(run::getAsDouble)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("close"));
      assertThatThrownBy(
              () ->
                  pass(ARCHITECTURE, network, BatchSize.SINGLE, SHORT)
                      .time(USE, WinogradUse.NEVER, () -> true))
          .isInstanceOf(MeasuringStoppedException.class);
    }
  }

  @Test
  void givenPasses_whenIdentified_thenNetworksAndSizeDecide() {
    Workload.Id id = pass(ARCHITECTURE, Part.GENERATOR, BatchSize.SEVERAL, SHORT).id();
    assertThat(id).hasToString("generator pass of 16 images");
    assertThat(pass(ARCHITECTURE, Part.DISCRIMINATOR, BatchSize.SEVERAL, SHORT).id())
        .isNotEqualTo(id)
        .hasToString("discriminator pass of 16 images");
    assertThat(pass(ARCHITECTURE, Part.GENERATOR, BatchSize.SINGLE, SHORT).id())
        .hasToString("generator pass of 1 image");
    Architecture wider = Architecture.builder().resolution(16).width(5).latentDim(8).build();
    assertThat(pass(wider, Part.GENERATOR, BatchSize.SEVERAL, SHORT).id()).isNotEqualTo(id);
  }

  @Test
  void givenNetworksForWhichMemoryDoesNotSuffice_whenTimed_thenTheyAreRefusedWithTheNumbers() {
    Architecture huge = Architecture.builder().resolution(256).width(2048).build();
    assertThatThrownBy(
            () ->
                pass(huge, Part.GENERATOR, BatchSize.MANY, SHORT)
                    .time(WinogradUse.always(WinogradTile.FOUR), WinogradUse.NEVER, () -> false))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll("timing passes of 32 images of 256x256x3", "MB left");
    NativeMemory.Step step =
        new NativeMemory.Step(huge, 16, List.of(), WinogradUse.always(WinogradTile.FOUR));
    assertThatThrownBy(() -> NativeMemory.requireForTimedSteps(step, false))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll("timing steps on 256x256x3 with a batch size of 16", "MB left");
  }
}
