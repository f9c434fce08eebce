package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.dcgan.Dcgan;
import org.dcgan.ResourceLimitException;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.Workload;
import org.dcgan.testing.TrainingRecorder;
import org.dcgan.training.ResumeException;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory is required for every training and pass, unless one of the same size was made before. */
@Timeout(60)
class TrainingMemoryTest {
  private static final Hardware HARDWARE = Hardware.choose(Models.RUNTIME);
  private static final ModelSpec SPEC =
      new ModelSpec(
          Architecture.builder().resolution(16).width(4).latentDim(8).build(), Dcgan.DEFAULT_SEED);
  private static final ImageSource IMAGES = Models.noise(22);

  /** One kernel of the model; few operations, so that the graph of a step is built quickly. */
  private static final WinogradUse ONE_KERNEL =
      WinogradUse.parse("5x5/2 8x8x4 4x4x8: winograd4 direct direct");

  @TempDir private Path folder;

  private final Recorder recorder = new Recorder();
  private final TensorFlowDcgan scored = Models.tiny();
  private final List<ModelGraph> graphs = new ArrayList<>();

  /** Notes what memory was required for, and refuses some of it. */
  private static final class Recorder implements MemoryCheck {
    private final List<Integer> batches = new ArrayList<>();
    private final List<NativeMemory.Start> starts = new ArrayList<>();
    private final List<Integer> passes = new ArrayList<>();
    private final List<NativeMemory.Step> timed = new ArrayList<>();

    /** Whether the timed steps had the memory of a step before. */
    private final List<Boolean> hadSteps = new ArrayList<>();

    private Predicate<NativeMemory.Step> refused = step -> false;

    @Override
    public void requireForTraining(
        NativeMemory.Step step,
        Hardware hardware,
        NativeMemory.Place place,
        NativeMemory.Start start) {
      batches.add(step.images());
      starts.add(start);
      if (refused.test(step)) {
        throw new ResourceLimitException("too large");
      }
    }

    @Override
    public void requireForPass(Architecture architecture, int rows, Hardware hardware) {
      passes.add(rows);
    }

    @Override
    public void requireForTimedSteps(NativeMemory.Step step, boolean hadStep) {
      timed.add(step);
      hadSteps.add(hadStep);
      if (refused.test(step)) {
        throw new ResourceLimitException("too large for two");
      }
    }
  }

  /** The parts of a model whose memory is recorded. */
  private record Model(ModelGraph graph, Training training, Inference inference) {
    TrainingSummary train(TrainingPlan plan) throws IOException {
      return training.train(IMAGES, plan, new StopSignal());
    }
  }

  private Model model(ConvolutionChooser chooser) {
    ModelGraph graph = ModelGraph.open(SPEC, HARDWARE, recorder);
    graphs.add(graph);
    OpenedModel opened = OpenedModel.of(graph);
    return new Model(graph, opened.training(scored, chooser, System::nanoTime), opened.inference());
  }

  private static TrainingPlan.Builder plan(int batchSize) {
    return Models.plan().batchSize(batchSize);
  }

  private static NativeMemory.Step step(int images) {
    return new NativeMemory.Step(SPEC.architecture(), images, List.of(), WinogradUse.NEVER);
  }

  @AfterEach
  void close() {
    graphs.forEach(ModelGraph::close);
    scored.close();
  }

  @Test
  void givenATrainingThatMadeSteps_whenTrainedAgain_thenOnlyALargerOneIsChecked()
      throws IOException {
    Model model = model(ConvolutionChooser.FIXED);
    model.train(plan(4).build());
    assertThat(recorder.batches).isNotEmpty().containsOnly(4);
    assertThat(model.graph().hadMemoryFor(step(4), NativeMemory.Place.MODEL)).isTrue();
    assertThat(model.graph().hadMemoryFor(step(8), NativeMemory.Place.MODEL)).isFalse();

    recorder.batches.clear();
    model.train(plan(4).build());
    model.train(plan(2).build());
    assertThat(recorder.batches).isEmpty();
    model.train(plan(8).build());
    assertThat(recorder.batches).isNotEmpty().containsOnly(8);
  }

  @Test
  void givenATrainingThatIsRefusedAfterTheCheck_whenTrainedAgain_thenItIsCheckedAgain()
      throws IOException {
    Path run = folder.resolve("run");
    model(ConvolutionChooser.FIXED).train(plan(4).checkpoints(run).build());
    Model model = model(ConvolutionChooser.FIXED);
    TrainingPlan other = plan(8).checkpoints(run).build();
    for (int attempt = 1; attempt <= 2; attempt++) {
      recorder.batches.clear();
      assertThatThrownBy(() -> model.train(other)).isInstanceOf(ResumeException.class);
      assertThat(recorder.batches).as("attempt %d", attempt).containsExactly(8);
      assertThat(model.graph().hadMemoryFor(step(1), NativeMemory.Place.MODEL)).isFalse();
    }
  }

  @Test
  void givenATrainingWithoutAStep_whenTrainedAgain_thenItIsCheckedAgain() throws IOException {
    Model model = model(ConvolutionChooser.FIXED);
    StopSignal stop = new StopSignal();
    stop.request();
    assertThat(model.training().train(IMAGES, plan(4).build(), stop).steps()).isZero();
    assertThat(model.graph().hadMemoryFor(step(1), NativeMemory.Place.MODEL)).isFalse();

    recorder.batches.clear();
    recorder.refused = step -> true;
    assertThatThrownBy(() -> model.train(plan(4).build()))
        .isInstanceOf(ResourceLimitException.class);
    assertThat(recorder.batches).containsExactly(4);
  }

  /** What the error says to do differs between both. */
  @Test
  void givenARunWithMeasuredAlgorithms_whenTheyNoLongerFit_thenItIsRefusedAsAResumedOne()
      throws IOException {
    TrainingPlan plan = plan(4).epochs(2).checkpoints(folder.resolve("run")).build();
    StopSignal stop = new StopSignal();
    Model first = model((architecture, images, most, stopped) -> ONE_KERNEL);
    first.training().train(IMAGES, plan, stop, TrainingRecorder.stoppingAt(3, stop));
    assertThat(recorder.starts).isNotEmpty().containsOnly(NativeMemory.Start.NEW);

    recorder.starts.clear();
    recorder.refused = step -> !step.winograd().isNever();
    Model resumed = model(ConvolutionChooser.FIXED);
    assertThatThrownBy(() -> resumed.train(plan)).isInstanceOf(ResourceLimitException.class);
    assertThat(recorder.starts)
        .containsExactly(NativeMemory.Start.RESUMED, NativeMemory.Start.RESUMED);

    // As the message says: from the checkpoint, in another folder, with algorithms that fit.
    recorder.starts.clear();
    TrainingPlan other = plan(4).checkpoints(folder.resolve("other")).build();
    assertThat(resumed.train(other).step()).isEqualTo(3 + 5);
    assertThat(recorder.starts).isNotEmpty().containsOnly(NativeMemory.Start.NEW);
  }

  /** Chooses one kernel, if a whole step is what the test says. */
  private static ConvolutionChooser timing(boolean faster) {
    return new ConvolutionChooser() {
      @Override
      public WinogradUse choose(
          Architecture architecture, int images, long most, BooleanSupplier stopped) {
        return ONE_KERNEL;
      }

      @Override
      public WinogradUse check(WinogradUse measured, Workload work, BooleanSupplier stopped) {
        Workload.Times times = work.time(measured, WinogradUse.NEVER, stopped);
        assertThat(times.candidate()).isPositive();
        return faster ? measured : WinogradUse.NEVER;
      }
    };
  }

  /** What the timing has taken, TensorFlow keeps: it is no longer free, and not needed again. */
  @Test
  void givenAStepThatIsTimed_whenTheRunBegins_thenMemoryIsRequiredBeforeTheTimingOnly()
      throws IOException {
    for (boolean faster : new boolean[] {true, false}) {
      recorder.batches.clear();
      recorder.timed.clear();
      Model model = model(timing(faster));
      model.train(plan(4).build());
      assertThat(recorder.batches).containsExactly(4);
      assertThat(recorder.timed)
          .containsExactly(new NativeMemory.Step(SPEC.architecture(), 4, List.of(), ONE_KERNEL));
    }
    assertThat(recorder.hadSteps).containsExactly(false, false);
  }

  @Test
  void givenASubsetThatIsTimed_whenTheRunBegins_thenItNeedsNoMoreMemoryThanAllKernelsDid()
      throws IOException {
    WinogradUse both =
        WinogradUse.parse(ONE_KERNEL.toText() + "; 5x5/2 16x16x3 8x8x4: winograd4 direct direct");
    Model model =
        model(
            new ConvolutionChooser() {
              @Override
              public WinogradUse choose(
                  Architecture architecture, int images, long most, BooleanSupplier stopped) {
                return both;
              }

              @Override
              public WinogradUse check(
                  WinogradUse measured, Workload work, BooleanSupplier stopped) {
                assertThat(work.time(both, WinogradUse.NEVER, stopped).candidate()).isPositive();
                assertThat(work.time(ONE_KERNEL, WinogradUse.NEVER, stopped).candidate())
                    .isPositive();
                return ONE_KERNEL;
              }
            });
    model.train(plan(4).build());
    assertThat(recorder.batches).containsExactly(4);
    assertThat(recorder.timed)
        .extracting(NativeMemory.Step::winograd)
        .containsExactly(both, ONE_KERNEL);
    assertThat(recorder.hadSteps).as("TensorFlow keeps it").containsExactly(false, true);
  }

  @Test
  void givenAChoiceThatIsKnown_whenTheRunBegins_thenMemoryIsRequiredForIt() throws IOException {
    Model model = model((architecture, images, most, stopped) -> ONE_KERNEL);
    model.train(plan(4).build());
    assertThat(recorder.timed).isEmpty();
    assertThat(recorder.batches).containsExactly(4, 4);
  }

  @Test
  void givenTooLittleMemoryForTiming_whenTheStepIsTimed_thenItIsRefusedBeforeAnythingIsBuilt() {
    recorder.refused = step -> !step.winograd().isNever();
    Model model = model(timing(true));
    assertThatThrownBy(() -> model.train(plan(4).build()))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessage("too large for two");
    assertThat(model.graph().hadMemoryFor(step(1), NativeMemory.Place.MODEL)).isFalse();
  }

  @Test
  void givenPasses_whenMadeAgain_thenOnlyLargerOnesAndThoseThatFailedBeforeAreChecked()
      throws IOException {
    Model model = model(ConvolutionChooser.FIXED);
    Images five = Images.of(Models.SHAPE, new float[5 * Models.SHAPE.size()]);
    Images six = Images.of(Models.SHAPE, new float[6 * Models.SHAPE.size()]);
    assertThatThrownBy(
            () ->
                model
                    .graph()
                    .passing(
                        7,
                        () -> {
                          throw new IOException("no image");
                        }))
        .hasMessage("no image");
    assertThat(recorder.passes).containsExactly(7);

    model.inference().logits(five, null, BatchNormMode.BATCH);
    model.inference().logits(five, null, BatchNormMode.BATCH);
    assertThat(recorder.passes).containsExactly(7, 5);
    model.inference().logits(six, null, BatchNormMode.BATCH);
    assertThat(recorder.passes).containsExactly(7, 5, 6);
  }
}
