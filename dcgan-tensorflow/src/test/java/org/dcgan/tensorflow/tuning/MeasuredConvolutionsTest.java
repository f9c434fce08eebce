package org.dcgan.tensorflow.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dcgan.Cluster;
import org.dcgan.ConvolutionChoice;
import org.dcgan.Device;
import org.dcgan.EngineException;
import org.dcgan.Precision;
import org.dcgan.ResourceLimitException;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.KernelOperations.Part;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradMemory;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.runtime.Hardware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each kernel is measured once on a machine, and the choice stays the same from then on. */
@Timeout(60)
class MeasuredConvolutionsTest {
  private static final TuningCache.Machine MACHINE =
      new TuningCache.Machine("a processor", "1.0", "TensorFlow 2", 2);

  /** 32 px: three kernels of 5x5 in each network, of the same shapes. */
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(32).width(64).build();

  private static final int IMAGES = 128;

  /** So much that memory decides nothing. */
  private static final long MOST = Long.MAX_VALUE;

  private static final BooleanSupplier GOES_ON = () -> false;

  private static final MeasuredConvolutions.ForwardMeasurer NO_INFERENCE =
      (shape, operation, images, limit) -> {
        throw new AssertionError("a training measures its steps");
      };

  private static final WinogradTiles FOURS = WinogradTiles.all(WinogradTile.FOUR);

  @TempDir private Path folder;

  private final List<KernelShape> measured = Collections.synchronizedList(new ArrayList<>());

  /** All operations of a tile take the same time. */
  private static KernelCosts costs(double direct, double two, double four) {
    Map<WinogradTile, Map<Part, Double>> times = new EnumMap<>(WinogradTile.class);
    Map<Part, Double> directly = new EnumMap<>(Part.class);
    directly.put(Part.CONVOLUTION, 2 * direct);
    directly.put(Part.TRANSPOSED_CONVOLUTION, 3 * direct);
    directly.put(Part.KERNEL_GRADIENT, direct);
    times.put(WinogradTile.NONE, directly);
    times.put(WinogradTile.TWO, withoutTransforms(two));
    times.put(WinogradTile.FOUR, withoutTransforms(four));
    return new KernelCosts(times, 1);
  }

  private static Map<Part, Double> withoutTransforms(double each) {
    Map<Part, Double> times = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      times.put(part, part.name().endsWith("TRANSFORM") ? 0 : each);
    }
    return times;
  }

  private MeasuredConvolutions chooser(KernelCosts costs, Optional<TuningCache> cache) {
    return new MeasuredConvolutions(
        (shape, images, limit) -> {
          measured.add(shape);
          assertThat(images).isEqualTo(IMAGES);
          assertThat(limit).isBetween(Duration.ofMillis(1), Duration.ofSeconds(10));
          return costs;
        },
        NO_INFERENCE,
        cache,
        MeasuredConvolutions.FEWEST_MULTIPLY_ADDS);
  }

  private Optional<TuningCache> cache() {
    return Optional.of(TuningCache.in(folder, MACHINE));
  }

  @Test
  void givenAFirstTraining_whenChosen_thenEachShapeIsMeasuredOnceAndNeverAgain() {
    MeasuredConvolutions first = chooser(costs(10, 8, 5), cache());
    WinogradUse use = first.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON);
    assertThat(measured).hasSize(3).doesNotHaveDuplicates();
    assertThat(use.kernels().keySet()).isEqualTo(KernelShape.ofWinograd(ARCHITECTURE));
    assertThat(use.kernels().values()).containsOnly(FOURS);

    assertThat(first.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON)).isEqualTo(use);
    // Another process, in which other algorithms would be the fastest.
    assertThat(chooser(costs(1, 8, 5), cache()).choose(ARCHITECTURE, IMAGES, MOST, GOES_ON))
        .isEqualTo(use);
    assertThat(measured).hasSize(3);
  }

  @Test
  void givenSavingsWithinTheNoise_whenChosen_thenTheTableStays() {
    assertThat(
            chooser(costs(10, 9.9, 9.6), cache())
                .choose(ARCHITECTURE, IMAGES, MOST, GOES_ON)
                .isNever())
        .isTrue();
    // That nothing is faster is also known from then on.
    assertThat(
            chooser(costs(10, 1, 1), cache()).choose(ARCHITECTURE, IMAGES, MOST, GOES_ON).isNever())
        .isTrue();
    assertThat(measured).hasSize(3);
  }

  @Test
  void givenSmallNetworksOrBatches_whenChosen_thenNothingIsMeasured() {
    MeasuredConvolutions chooser = chooser(costs(10, 1, 1), cache());
    assertThat(
            chooser.choose(
                Architecture.builder().resolution(32).width(8).build(), IMAGES, MOST, GOES_ON))
        .isEqualTo(WinogradUse.NEVER);
    assertThat(chooser.choose(ARCHITECTURE, 2, MOST, GOES_ON)).isEqualTo(WinogradUse.NEVER);
    assertThat(measured).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenAFolderThatCannotBeWritten_whenChosen_thenTheModelKeepsItsChoice() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file, not a folder");
    MeasuredConvolutions chooser =
        chooser(costs(10, 8, 5), Optional.of(TuningCache.in(file, MACHINE)));
    AtomicReference<WinogradUse> use = new AtomicReference<>();
    assertThat(log(() -> use.getAndSet(chooser.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON))))
        .contains(
            file + "/", "cannot be written", "FileAlreadyExistsException", "-Ddcgan.cache=DIR");
    assertThat(use.get().kernels()).hasSize(3);
    assertThat(chooser.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON)).isEqualTo(use.get());
    assertThat(measured).hasSize(3);
  }

  @Test
  void givenADamagedFile_whenChosen_thenOneWarningSaysSoAndTheFileIsReplaced() throws IOException {
    Path file = cache().orElseThrow().file();
    Files.writeString(file, "no JSON");
    assertThat(
            log(
                () ->
                    chooser(costs(10, 8, 5), cache()).choose(ARCHITECTURE, IMAGES, MOST, GOES_ON)))
        .containsOnlyOnce("so that the algorithms of convolutions are measured again")
        .contains(file + " cannot be read");
    assertThat(measured).hasSize(3);
    assertThat(
            log(
                () ->
                    chooser(costs(10, 8, 5), cache()).choose(ARCHITECTURE, IMAGES, MOST, GOES_ON)))
        .isEmpty();
    assertThat(measured).hasSize(3);
  }

  @Test
  void givenAUserWithoutAFolder_whenChosen_thenAWarningSaysThatTheNextChoiceMayDiffer() {
    MeasuredConvolutions chooser = chooser(costs(10, 8, 5), Optional.empty());
    assertThat(log(() -> chooser.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON)))
        .contains("no home folder", "may choose other algorithms", "-Ddcgan.cache=DIR");
    assertThat(log(() -> chooser.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON))).isEmpty();
    assertThat(measured).hasSize(3);
  }

  /** What is logged at the level of tests, warnings. */
  private static String log(Supplier<?> work) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      var unused = work.get();
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void givenATrainingThatIsAskedToEnd_whenItMeasures_thenItEndsAndWhatWasMeasuredIsKept() {
    BooleanSupplier afterOne = () -> !measured.isEmpty();
    MeasuredConvolutions ending = chooser(costs(10, 8, 5), cache());
    assertThatThrownBy(() -> ending.choose(ARCHITECTURE, IMAGES, MOST, afterOne))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(measured).hasSize(1);
    MeasuredConvolutions next = chooser(costs(10, 8, 5), cache());
    assertThat(next.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON).kernels()).hasSize(3);
    assertThat(measured).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void givenATrainingThatIsAskedToEnd_whenAnotherOneMeasures_thenItDoesNotWait()
      throws IOException {
    MeasuredConvolutions waiting = chooser(costs(10, 8, 5), cache());
    try (WriterLock other = cache().orElseThrow().lock(GOES_ON).orElseThrow()) {
      assertThat(other.problem()).isEmpty();
      assertThatThrownBy(() -> waiting.choose(ARCHITECTURE, IMAGES, MOST, () -> true))
          .isInstanceOf(MeasuringStoppedException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> waiting.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON))
          .isInstanceOf(MeasuringStoppedException.class);
      assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    }
    assertThat(measured).isEmpty();
  }

  @Test
  void givenAFailureOfTheEngine_whenChosen_thenTheKernelIsDirectAndMeasuredByTheNextProcess() {
    MeasuredConvolutions failing =
        new MeasuredConvolutions(
            (shape, images, limit) -> {
              if (shape.wideMaps() == 3) {
                throw new EngineException("no more threads", new IllegalStateException());
              }
              return costs(10, 8, 5);
            },
            NO_INFERENCE,
            cache(),
            MeasuredConvolutions.FEWEST_MULTIPLY_ADDS);
    assertThat(failing.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON).kernels().keySet())
        .extracting(KernelShape::wideMaps)
        .containsExactlyInAnyOrder(64, 128);
    assertThat(
            chooser(costs(10, 8, 5), cache()).choose(ARCHITECTURE, IMAGES, MOST, GOES_ON).kernels())
        .hasSize(3);
    assertThat(measured).extracting(KernelShape::wideMaps).containsExactly(3);
  }

  @Test
  void givenTwoProcessesAtOnce_whenBothChoose_thenTheSecondWaitsAndChoosesTheSame()
      throws Exception {
    CountDownLatch measuring = new CountDownLatch(1);
    MeasuredConvolutions first =
        new MeasuredConvolutions(
            (shape, images, limit) -> {
              measuring.countDown();
              sleep(50);
              return costs(10, 8, 5);
            },
            NO_INFERENCE,
            cache(),
            MeasuredConvolutions.FEWEST_MULTIPLY_ADDS);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<WinogradUse> ofFirst =
          executor.submit(() -> first.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON));
      assertThat(measuring.await(30, TimeUnit.SECONDS)).isTrue();
      WinogradUse ofSecond =
          chooser(costs(10, 5, 8), cache()).choose(ARCHITECTURE, IMAGES, MOST, GOES_ON);
      assertThat(ofSecond).isEqualTo(ofFirst.get());
      assertThat(measured).isEmpty();
    } finally {
      executor.shutdownNow();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void givenAlgorithmsThatNeedMuchMemory_whenChosen_thenOnlyThoseThatFitAre() {
    Architecture wide = Architecture.builder().resolution(64).width(128).build();
    int images = 16;
    long bytes = WinogradMemory.bytes(wide, images, WinogradUse.always(WinogradTile.FOUR));
    MeasuredConvolutions chooser =
        new MeasuredConvolutions(
            (s, n, limit) -> costs(10, 8, 5), NO_INFERENCE, Optional.empty(), 0);
    assertThat(chooser.choose(wide, images, bytes, GOES_ON).kernels()).hasSize(4);
    WinogradUse use = chooser.choose(wide, images, bytes - 1, GOES_ON);
    assertThat(WinogradMemory.bytes(wide, images, use)).isBetween(1L, bytes - 1);
    assertThat(use.kernels()).hasSize(3);
    // At most as much as the step takes without them.
    assertThat(MeasuredConvolutions.mostBytes(wide, images))
        .isGreaterThan(wide.trainingBytes(images))
        .isLessThan(2_000_000_000L);
    // Small networks may take what a process takes anyway.
    assertThat(MeasuredConvolutions.mostBytes(Architecture.svhn32(), 1)).isEqualTo(320L << 20);
  }

  // Whole steps

  private static final Workload.Id STEP = Workload.Id.of("simultaneous step", ARCHITECTURE, IMAGES);

  /** A step for which only all kernels are compared with none. */
  private static ScriptedWorkload step(double measuredMillis, double fixedMillis) {
    return step(STEP, measuredMillis, fixedMillis);
  }

  private static ScriptedWorkload step(Workload.Id id, double measuredMillis, double fixedMillis) {
    ScriptedWorkload step =
        new ScriptedWorkload(id, set -> set.equals("-") ? fixedMillis : measuredMillis);
    step.searchLimit = Duration.ZERO;
    return step;
  }

  private static final Workload NOT_TIMED =
      ending(
          stopped -> {
            throw new AssertionError("timed again");
          });

  /** A step whose timing ends with an exception. */
  private static Workload ending(Consumer<BooleanSupplier> timing) {
    return new Workload() {
      @Override
      public Id id() {
        return STEP;
      }

      @Override
      public Times time(WinogradUse candidate, WinogradUse incumbent, BooleanSupplier stopped) {
        timing.accept(stopped);
        throw new AssertionError("the timing should have ended with an exception");
      }

      @Override
      public long addedBytes(WinogradUse use) {
        return 0;
      }

      @Override
      public Duration searchLimit() {
        return Duration.ofSeconds(20);
      }
    };
  }

  private WinogradUse fastestKernels(MeasuredConvolutions chooser) {
    WinogradUse use = chooser.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON);
    assertThat(use.kernels()).hasSize(3);
    return use;
  }

  private String file() throws IOException {
    return Files.readString(cache().orElseThrow().file());
  }

  @Test
  void givenKernelsThatAreFasterAlone_whenAWholeStepIsSlowerWithThem_thenTheTableIsUsed()
      throws IOException {
    MeasuredConvolutions chooser = chooser(costs(10, 8, 5), cache());
    WinogradUse alone = fastestKernels(chooser);
    ScriptedWorkload step = step(66, 51);
    assertThat(chooser.check(alone, step, GOES_ON)).isEqualTo(WinogradUse.NEVER);
    assertThat(step.compared).containsExactly("ABC/-");
    assertThat(file())
        .contains("\"measuredNanoseconds\": 6.6E7", "\"fixedNanoseconds\": 5.1E7", alone.toText());

    // The same in this model and in another process.
    assertThat(chooser.check(alone, NOT_TIMED, GOES_ON)).isEqualTo(WinogradUse.NEVER);
    MeasuredConvolutions later = chooser(costs(10, 8, 5), cache());
    assertThat(later.check(fastestKernels(later), NOT_TIMED, GOES_ON)).isEqualTo(WinogradUse.NEVER);
    assertThat(measured).hasSize(3);
  }

  @Test
  void givenKernelsThatAreFasterAlone_whenAWholeStepIsFasterToo_thenTheyAreUsed()
      throws IOException {
    MeasuredConvolutions chooser = chooser(costs(10, 8, 5), cache());
    WinogradUse alone = fastestKernels(chooser);
    assertThat(chooser.check(alone, step(45, 51), GOES_ON)).isEqualTo(alone);
    assertThat(file()).contains("\"measuredNanoseconds\": 4.5E7", "\"fixedNanoseconds\": 5.1E7");
    assertThat(chooser.check(alone, NOT_TIMED, GOES_ON)).isEqualTo(alone);
    assertThat(chooser(costs(10, 8, 5), cache()).check(alone, NOT_TIMED, GOES_ON)).isEqualTo(alone);
  }

  @Test
  void givenKernelsOfWhichDirectOnesAreTheFastest_whenChecked_thenNothingIsTimed() {
    MeasuredConvolutions chooser = chooser(costs(10, 10, 10), cache());
    WinogradUse alone = chooser.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON);
    assertThat(chooser.check(alone, NOT_TIMED, GOES_ON)).isEqualTo(WinogradUse.NEVER);
    assertThat(chooser.check(WinogradUse.parse(""), NOT_TIMED, () -> true))
        .isEqualTo(WinogradUse.NEVER);
    assertThat(cache().orElseThrow().read().comparisons()).isEmpty();
  }

  @Test
  void givenOtherStepsOrAlgorithms_whenChecked_thenEachIsTimedByItself() {
    MeasuredConvolutions chooser = chooser(costs(10, 8, 5), cache());
    WinogradUse alone = fastestKernels(chooser);
    assertThat(chooser.check(alone, step(66, 51), GOES_ON)).isEqualTo(WinogradUse.NEVER);

    Architecture gray = Architecture.builder().resolution(32).channels(1).width(64).build();
    for (Workload.Id other :
        List.of(
            Workload.Id.of("simultaneous step", ARCHITECTURE, 16),
            Workload.Id.of("simultaneous step", gray, IMAGES),
            Workload.Id.of("sequential step", ARCHITECTURE, IMAGES))) {
      assertThat(chooser.check(alone, step(other, 1, 2), GOES_ON)).isEqualTo(alone);
    }
    // Fewer kernels, as where memory is short.
    WinogradUse fewer = WinogradUse.parse("5x5/2 16x16x64 8x8x128: winograd4 winograd4 winograd4");
    assertThat(chooser.check(fewer, step(1, 2), GOES_ON)).isEqualTo(fewer);
    assertThat(cache().orElseThrow().read().comparisons()).hasSize(5);
    assertThat(chooser.check(alone, NOT_TIMED, GOES_ON)).isEqualTo(WinogradUse.NEVER);
  }

  @Test
  void givenAStepThatCannotBeTimed_whenChecked_thenOneWarningSaysSoAndTheNextProcessTriesAgain() {
    List<RuntimeException> failures =
        List.of(
            new ResourceLimitException("too little memory for two"),
            new EngineException("no more threads", new IllegalStateException()));
    for (RuntimeException failure : failures) {
      MeasuredConvolutions failing = chooser(costs(10, 8, 5), cache());
      WinogradUse alone = fastestKernels(failing);
      Workload step =
          ending(
              stopped -> {
                throw failure;
              });
      AtomicReference<WinogradUse> use = new AtomicReference<>();
      assertThat(log(() -> use.getAndSet(failing.check(alone, step, GOES_ON))))
          .containsOnlyOnce("WARN")
          .contains(
              "simultaneous step of 128 images cannot be timed",
              "computed as without measuring",
              String.valueOf(failure.getMessage()));
      assertThat(use.get()).isEqualTo(WinogradUse.NEVER);
      // Not once more in this model.
      assertThat(log(() -> use.getAndSet(failing.check(alone, NOT_TIMED, GOES_ON)))).isEmpty();
      assertThat(use.get()).isEqualTo(WinogradUse.NEVER);
      assertThat(cache().orElseThrow().read().comparisons()).isEmpty();
    }
    MeasuredConvolutions next = chooser(costs(10, 8, 5), cache());
    ScriptedWorkload timed = step(45, 51);
    assertThat(next.check(fastestKernels(next), timed, GOES_ON).kernels()).hasSize(3);
    assertThat(timed.compared).hasSize(1);
  }

  @Test
  void givenATrainingThatIsAskedToEnd_whenItsStepIsTimed_thenItEndsAndNothingIsKept() {
    MeasuredConvolutions chooser = chooser(costs(10, 8, 5), cache());
    WinogradUse alone = fastestKernels(chooser);
    Workload asked =
        ending(
            stopped -> {
              Thread.currentThread().interrupt();
              assertThat(stopped.getAsBoolean()).isTrue();
              throw new MeasuringStoppedException();
            });
    assertThatThrownBy(() -> chooser.check(alone, asked, GOES_ON))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    assertThat(cache().orElseThrow().read().comparisons()).isEmpty();
    // The same training later.
    assertThat(chooser.check(alone, step(45, 51), GOES_ON)).isEqualTo(alone);
  }

  @Test
  void givenAStepThatAnotherProcessTimes_whenTheTrainingIsAskedToEnd_thenItDoesNotWait()
      throws IOException {
    MeasuredConvolutions waiting = chooser(costs(10, 8, 5), cache());
    WinogradUse alone = fastestKernels(waiting);
    try (WriterLock other = cache().orElseThrow().lock(GOES_ON).orElseThrow()) {
      assertThat(other.problem()).isEmpty();
      assertThatThrownBy(() -> waiting.check(alone, NOT_TIMED, () -> true))
          .isInstanceOf(MeasuringStoppedException.class);
    }
  }

  @Test
  void givenAFileThatCannotBeWritten_whenKernelsAndStepAreMeasured_thenOneWarningSaysSo()
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file, not a folder");
    for (Optional<TuningCache> nowhere :
        List.of(Optional.of(TuningCache.in(file, MACHINE)), Optional.<TuningCache>empty())) {
      MeasuredConvolutions chooser = chooser(costs(10, 8, 5), nowhere);
      AtomicReference<WinogradUse> use = new AtomicReference<>();
      assertThat(
              log(
                  () ->
                      use.getAndSet(chooser.check(fastestKernels(chooser), step(66, 51), GOES_ON))))
          .containsOnlyOnce("-Ddcgan.cache=DIR");
      assertThat(use.get()).isEqualTo(WinogradUse.NEVER);
      assertThat(chooser.check(fastestKernels(chooser), NOT_TIMED, GOES_ON))
          .isEqualTo(WinogradUse.NEVER);
    }
  }

  @Test
  void givenAFileOfBefore_whenItsChoiceIsChecked_thenTheStepIsTimedAndNoKernelIs()
      throws IOException {
    MeasuredConvolutions before = chooser(costs(10, 8, 5), cache());
    WinogradUse alone = fastestKernels(before);
    TuningCache.Content kernels = cache().orElseThrow().read();
    assertThat(kernels.comparisons()).isEmpty();
    assertThat(measured).hasSize(3);

    MeasuredConvolutions now = chooser(costs(1, 8, 5), cache());
    assertThat(fastestKernels(now)).isEqualTo(alone);
    ScriptedWorkload step = step(66, 51);
    assertThat(now.check(alone, step, GOES_ON)).isEqualTo(WinogradUse.NEVER);
    assertThat(step.compared).containsExactly("ABC/-");
    assertThat(measured).hasSize(3);
    assertThat(cache().orElseThrow().read().choices()).isEqualTo(kernels.choices());
  }

  /** A chooser for which the kernels A, B and C save most, less and least in a step. */
  private MeasuredConvolutions predicting() {
    return new MeasuredConvolutions(
        (shape, images, limit) ->
            shape.equals(ScriptedWorkload.A)
                ? costs(30, 28, 5)
                : shape.equals(ScriptedWorkload.B) ? costs(20, 18, 5) : costs(10, 8, 5),
        NO_INFERENCE,
        cache(),
        MeasuredConvolutions.FEWEST_MULTIPLY_ADDS);
  }

  private static ScriptedWorkload scripted(Map<String, Double> millis) {
    return new ScriptedWorkload(
        STEP,
        set -> {
          assertThat(millis).containsKey(set);
          return millis.getOrDefault(set, 0.0);
        });
  }

  @Test
  void givenASubsetThatIsTheFastest_whenChecked_thenItIsUsedFromThenOn() throws IOException {
    MeasuredConvolutions chooser = predicting();
    WinogradUse alone = fastestKernels(chooser);
    ScriptedWorkload step =
        scripted(Map.of("ABC", 42.0, "-", 46.0, "AB", 41.5, "AC", 38.0, "C", 44.0));
    WinogradUse subset = alone.only(Set.of(ScriptedWorkload.A, ScriptedWorkload.C));
    assertThat(chooser.check(alone, step, GOES_ON)).isEqualTo(subset);
    // The kernel that is predicted to save least is the first one that is removed.
    assertThat(step.compared).containsExactly("ABC/-", "AB/ABC", "AC/ABC", "C/AC");
    assertThat(file())
        .contains(
            "\"measuredNanoseconds\": 4.2E7",
            "\"fixedNanoseconds\": 4.6E7",
            "\"chosen\": \"" + subset.toText() + "\"",
            "\"chosenNanoseconds\": 3.8E7");

    // The same in this model and in another process.
    assertThat(chooser.check(alone, NOT_TIMED, GOES_ON)).isEqualTo(subset);
    MeasuredConvolutions later = predicting();
    assertThat(later.check(fastestKernels(later), NOT_TIMED, GOES_ON)).isEqualTo(subset);
  }

  @Test
  void givenFixedAlgorithmsThatAreFaster_whenOneKernelIsFasterStill_thenItAloneIsUsed() {
    MeasuredConvolutions chooser = predicting();
    WinogradUse alone = fastestKernels(chooser);
    ScriptedWorkload step =
        scripted(Map.of("ABC", 50.0, "-", 46.0, "A", 44.0, "AB", 46.0, "AC", 45.0));
    WinogradUse one = alone.only(Set.of(ScriptedWorkload.A));
    assertThat(chooser.check(alone, step, GOES_ON)).isEqualTo(one);
    assertThat(step.compared).containsExactly("ABC/-", "A/-", "AB/A", "AC/A");
    assertThat(predicting().check(alone, NOT_TIMED, GOES_ON)).isEqualTo(one);
  }

  @Test
  void givenASubsetThatCannotBeTimed_whenChecked_thenWhatWasFoundBeforeIsKept() {
    for (RuntimeException failure :
        List.of(
            new ResourceLimitException("too little memory for two"),
            new EngineException("no more threads", new IllegalStateException()))) {
      MeasuredConvolutions chooser = predicting();
      WinogradUse alone = fastestKernels(chooser);
      // Of another kind for each failure, so that neither is known.
      ScriptedWorkload step =
          new ScriptedWorkload(
              Workload.Id.of(failure.getMessage() + " step", ARCHITECTURE, IMAGES),
              set -> {
                if (set.equals("A")) {
                  throw failure;
                }
                return set.equals("-") ? 46 : 30 + 5 * set.length();
              });
      AtomicReference<WinogradUse> use = new AtomicReference<>();
      assertThat(log(() -> use.getAndSet(chooser.check(alone, step, GOES_ON))))
          .containsOnlyOnce("WARN")
          .contains("cannot be timed with a subset", String.valueOf(failure.getMessage()));
      WinogradUse found = alone.only(Set.of(ScriptedWorkload.A, ScriptedWorkload.B));
      assertThat(use.get()).isEqualTo(found);
      assertThat(step.compared).containsExactly("ABC/-", "AB/ABC", "A/AB");
      // In other processes, too: what failed once might fail again, or give a run other bits.
      assertThat(log(() -> use.getAndSet(predicting().check(alone, step, GOES_ON)))).isEmpty();
      assertThat(use.get()).isEqualTo(found);
      assertThat(step.compared).hasSize(3);
    }
  }

  @Test
  void givenATrainingThatIsAskedToEnd_whenASubsetIsTimed_thenItEndsAndNothingIsKept() {
    MeasuredConvolutions chooser = predicting();
    WinogradUse alone = fastestKernels(chooser);
    ScriptedWorkload asked = scripted(Map.of("ABC", 42.0, "-", 46.0, "AB", 38.0));
    assertThatThrownBy(() -> chooser.check(alone, asked, () -> asked.compared.size() == 2))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(cache().orElseThrow().read().comparisons()).isEmpty();
    // The same training later.
    assertThat(chooser.check(alone, step(45, 51), GOES_ON)).isEqualTo(alone);
  }

  @Test
  void givenFixedConvolutions_whenChosen_thenThereIsNothingToTime() {
    WinogradUse use = ConvolutionChooser.FIXED.choose(ARCHITECTURE, IMAGES, MOST, GOES_ON);
    assertThat(ConvolutionChooser.FIXED.check(use, NOT_TIMED, GOES_ON))
        .isEqualTo(WinogradUse.NEVER);
  }

  // Inference

  private static final List<LayerSpec> DISCRIMINATOR = ARCHITECTURE.discriminatorLayers();

  private static final List<LayerSpec> GENERATOR = ARCHITECTURE.generatorLayers();

  /** What was measured for inference. */
  private final List<String> passes = Collections.synchronizedList(new ArrayList<>());

  private static ForwardCosts forward(double direct, double two, double four) {
    return new ForwardCosts(
        Map.of(WinogradTile.NONE, direct, WinogradTile.TWO, two, WinogradTile.FOUR, four));
  }

  private MeasuredConvolutions inferring(ForwardCosts costs, Optional<TuningCache> cache) {
    return new MeasuredConvolutions(
        (shape, images, limit) -> costs(10, 8, 5),
        (shape, operation, images, limit) -> {
          passes.add(operation + " " + shape.wideMaps() + " " + images);
          assertThat(limit).isBetween(Duration.ofMillis(1), Duration.ofMillis(500));
          return costs;
        },
        cache,
        MeasuredConvolutions.FEWEST_MULTIPLY_ADDS);
  }

  @Test
  void givenANetworkAndANumberOfImages_whenChosen_thenItsOwnOperationIsMeasuredOnceOnThisMachine() {
    MeasuredConvolutions first = inferring(forward(10, 8, 5), cache());
    WinogradUse use = first.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON);
    // The first layer has too few maps.
    assertThat(use.kernels().keySet())
        .extracting(KernelShape::wideMaps)
        .containsExactlyInAnyOrder(64, 128);
    assertThat(use.kernels().values())
        .containsOnly(ForwardOperation.CONVOLUTION.tiles(WinogradTile.FOUR));
    assertThat(passes).containsExactly("CONVOLUTION 64 16", "CONVOLUTION 128 16");
    assertThat(first.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON)).isEqualTo(use);

    // Another process, in which other algorithms would be the fastest.
    MeasuredConvolutions second = inferring(forward(1, 8, 5), cache());
    assertThat(second.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON))
        .isEqualTo(use);
    assertThat(passes).hasSize(2);

    passes.clear();
    assertThat(second.chooseForward(GENERATOR, BatchSize.SEVERAL, MOST, GOES_ON))
        .isEqualTo(WinogradUse.NEVER);
    assertThat(second.chooseForward(DISCRIMINATOR, BatchSize.MANY, MOST, GOES_ON))
        .isEqualTo(WinogradUse.NEVER);
    assertThat(passes)
        .containsExactly(
            "TRANSPOSED_CONVOLUTION 128 16",
            "TRANSPOSED_CONVOLUTION 64 16",
            "CONVOLUTION 64 32",
            "CONVOLUTION 128 32");
  }

  @Test
  void givenChoicesOfStepsOfTheSameSize_whenChosenForInference_thenNeitherReplacesTheOther() {
    int images = BatchSize.SEVERAL.measured();
    MeasuredConvolutions both =
        new MeasuredConvolutions(
            (shape, n, limit) -> costs(10, 8, 5),
            (shape, operation, n, limit) -> forward(10, 5, 8),
            cache(),
            0);
    WinogradUse ofStep = both.choose(ARCHITECTURE, images, MOST, GOES_ON);
    WinogradUse ofScores = both.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON);
    assertThat(ofStep.kernels().values()).containsOnly(FOURS);
    assertThat(ofScores.kernels().values())
        .containsOnly(ForwardOperation.CONVOLUTION.tiles(WinogradTile.TWO));

    MeasuredConvolutions later =
        new MeasuredConvolutions(
            (shape, n, limit) -> {
              throw new AssertionError("measured again");
            },
            (shape, operation, n, limit) -> {
              throw new AssertionError("measured again");
            },
            cache(),
            0);
    assertThat(later.choose(ARCHITECTURE, images, MOST, GOES_ON)).isEqualTo(ofStep);
    assertThat(later.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON))
        .isEqualTo(ofScores);
  }

  @Test
  void givenSmallNetworks_whenChosenForInference_thenNothingIsMeasured() {
    MeasuredConvolutions chooser = inferring(forward(10, 1, 1), cache());
    Architecture small = Architecture.builder().resolution(32).width(8).build();
    for (BatchSize batch : BatchSize.values()) {
      for (List<LayerSpec> layers : List.of(small.discriminatorLayers(), small.generatorLayers())) {
        assertThat(chooser.chooseForward(layers, batch, MOST, GOES_ON))
            .isEqualTo(WinogradUse.NEVER);
      }
    }
    assertThat(chooser.chooseForward(DISCRIMINATOR, BatchSize.SINGLE, MOST, GOES_ON))
        .isEqualTo(WinogradUse.NEVER);
    assertThat(passes).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenAMeasurementThatFails_whenChosenForInference_thenTheKernelIsDirectInThisModel() {
    MeasuredConvolutions failing =
        new MeasuredConvolutions(
            (shape, images, limit) -> costs(10, 8, 5),
            (shape, operation, images, limit) -> {
              passes.add("tried");
              if (shape.wideMaps() == 64) {
                throw new ResourceLimitException("no memory");
              }
              return forward(10, 8, 5);
            },
            cache(),
            0);
    for (int i = 0; i < 2; i++) {
      assertThat(
              failing.chooseForward(DISCRIMINATOR, BatchSize.FEW, MOST, GOES_ON).kernels().keySet())
          .extracting(KernelShape::wideMaps)
          .containsExactly(128);
    }
    assertThat(passes).hasSize(2);
    MeasuredConvolutions next =
        new MeasuredConvolutions(
            (shape, images, limit) -> costs(10, 8, 5),
            (shape, operation, images, limit) -> {
              assertThat(shape.wideMaps()).isEqualTo(64);
              return forward(10, 8, 5);
            },
            cache(),
            0);
    assertThat(next.chooseForward(DISCRIMINATOR, BatchSize.FEW, MOST, GOES_ON).kernels())
        .hasSize(2);
  }

  @Test
  void givenAFolderThatCannotBeWritten_whenChosenForInference_thenTheModelKeepsItsChoice()
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file, not a folder");
    MeasuredConvolutions chooser =
        inferring(forward(10, 8, 5), Optional.of(TuningCache.in(file, MACHINE)));
    AtomicReference<WinogradUse> use = new AtomicReference<>();
    assertThat(
            log(
                () ->
                    use.getAndSet(
                        chooser.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON))))
        .contains(file + "/", "cannot be written", "-Ddcgan.cache=DIR");
    assertThat(use.get().kernels()).hasSize(2);
    assertThat(chooser.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON))
        .isEqualTo(use.get());
    assertThat(passes).hasSize(2);
  }

  @Test
  void givenAnInterruptedThread_whenChosenForInference_thenNothingIsMeasured() {
    MeasuredConvolutions chooser = inferring(forward(10, 8, 5), cache());
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> chooser.chooseForward(DISCRIMINATOR, BatchSize.SEVERAL, MOST, GOES_ON))
        .isInstanceOf(MeasuringStoppedException.class);
    assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    assertThat(passes).isEmpty();
  }

  @Test
  void givenSeveralThreads_whenTheyChooseAtOnce_thenEachKernelIsMeasuredOnce() throws Exception {
    MeasuredConvolutions chooser = inferring(forward(10, 8, 5), cache());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<WinogradUse>> uses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        uses.add(
            threads.submit(
                () -> chooser.chooseForward(DISCRIMINATOR, BatchSize.MANY, MOST, GOES_ON)));
      }
      for (Future<WinogradUse> use : uses) {
        assertThat(use.get()).isEqualTo(uses.get(0).get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(passes).hasSize(2);
  }

  @Test
  void givenLittleMemory_whenChosenForInference_thenOnlyKernelsThatFitAreByTheAlgorithm() {
    MeasuredConvolutions chooser = inferring(forward(10, 8, 5), Optional.empty());
    WinogradUse all = chooser.chooseForward(DISCRIMINATOR, BatchSize.MANY, MOST, GOES_ON);
    long bytes = ofInference(all);
    assertThat(chooser.chooseForward(DISCRIMINATOR, BatchSize.MANY, bytes, GOES_ON)).isEqualTo(all);
    WinogradUse fewer = chooser.chooseForward(DISCRIMINATOR, BatchSize.MANY, bytes - 1, GOES_ON);
    assertThat(fewer.kernels()).hasSize(1);
    assertThat(ofInference(fewer)).isBetween(1L, bytes - 1);
    assertThat(chooser.chooseForward(DISCRIMINATOR, BatchSize.MANY, 0, GOES_ON))
        .isEqualTo(WinogradUse.NEVER);
    // Usual networks fit.
    assertThat(bytes).isLessThan(MeasuredConvolutions.mostForwardBytes(ARCHITECTURE));
  }

  private static long ofInference(WinogradUse use) {
    return WinogradMemory.ofInference(
        DISCRIMINATOR, BatchSize.MANY.most(), BatchVariant.of(use, BatchSize.MANY.measured()));
  }

  @Test
  void givenFixedConvolutions_whenChosenForInference_thenTheyAreDirect() {
    for (BatchSize batch : BatchSize.values()) {
      assertThat(ConvolutionChooser.FIXED.chooseForward(DISCRIMINATOR, batch, MOST, GOES_ON))
          .isEqualTo(WinogradUse.NEVER);
    }
  }

  @Test
  void givenNumbersOfImages_whenTheirSizeIsAsked_thenItIsTheSmallestThatHoldsThem() {
    assertThat(BatchSize.of(1)).isEqualTo(BatchSize.SINGLE);
    assertThat(BatchSize.of(2)).isEqualTo(BatchSize.FEW);
    assertThat(BatchSize.of(7)).isEqualTo(BatchSize.FEW);
    assertThat(BatchSize.of(8)).isEqualTo(BatchSize.SEVERAL);
    assertThat(BatchSize.of(31)).isEqualTo(BatchSize.SEVERAL);
    assertThat(BatchSize.of(32)).isEqualTo(BatchSize.MANY);
    assertThat(BatchSize.of(64)).isEqualTo(BatchSize.MANY);
    for (int images : new int[] {0, 65}) {
      assertThatThrownBy(() -> BatchSize.of(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected 1 to 64 images, got " + images);
    }
  }

  @Test
  void givenAClusterOrAnotherRuntime_whenAModelIsOpened_thenTheTableIsUsed() {
    RuntimeOptions measured =
        new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2)
            .withConvolutions(ConvolutionChoice.MEASURED);
    Cluster two =
        Cluster.of(List.of(HostAndPort.fromParts("a", 1), HostAndPort.fromParts("b", 1)), 0);
    assertThat(of(measured)).isInstanceOf(MeasuredConvolutions.class);
    assertThat(of(measured.withConvolutions(ConvolutionChoice.FIXED)))
        .isSameAs(ConvolutionChooser.FIXED);
    assertThat(of(measured.withPrecision(Precision.BFLOAT16))).isSameAs(ConvolutionChooser.FIXED);
    assertThat(of(measured.withCluster(two))).isSameAs(ConvolutionChooser.FIXED);
    assertThat(
            MeasuredConvolutions.of(
                measured, new Hardware(Precision.FLOAT32, 2, Device.AUTO, true)))
        .isSameAs(ConvolutionChooser.FIXED);
  }

  private static ConvolutionChooser of(RuntimeOptions runtime) {
    return MeasuredConvolutions.of(runtime, Hardware.choose(runtime));
  }
}
