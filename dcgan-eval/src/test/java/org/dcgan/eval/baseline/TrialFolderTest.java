package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dcgan.ModelFormatException;
import org.dcgan.testing.SealedManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialFolderTest {
  @TempDir private Path folder;
  private volatile Instant now = Instant.parse("2020-01-01T00:00:00Z");

  private TrialFolder open() throws IOException {
    return new TrialFolder(folder, Duration.ofMinutes(10), () -> now);
  }

  private static Trial trial(int number, double error) {
    return new Trial(
        number,
        SearchSpace.DEFAULT.sample(1, number),
        Trial.Outcome.COMPLETED,
        10,
        5,
        error,
        Double.NaN,
        1);
  }

  @Test
  void givenARunningTrial_whenAnotherProcessLooks_thenItSkipsTheTrial() throws Exception {
    try (TrialFolder.Claim claim = open().claim(3).orElseThrow()) {
      assertThat(claim.trial()).isEqualTo(3);
      assertThat(open().claim(3)).isEmpty();
      assertThat(open().claim(4)).isPresent();
    }
  }

  @Test
  void givenAnAbandonedTrial_whenAnotherProcessLooks_thenItClaimsTheTrial() throws Exception {
    open().claim(0).orElseThrow().close();
    assertThat(open().claim(0)).isPresent();
  }

  @Test
  void givenAFinishedTrial_whenAnotherProcessLooks_thenItReadsTheResult() throws Exception {
    try (TrialFolder.Claim claim = open().claim(0).orElseThrow()) {
      claim.finish(trial(0, 0.25));
    }
    assertThat(open().claim(0)).isEmpty();
    assertThat(open().finished(5)).containsExactly(trial(0, 0.25));
  }

  @Test
  void
      givenAnOwnerThatDoesNotRenew_whenTheTimeoutPasses_thenOneOtherTakesOverAndTheOldOneLearnsOfIt()
          throws Exception {
    TrialFolder.Claim old = open().claim(0).orElseThrow();
    now = now.plus(Duration.ofMinutes(9));
    assertThat(open().claim(0)).isEmpty();
    assertThat(old.renew()).isTrue();
    now = now.plus(Duration.ofMinutes(9));
    assertThat(open().claim(0)).as("renewed 9 minutes ago").isEmpty();
    now = now.plus(Duration.ofMinutes(2));
    TrialFolder.Claim taker = open().claim(0).orElseThrow();
    assertThat(open().claim(0)).as("taken over just now").isEmpty();
    assertThat(old.renew()).isFalse();
    assertThat(taker.renew()).isTrue();

    old.close();
    assertThat(taker.renew()).as("after the old owner went").isTrue();
    assertThat(open().claim(0)).isEmpty();
    now = now.plus(Duration.ofMinutes(11));
    assertThat(open().claim(0)).as("the taker fell silent too").isPresent();
  }

  @Test
  void givenManyProcesses_whenAllWantTheSameTrials_thenEachTrialHasOneOwner() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 2; round++) {
        List<Callable<Integer>> races = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          TrialFolder own = open();
          races.add(
              () -> {
                int won = 0;
                for (int trial = 0; trial < 20; trial++) {
                  Optional<TrialFolder.Claim> claim = own.claim(trial);
                  won += claim.isPresent() ? 1 : 0;
                }
                return won;
              });
        }
        int won = 0;
        for (Future<Integer> race : threads.invokeAll(races)) {
          won += race.get();
        }
        assertThat(won).isEqualTo(20);
        // The second time all claims are stale.
        now = now.plus(Duration.ofHours(1));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void givenTrialsOfOtherSettings_whenAgreeing_thenBothAreShown() throws Exception {
    open().agreeOn("{\"epochs\": 5}");
    open().agreeOn("{\"epochs\": 5}");
    assertThatThrownBy(() -> open().agreeOn("{\"epochs\": 6}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has trials of another search")
        .hasMessageContaining("\"epochs\": 5")
        .hasMessageContaining("\"epochs\": 6");
  }

  @Test
  void givenDamagedSettings_whenAgreeing_thenTheFileIsNamedAndNotAnotherSearch() throws Exception {
    String settings = SealedManifest.seal("{\n  \"trainingData\": \"faces\",\n  \"epochs\": 5\n}");
    open().agreeOn(settings);
    Path file = folder.resolve("search.json");
    byte[] flipped = settings.getBytes(StandardCharsets.UTF_8);
    flipped[24] ^= 1;
    byte[] notUtf8 = settings.getBytes(StandardCharsets.UTF_8);
    notUtf8[24] = (byte) 0xFF;
    for (byte[] damaged : List.of(flipped, notUtf8, new byte[9 << 20])) {
      Files.write(file, damaged);
      assertThatThrownBy(() -> open().agreeOn(settings))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("search.json is damaged")
          .hasMessageContaining("restore it, or delete it");
      assertThat(file).hasBinaryContent(damaged);
    }
  }

  @Test
  void givenSettingsOfAnotherProgram_whenAgreeing_thenTheMessageIsShortAndEscaped()
      throws Exception {
    Files.writeString(
        folder.resolve("search.json"),
        "same\nevil \u001b[31m" + "x".repeat(100_000) + "\nmore".repeat(10_000));
    assertThatThrownBy(() -> open().agreeOn("same\n{\"epochs\": 5}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("In line 2 of search.json it has evil \\u001b[31mxxx")
        .hasMessageContaining("requested is {\"epochs\": 5}")
        .extracting(e -> e.getMessage().length())
        .matches(length -> length < 1_000);
  }

  @Test
  void givenADamagedResult_whenRead_thenTheMessageSaysWhatToDo() throws Exception {
    open().claim(0).orElseThrow().finish(trial(0, 0.5));
    Files.writeString(folder.resolve("trial-0000.json"), "{\"number\": ");
    assertThatThrownBy(() -> open().finished(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("trial-0000.json is damaged")
        .hasMessageContaining("delete it to have the trial run again");
  }

  @Test
  void givenAnOwnerOfThisMachineThatWasKilled_whenAnotherProcessLooks_thenItTakesOverAtOnce()
      throws Exception {
    Process ended = new ProcessBuilder(java(), "-version").redirectErrorStream(true).start();
    Instant started = ended.info().startInstant().orElse(Instant.now());
    ended.inputReader().lines().forEach(line -> {});
    ended.waitFor();
    TrialFolder.Claim claim = open().claim(0).orElseThrow();
    assertThat(open().claim(0)).as("its process lives").isEmpty();
    Path file = folder.resolve("trial-0000.claim-1");
    ClaimOwner here = ClaimOwner.current();

    Files.writeString(file, new ClaimOwner(here.host(), ended.pid(), started).text());
    Files.setLastModifiedTime(file, FileTime.from(now));
    assertThat(open().claim(0)).isPresent();
    assertThat(claim.renew()).isFalse();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  void givenAProcessIdThatWasReused_whenAnotherProcessLooks_thenItTakesOverAtOnce()
      throws Exception {
    open().claim(0).orElseThrow();
    Path file = folder.resolve("trial-0000.claim-1");
    ClaimOwner here = ClaimOwner.current();

    Files.writeString(
        file, new ClaimOwner(here.host(), here.pid(), here.started().minusSeconds(3600)).text());
    Files.setLastModifiedTime(file, FileTime.from(now));

    assertThat(open().claim(0)).isPresent();
  }

  @Test
  void givenAnOwnerOnAnotherOrUnknownMachine_whenAnotherProcessLooks_thenItWaitsForTheTimeout()
      throws Exception {
    open().claim(0).orElseThrow();
    Path file = folder.resolve("trial-0000.claim-1");
    ClaimOwner here = ClaimOwner.current();
    for (String text :
        List.of(
            new ClaimOwner("elsewhere", Long.MAX_VALUE, here.started()).text(),
            "",
            "process 1, 2020-01-01T00:00:00Z\n",
            "host " + here.host() + "\nprocess x\nstarted never\n")) {
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, FileTime.from(now));
      assertThat(open().claim(0)).as(text).isEmpty();
    }
    now = now.plus(Duration.ofMinutes(11));
    assertThat(open().claim(0)).isPresent();
  }

  @Test
  void givenAnOwnerWhoseClockIsAhead_whenItDoesNotRenew_thenItsTrialIsTakenOver() throws Exception {
    open().claim(0).orElseThrow();
    Path file = folder.resolve("trial-0000.claim-1");
    Files.setLastModifiedTime(file, FileTime.from(now.plus(Duration.ofMinutes(9))));
    TrialFolder watching = open();

    assertThat(watching.claim(0)).as("it may live").isEmpty();
    now = now.plus(Duration.ofMinutes(11));
    assertThat(watching.claim(0)).as("not changed for 11 minutes").isPresent();

    Files.setLastModifiedTime(
        folder.resolve("trial-0000.claim-2"), FileTime.from(now.plus(Duration.ofDays(2))));
    assertThat(open().claim(0)).as("from the day after tomorrow").isPresent();
  }

  @Test
  void givenNoClock_whenClaimedAndRenewed_thenTimeIsThatOfTheFileSystem() throws Exception {
    TrialFolder trials = new TrialFolder(folder, Duration.ofMinutes(10));
    TrialFolder.Claim claim = trials.claim(0).orElseThrow();
    Path file = folder.resolve("trial-0000.claim-1");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

    assertThat(claim.renew()).isTrue();

    assertThat(Files.getLastModifiedTime(file).toInstant())
        .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(new TrialFolder(folder, Duration.ofMinutes(10)).claim(0)).isEmpty();
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertThat(new TrialFolder(folder, Duration.ofMinutes(10)).claim(0)).isPresent();
  }

  @Test
  void givenAFileSystemWithoutHardLinks_whenAgreeing_thenTheSearchGoesOn() throws Exception {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("search.zip"), Map.of("create", "true"))) {
      TrialFolder trials =
          new TrialFolder(zip.getPath("/search"), Duration.ofMinutes(10), () -> now);
      trials.agreeOn("{\"epochs\": 5}");
      trials.agreeOn("{\"epochs\": 5}");
      assertThatThrownBy(() -> trials.agreeOn("{\"epochs\": 6}"))
          .hasMessageContaining("has trials of another search");
      try (TrialFolder.Claim claim = trials.claim(0).orElseThrow()) {
        assertThat(claim.renew()).isTrue();
      }
    }
  }

  @Test
  void givenSettingsThatAKilledProcessBeganToWrite_whenAgreeing_thenTheyAreReplaced()
      throws Exception {
    open().agreeOn("{\"epochs\": 5}");
    Path file = folder.resolve("search.json");
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, 9));

    open().agreeOn("{\"epochs\": 5}");

    assertThat(file).hasContent(whole);
  }

  @Test
  void givenAClaimThatIsMadeAndRenewed_whenOthersReadIt_thenItAlwaysHasItsOwnerAndTime()
      throws Exception {
    ExecutorService claimer = Executors.newSingleThreadExecutor();
    try {
      Future<?> claims =
          claimer.submit(
              () -> {
                for (int trial = 0; trial < 100; trial++) {
                  open().claim(trial).orElseThrow();
                }
                TrialFolder.Claim last =
                    new TrialFolder(folder, Duration.ofMinutes(10)).claim(100).orElseThrow();
                for (int i = 0; i < 300; i++) {
                  assertThat(last.renew()).isTrue();
                }
                return null;
              });
      int reads = 0;
      for (int trial = 0; trial <= 100 && !claims.isDone(); ) {
        Path claim = folder.resolve(String.format(Locale.ROOT, "trial-%04d.claim-1", trial));
        if (Files.exists(claim)) {
          assertThat(ClaimOwner.of(claim)).contains(ClaimOwner.current());
          if (trial < 100) {
            assertThat(Files.getLastModifiedTime(claim)).isEqualTo(FileTime.from(now));
            trial++;
          }
          reads++;
        }
      }
      claims.get();
      assertThat(reads).isPositive();
    } finally {
      claimer.shutdownNow();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("temporary files").noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void givenLeftoversOfAKilledProcess_whenClaimedADayLater_thenTheyAreDeleted() throws Exception {
    Path left = Files.createFile(folder.resolve("trial-0000.claim-1.0123456789abcdef.part"));
    Path other = Files.createFile(folder.resolve("trial-0000.claim-1.notes.part"));
    for (Path file : List.of(left, other)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }

    new TrialFolder(folder, Duration.ofMinutes(10)).claim(0).orElseThrow();

    assertThat(left).doesNotExist();
    assertThat(other).exists();
  }
}
