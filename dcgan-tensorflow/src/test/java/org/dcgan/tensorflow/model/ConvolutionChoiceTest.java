package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dcgan.tensorflow.Models.assertSameBits;
import static org.dcgan.tensorflow.Models.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.internal.json.Scalar;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.checkpoint.CheckpointFolder;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.MeasuringStoppedException;
import org.dcgan.tensorflow.tuning.Workload;
import org.dcgan.testing.TestImages;
import org.dcgan.testing.TrainingRecorder;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The algorithms of a run's convolutions are chosen when it begins and stay the same. */
@Timeout(60)
class ConvolutionChoiceTest {
  private static final TestImages IMAGES = Models.noise(22);

  private static final RuntimeOptions RUNTIME = Models.RUNTIME;

  /** One kernel of the model; few operations, so that the graph of a step is built quickly. */
  private static final WinogradUse USE =
      WinogradUse.parse("5x5/2 8x8x4 4x4x8: winograd4 direct direct");

  private static final ConvolutionChooser REFUSED =
      new ConvolutionChooser() {
        @Override
        public WinogradUse choose(
            Architecture architecture, int images, long most, BooleanSupplier stopped) {
          throw new AssertionError("a resumed run chooses nothing");
        }

        @Override
        public WinogradUse check(WinogradUse measured, Workload work, BooleanSupplier stopped) {
          throw new AssertionError("a resumed run times nothing");
        }
      };

  /** Chooses some kernels, times a whole step with them, and keeps them or not. */
  private static final class Timing implements ConvolutionChooser {
    private final WinogradUse fastest;
    private final boolean keeps;
    private final List<Workload.Id> timed = new ArrayList<>();

    Timing(WinogradUse fastest, boolean keeps) {
      this.fastest = fastest;
      this.keeps = keeps;
    }

    @Override
    public WinogradUse choose(
        Architecture architecture, int images, long most, BooleanSupplier stopped) {
      return fastest;
    }

    @Override
    public WinogradUse check(WinogradUse measured, Workload work, BooleanSupplier stopped) {
      timed.add(work.id());
      Workload.Times times = work.time(measured, WinogradUse.NEVER, stopped);
      assertThat(times.candidate()).isPositive();
      return keeps ? measured : WinogradUse.NEVER;
    }
  }

  @TempDir private Path folder;

  private static TensorFlowDcgan model(ConvolutionChooser chooser) {
    Architecture architecture = Architecture.builder().resolution(16).width(4).latentDim(8).build();
    return TensorFlowDcgan.untrained(
        new ModelSpec(architecture, Dcgan.DEFAULT_SEED), RUNTIME, hardware -> chooser);
  }

  private static ConvolutionChooser always(WinogradUse use) {
    return (architecture, images, most, stopped) -> use;
  }

  private TrainingPlan plan(String run) {
    return Models.plan().epochs(2).checkpoints(folder.resolve(run)).build();
  }

  private Map<String, float[]> trained(String run, ConvolutionChooser chooser) throws IOException {
    try (TensorFlowDcgan model = model(chooser)) {
      model.train(IMAGES, plan(run));
      return state(model);
    }
  }

  private Map<String, Scalar> settings(String run) throws IOException {
    Path newest = CheckpointFolder.newest(folder.resolve(run)).orElseThrow();
    return CheckpointFolder.load(newest).manifest().run().settings();
  }

  @Test
  void givenARunWithMeasuredConvolutions_whenResumedWithoutThem_thenItHasTheBitsOfOneNeverStopped()
      throws IOException {
    Map<String, float[]> uninterrupted = trained("whole", always(USE));
    assertThat(settings("whole")).containsEntry("convolutions", Scalar.of(USE.toText()));

    try (TensorFlowDcgan model = model(always(USE))) {
      StopSignal stop = new StopSignal();
      model.train(IMAGES, plan("parts"), stop, TrainingRecorder.stoppingAt(4, stop));
      assertThat(model.step()).isEqualTo(4);
    }
    List<String> runtimes = new ArrayList<>();
    try (TensorFlowDcgan model = model(REFUSED)) {
      model.train(
          IMAGES,
          plan("parts"),
          new TrainingListener() {
            @Override
            public void onStarted(TrainingEvent.Started event) {
              runtimes.add(event.runtime());
            }
          });
      assertSameBits(state(model), uninterrupted);
    }
    assertThat(settings("parts")).containsEntry("convolutions", Scalar.of(USE.toText()));
    assertThat(runtimes.get(0)).endsWith(", measured convolutions");
  }

  @Test
  void givenAStepThatIsFasterInTheWhole_whenTrained_thenTheTimingHasChangedNothing()
      throws IOException {
    Timing keeping = new Timing(USE, true);
    Map<String, float[]> timed = trained("timed", keeping);
    assertThat(keeping.timed)
        .extracting(Workload.Id::toString)
        .containsExactly("simultaneous step of 4 images");
    assertThat(settings("timed")).containsEntry("convolutions", Scalar.of(USE.toText()));
    assertSameBits(timed, trained("not timed", always(USE)));
  }

  @Test
  void givenAStepThatIsSlowerInTheWhole_whenTrainedAndResumed_thenTheRunIsADirectOne()
      throws IOException {
    Map<String, float[]> direct = trained("direct", ConvolutionChooser.FIXED);
    Timing discarding = new Timing(USE, false);
    try (TensorFlowDcgan model = model(discarding)) {
      StopSignal stop = new StopSignal();
      model.train(IMAGES, plan("parts"), stop, TrainingRecorder.stoppingAt(4, stop));
    }
    assertThat(discarding.timed).hasSize(1);
    assertThat(settings("parts")).doesNotContainKey("convolutions");
    try (TensorFlowDcgan model = model(REFUSED)) {
      model.train(IMAGES, plan("parts"));
      assertSameBits(state(model), direct);
    }
  }

  /** Chooses two kernels, times both and one of them, and keeps that one. */
  private static final class KeepingOne implements ConvolutionChooser {
    private static final WinogradUse BOTH =
        WinogradUse.parse(USE.toText() + "; 5x5/2 16x16x3 8x8x4: winograd4 winograd4 winograd4");

    @Override
    public WinogradUse choose(
        Architecture architecture, int images, long most, BooleanSupplier stopped) {
      return BOTH;
    }

    @Override
    public WinogradUse check(WinogradUse measured, Workload work, BooleanSupplier stopped) {
      assertThat(work.time(BOTH, WinogradUse.NEVER, stopped).candidate()).isPositive();
      assertThat(work.time(USE, BOTH, stopped).candidate()).isPositive();
      return USE;
    }
  }

  @Test
  void givenASubsetOfKernelsThatIsFasterInTheWhole_whenTrainedAndResumed_thenTheRunKeepsIt()
      throws IOException {
    Map<String, float[]> uninterrupted = trained("whole", always(USE));
    try (TensorFlowDcgan model = model(new KeepingOne())) {
      StopSignal stop = new StopSignal();
      model.train(IMAGES, plan("parts"), stop, TrainingRecorder.stoppingAt(4, stop));
    }
    assertThat(settings("parts")).containsEntry("convolutions", Scalar.of(USE.toText()));
    try (TensorFlowDcgan model = model(REFUSED)) {
      model.train(IMAGES, plan("parts"));
      assertSameBits(state(model), uninterrupted);
    }
  }

  @Test
  void givenKernelsOfWhichDirectOnesAreTheFastest_whenTrained_thenNoStepIsTimed()
      throws IOException {
    Timing nothing = new Timing(WinogradUse.NEVER, true);
    assertThat(trained("direct", nothing)).isNotEmpty();
    assertThat(nothing.timed).isEmpty();
  }

  @Test
  void givenATrainingThatIsAskedToEndWhileItsStepIsTimed_whenItEnds_thenNoRunHasBegun()
      throws IOException {
    StopSignal stop = new StopSignal();
    stop.request();
    try (TensorFlowDcgan model = model(new Timing(USE, true))) {
      Map<String, float[]> before = state(model);
      TrainingSummary summary = model.train(IMAGES, plan("parts"), stop);
      assertThat(summary.outcome()).isEqualTo(TrainingSummary.Outcome.STOPPED);
      assertThat(summary.steps()).isZero();
      assertSameBits(state(model), before);
    }
    assertThat(CheckpointFolder.newest(folder.resolve("parts"))).isEmpty();
  }

  @Test
  void givenATrainingThatIsAskedToEndWhileItMeasures_whenItEnds_thenNoRunHasBegun()
      throws IOException {
    ConvolutionChooser measuring =
        (architecture, images, most, stopped) -> {
          assertThat(stopped.getAsBoolean()).isTrue();
          throw new MeasuringStoppedException();
        };
    StopSignal stop = new StopSignal();
    stop.request();
    try (TensorFlowDcgan model = model(measuring)) {
      TrainingSummary summary = model.train(IMAGES, plan("parts"), stop);
      assertThat(summary.outcome()).isEqualTo(TrainingSummary.Outcome.STOPPED);
      assertThat(summary.steps()).isZero();
    }
    // A checkpoint would keep the choice that was not made.
    assertThat(CheckpointFolder.newest(folder.resolve("parts"))).isEmpty();
    assertThat(trained("parts", always(USE))).isNotEmpty();
    assertThat(settings("parts")).containsEntry("convolutions", Scalar.of(USE.toText()));
  }

  @Test
  void givenARunWithDirectConvolutions_whenResumedWhereOthersAreFaster_thenItStaysAsItWas()
      throws IOException {
    Map<String, float[]> uninterrupted = trained("whole", ConvolutionChooser.FIXED);
    assertThat(settings("whole")).doesNotContainKey("convolutions");

    try (TensorFlowDcgan model = model(ConvolutionChooser.FIXED)) {
      StopSignal stop = new StopSignal();
      model.train(IMAGES, plan("parts"), stop, TrainingRecorder.stoppingAt(4, stop));
    }
    try (TensorFlowDcgan model = model(always(WinogradUse.always(WinogradTile.FOUR)))) {
      model.train(IMAGES, plan("parts"));
      assertSameBits(state(model), uninterrupted);
    }
  }

  @Test
  void givenOneModel_whenTrainedAgainWithAnotherChoice_thenAnotherStepIsBuilt() throws IOException {
    Map<String, float[]> direct = trainedTwice(WinogradUse.NEVER, WinogradUse.NEVER);
    Map<String, float[]> changed = trainedTwice(WinogradUse.NEVER, USE);
    String weights =
        direct.keySet().stream()
            .filter(name -> name.endsWith("/weights"))
            .findFirst()
            .orElseThrow();
    assertThat(changed.get(weights)).isNotEqualTo(direct.get(weights));
  }

  private static Map<String, float[]> trainedTwice(WinogradUse first, WinogradUse second)
      throws IOException {
    Iterator<WinogradUse> uses = List.of(first, second).iterator();
    try (TensorFlowDcgan model = model((architecture, images, most, stopped) -> uses.next())) {
      model.train(IMAGES, Models.plan().build());
      model.train(IMAGES, Models.plan().build());
      return state(model);
    }
  }
}
