package org.dcgan.tensorflow.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.KernelShape;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;
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

  @TempDir private Path folder;

  private TuningCache cache() {
    return TuningCache.in(folder.resolve("new").resolve("dcgan"), MACHINE);
  }

  @Test
  void givenWrittenEntries_whenRead_thenTheyAreTheSameAndOfThisMachineOnly() throws IOException {
    Map<TuningCache.Key, KernelCosts.Choice> entries = new LinkedHashMap<>(ENTRIES);
    entries.put(
        new TuningCache.Key(new KernelShape(3, 1, 32, 3, 64), 16),
        new KernelCosts.Choice(WinogradTiles.NONE, 0));
    cache().write(entries);
    assertThat(cache().read()).containsExactlyEntriesOf(entries);

    TuningCache.Machine threads = new TuningCache.Machine("a processor", "1.0", "TensorFlow 2", 4);
    assertThat(TuningCache.in(cache().file().getParent(), threads).read()).isEmpty();
    // Even where the name of the file is the same.
    assertThat(new TuningCache(cache().file(), threads).read()).isEmpty();
  }

  @Test
  void givenEntriesOfStepsAndOfInference_whenWritten_thenThoseOfStepsHaveTheFormOfBefore()
      throws IOException {
    cache().write(ENTRIES);
    assertThat(Files.readString(cache().file())).doesNotContain("inference");

    Map<TuningCache.Key, KernelCosts.Choice> entries = new LinkedHashMap<>(ENTRIES);
    for (ForwardOperation operation : ForwardOperation.values()) {
      entries.put(
          new TuningCache.Key(KEY.shape(), KEY.images(), operation),
          new KernelCosts.Choice(operation.tiles(WinogradTile.TWO), 2));
    }
    cache().write(entries);
    assertThat(cache().read()).containsExactlyEntriesOf(entries);
    assertThat(Files.readString(cache().file()))
        .contains("\"inference\": \"convolution\"", "\"inference\": \"transposedConvolution\"");
  }

  @Test
  void givenNoFileOrADamagedOne_whenRead_thenThereAreNoEntriesAndItCanBeReplaced()
      throws IOException {
    assertThat(cache().read()).isEmpty();
    cache().write(ENTRIES);
    String intact = Files.readString(cache().file());
    for (String damaged :
        new String[] {
          "",
          "{}",
          "no JSON",
          intact.substring(0, intact.length() / 2),
          intact.replace("winograd4", "winograd9"),
          intact.replace("\"formatVersion\": 1", "\"formatVersion\": 2")
        }) {
      assertThat(damaged).isNotEqualTo(intact);
      Files.writeString(cache().file(), damaged, UTF_8);
      assertThat(cache().read()).as(damaged).isEmpty();
    }
    cache().write(ENTRIES);
    assertThat(cache().read()).isEqualTo(ENTRIES);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no pipes with names in folders")
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void givenAPipeInPlaceOfTheFile_whenRead_thenNobodyWaitsForItsContent() throws Exception {
    Path file = cache().file();
    Files.createDirectories(file.getParent());
    assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0);
    assertThat(cache().read()).isEmpty();
    cache().write(ENTRIES);
    assertThat(cache().read()).isEqualTo(ENTRIES);
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
    cache().write(many);
    assertThat(cache().read().keySet())
        .hasSize(2_000)
        .contains(new TuningCache.Key(KEY.shape(), 2_500))
        .doesNotContain(new TuningCache.Key(KEY.shape(), 500));
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
