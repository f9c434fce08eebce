package org.dcgan.tensorflow.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.internal.json.JsonMap;
import org.dcgan.internal.json.ManifestFormat;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;
import org.dcgan.tensorflow.network.WinogradUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Measured choices are kept for one machine; whatever else is in the file counts as nothing. */
class TuningCacheTest {
  private static final TuningCache.Machine MACHINE =
      new TuningCache.Machine("a processor", "1.0", "TensorFlow 2", 2);

  private static final TuningCache.Key KEY =
      new TuningCache.Key(new KernelShape(5, 2, 16, 64, 128), 128);

  private static final Map<TuningCache.Key, KernelCosts.Choice> ENTRIES =
      Map.of(
          KEY,
          new KernelCosts.Choice(
              new WinogradTiles(WinogradTile.FOUR, WinogradTile.TWO, WinogradTile.NONE), 1.5e6));

  private static final TuningCache.Compared STEP =
      new TuningCache.Compared(
          new Workload.Id("simultaneous step", "32x32x3 0123456789ab", 128),
          "5x5/2 16x16x64 8x8x128: winograd4 winograd2 direct");

  private static final Comparison SLOWER =
      new Comparison(new Workload.Times(66.5e6, 51.25e6), WinogradUse.NEVER, 51.25e6);

  private static final TuningCache.Content CONTENT =
      new TuningCache.Content(ENTRIES, Map.of(STEP, SLOWER));

  @TempDir private Path folder;

  private static TuningCache.Content choices(Map<TuningCache.Key, KernelCosts.Choice> choices) {
    return new TuningCache.Content(choices, Map.of());
  }

  private TuningCache cache() {
    return TuningCache.in(folder.resolve("new").resolve("dcgan"), MACHINE);
  }

  @Test
  void givenWrittenEntries_whenRead_thenTheyAreTheSameAndOfThisMachineOnly() throws IOException {
    Map<TuningCache.Key, KernelCosts.Choice> entries = new LinkedHashMap<>(ENTRIES);
    entries.put(
        new TuningCache.Key(new KernelShape(3, 1, 32, 3, 64), 16),
        new KernelCosts.Choice(WinogradTiles.NONE, 0));
    cache().write(choices(entries));
    assertThat(cache().read().choices()).containsExactlyEntriesOf(entries);

    TuningCache.Machine threads = new TuningCache.Machine("a processor", "1.0", "TensorFlow 2", 4);
    assertThat(TuningCache.in(cache().file().getParent(), threads).read())
        .isEqualTo(TuningCache.Content.NONE);
    // Even where the name of the file is the same.
    assertThat(new TuningCache(cache().file(), threads).read()).isEqualTo(TuningCache.Content.NONE);
  }

  @Test
  void givenEntriesOfStepsAndOfInference_whenWritten_thenThoseOfStepsHaveTheFormOfBefore()
      throws IOException {
    cache().write(choices(ENTRIES));
    assertThat(Files.readString(cache().file())).doesNotContain("inference");

    Map<TuningCache.Key, KernelCosts.Choice> entries = new LinkedHashMap<>(ENTRIES);
    for (ForwardOperation operation : ForwardOperation.values()) {
      entries.put(
          new TuningCache.Key(KEY.shape(), KEY.images(), operation),
          new KernelCosts.Choice(operation.tiles(WinogradTile.TWO), 2));
    }
    cache().write(choices(entries));
    assertThat(cache().read().choices()).containsExactlyEntriesOf(entries);
    assertThat(Files.readString(cache().file()))
        .contains("\"inference\": \"convolution\"", "\"inference\": \"transposedConvolution\"");
  }

  @Test
  void givenNoFileOrADamagedOne_whenRead_thenThereAreNoEntriesAndItCanBeReplaced()
      throws IOException {
    assertThat(cache().read()).isEqualTo(TuningCache.Content.NONE);
    cache().write(CONTENT);
    String intact = Files.readString(cache().file());
    for (String damaged :
        new String[] {
          "",
          "{}",
          "no JSON",
          intact.substring(0, intact.length() / 2),
          intact.replace("winograd4", "winograd9"),
          intact.replace("\"formatVersion\": 3", "\"formatVersion\": 4"),
          intact.replace("\"fixedNanoseconds\": 5.125E7", "\"fixedNanoseconds\": 9.125E7")
        }) {
      assertThat(damaged).isNotEqualTo(intact);
      Files.writeString(cache().file(), damaged, UTF_8);
      assertThat(cache().read()).as(damaged).isEqualTo(TuningCache.Content.NONE);
    }
    cache().write(CONTENT);
    assertThat(cache().read()).isEqualTo(CONTENT);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no pipes with names in folders")
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void givenAPipeInPlaceOfTheFile_whenRead_thenNobodyWaitsForItsContent() throws Exception {
    Path file = cache().file();
    Files.createDirectories(file.getParent());
    assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0);
    assertThat(cache().read()).isEqualTo(TuningCache.Content.NONE);
    cache().write(CONTENT);
    assertThat(cache().read()).isEqualTo(CONTENT);
  }

  @Test
  @Timeout(60)
  void givenAnotherTrainingThatMeasures_whenAskedToEndOrInterrupted_thenNobodyWaits()
      throws Exception {
    try (WriterLock other = cache().lock(() -> false).orElseThrow()) {
      assertThat(other.problem()).isEmpty();
      AtomicInteger asked = new AtomicInteger();
      assertThat(cache().lock(() -> asked.incrementAndGet() == 3)).isEmpty();
      assertThat(asked).hasValue(3);

      Thread waiting = Thread.currentThread();
      CountDownLatch waits = new CountDownLatch(1);
      Thread interrupting =
          new Thread(
              () -> {
                Uninterruptibles.awaitUninterruptibly(waits);
                waiting.interrupt();
              });
      interrupting.start();
      Optional<WriterLock> none =
          cache()
              .lock(
                  () -> {
                    waits.countDown();
                    return false;
                  });
      assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
      assertThat(none).isEmpty();
      interrupting.join();
    }
    cache().lock(() -> false).orElseThrow().close();
  }

  @Test
  void givenMoreEntriesThanTheFileHolds_whenWritten_thenTheNewestStay() throws IOException {
    Map<TuningCache.Key, KernelCosts.Choice> many = new LinkedHashMap<>();
    for (int images = 1; images <= 2_500; images++) {
      many.put(
          new TuningCache.Key(KEY.shape(), images),
          new KernelCosts.Choice(WinogradTiles.all(WinogradTile.FOUR), images));
    }
    Map<TuningCache.Compared, Comparison> steps = new LinkedHashMap<>();
    for (int images = 1; images <= 2_500; images++) {
      steps.put(
          compared(images), new Comparison(new Workload.Times(images, 1), WinogradUse.NEVER, 1));
    }
    cache().write(new TuningCache.Content(many, steps));
    assertThat(cache().read().choices().keySet())
        .hasSize(2_000)
        .contains(new TuningCache.Key(KEY.shape(), 2_500))
        .doesNotContain(new TuningCache.Key(KEY.shape(), 500));
    assertThat(cache().read().comparisons().keySet())
        .hasSize(2_000)
        .contains(compared(2_500))
        .doesNotContain(compared(500));
  }

  private static TuningCache.Compared compared(int images) {
    return new TuningCache.Compared(
        new Workload.Id(STEP.work().kind(), STEP.work().networks(), images), STEP.convolutions());
  }

  @Test
  void givenComparisonsOfWholeSteps_whenWritten_thenTheFileHasTheTimesAndTheChoice()
      throws IOException {
    String all = STEP.convolutions() + "; 5x5/2 8x8x128 4x4x256: winograd4 winograd4 winograd4";
    WinogradUse some = WinogradUse.parse(STEP.convolutions());
    Map<TuningCache.Compared, Comparison> comparisons = new LinkedHashMap<>();
    comparisons.put(compared(16), SLOWER);
    comparisons.put(compared(8), new Comparison(new Workload.Times(20e6, 30e6), some, 20e6));
    comparisons.put(
        new TuningCache.Compared(STEP.work(), all),
        new Comparison(new Workload.Times(40e6, 30e6), some, 28.5e6));
    TuningCache.Content content = new TuningCache.Content(ENTRIES, comparisons);
    cache().write(content);
    assertThat(cache().read()).isEqualTo(content);
    assertThat(cache().read().comparisons()).containsExactlyEntriesOf(comparisons);
    assertThat(Files.readString(cache().file()))
        .contains(
            "\"work\": \"simultaneous step\"",
            "\"networks\": \"32x32x3 0123456789ab\"",
            "\"convolutions\": \"5x5/2 16x16x64 8x8x128: winograd4 winograd2 direct\"",
            "\"measuredNanoseconds\": 6.65E7",
            "\"fixedNanoseconds\": 5.125E7",
            "\"chosen\": \"\"",
            "\"chosen\": \"" + STEP.convolutions() + "\"",
            "\"chosenNanoseconds\": 2.85E7");
  }

  @Test
  void givenEntries_whenNewerOnesAreAdded_thenTheyReplaceThoseOfTheSameKeys() {
    TuningCache.Content newer =
        new TuningCache.Content(
            Map.of(KEY, new KernelCosts.Choice(WinogradTiles.NONE, 0)),
            Map.of(compared(16), SLOWER));
    TuningCache.Content all = CONTENT.and(newer);
    assertThat(all.choices()).isEqualTo(newer.choices());
    assertThat(all.comparisons())
        .containsOnlyKeys(STEP, compared(16))
        .containsAllEntriesOf(CONTENT.comparisons());
    assertThat(CONTENT.and(TuningCache.Content.NONE)).isEqualTo(CONTENT);
  }

  /** What a file has, with the right checksum. */
  private void write(int version, JsonMap last) throws IOException {
    byte[] bytes =
        ManifestFormat.sealed("dcgan-convolutions", version, "a file", "delete it")
            .encode(
                new JsonMap()
                    .put("processor", MACHINE.processor())
                    .put("library", MACHINE.library())
                    .put("engine", MACHINE.engine())
                    .put("threads", MACHINE.threads())
                    .put(
                        "choices",
                        List.of(
                            new JsonMap()
                                .put("images", KEY.images())
                                .put("convolution", STEP.convolutions())
                                .put("savedNanoseconds", 1.5e6)))
                    .putAll(last));
    Files.createDirectories(cache().file().getParent());
    Files.write(cache().file(), bytes);
  }

  @Test
  void givenAFileOfTheFirstVersion_whenRead_thenItsKernelsAreKnownAndNoStepIs() throws IOException {
    write(1, new JsonMap());
    assertThat(cache().read()).isEqualTo(choices(ENTRIES));
  }

  private static JsonMap comparison(String convolutions, double fixed) {
    return new JsonMap()
        .put("work", STEP.work().kind())
        .put("networks", STEP.work().networks())
        .put("images", STEP.work().images())
        .put("convolutions", convolutions)
        .put("measuredNanoseconds", 66.5e6)
        .put("fixedNanoseconds", fixed);
  }

  /** A comparison after which some kernels were chosen. */
  private static JsonMap comparisons(String convolutions, double fixed, String chosen) {
    return comparisons(
        comparison(convolutions, fixed).put("chosen", chosen).put("chosenNanoseconds", 51.25e6));
  }

  private static JsonMap comparisons(JsonMap one) {
    return new JsonMap().put("comparisons", List.of(one));
  }

  /** Before, only whole sets were compared, so that they are compared again, with subsets. */
  @Test
  void givenAFileOfTheSecondVersion_whenRead_thenItsKernelsAreKnownAndNoStepIs()
      throws IOException {
    write(2, comparisons(comparison(STEP.convolutions(), 51.25e6)));
    assertThat(cache().read()).isEqualTo(choices(ENTRIES));
  }

  @Test
  void givenComparisonsThatNobodyWrites_whenRead_thenTheFileCountsAsEmpty() throws IOException {
    write(3, comparisons(STEP.convolutions(), 51.25e6, ""));
    assertThat(cache().read()).isEqualTo(CONTENT);
    String direct = "5x5/2 16x16x64 8x8x128: direct direct direct";
    String otherTiles = "5x5/2 16x16x64 8x8x128: winograd4 winograd2 winograd2";
    String otherKernel = "5x5/2 8x8x128 4x4x256: winograd4 winograd2 direct";
    for (JsonMap refused :
        List.of(
            comparisons(comparison(STEP.convolutions(), 51.25e6)),
            comparisons(STEP.convolutions(), -1, ""),
            comparisons(direct, 51.25e6, ""),
            comparisons("nothing", 51.25e6, ""),
            comparisons(STEP.convolutions(), 51.25e6, "nothing"),
            comparisons(STEP.convolutions(), 51.25e6, direct),
            comparisons(STEP.convolutions(), 51.25e6, otherTiles),
            comparisons(STEP.convolutions(), 51.25e6, otherKernel))) {
      write(3, refused);
      assertThat(cache().read()).isEqualTo(TuningCache.Content.NONE);
    }
  }

  @Test
  void givenPropertiesAndEnvironment_whenTheFolderIsChosen_thenTheMostSpecificOneIsTaken() {
    Path home = folder.toAbsolutePath();
    Map<String, String> properties =
        Map.of("user.home", home.toString(), CacheFolder.PROPERTY, home.resolve("own").toString());
    Map<String, String> desktop = Map.of("XDG_CACHE_HOME", home.resolve("xdg").toString());
    Map<String, String> onlyHome = Map.of("user.home", home.toString());
    assertThat(CacheFolder.find(properties::get, desktop)).contains(home.resolve("own"));
    assertThat(CacheFolder.find(onlyHome::get, desktop)).contains(home.resolve("xdg/dcgan"));
    assertThat(CacheFolder.find(onlyHome::get, Map.of())).contains(home.resolve(".cache/dcgan"));
    assertThat(CacheFolder.find(onlyHome::get, Map.of("XDG_CACHE_HOME", "relative")))
        .contains(home.resolve(".cache/dcgan"));
    assertThat(CacheFolder.find(Map.of("user.home", "?")::get, Map.of()))
        .isEqualTo(Optional.empty());
  }
}
