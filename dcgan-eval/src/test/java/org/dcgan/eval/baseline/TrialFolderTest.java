package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        SearchSpace.DEFAULT.draw(1, number),
        Trial.Outcome.COMPLETED,
        10,
        5,
        error,
        Double.NaN,
        1);
  }

  @Test
  void givenATrialThatIsBeingRun_whenAnotherProcessLooks_thenItGoesPast() throws Exception {
    try (TrialFolder.Claim claim = open().claim(3).orElseThrow()) {
      assertThat(claim.trial()).isEqualTo(3);
      assertThat(open().claim(3)).isEmpty();
      assertThat(open().claim(4)).isPresent();
    }
  }

  @Test
  void givenATrialThatWasGivenUp_whenAnotherProcessLooks_thenItIsItsOwn() throws Exception {
    open().claim(0).orElseThrow().close();
    assertThat(open().claim(0)).isPresent();
  }

  @Test
  void givenAFinishedTrial_whenAnotherProcessLooks_thenItGoesPastAndReadsTheResult()
      throws Exception {
    try (TrialFolder.Claim claim = open().claim(0).orElseThrow()) {
      claim.finish(trial(0, 0.25));
    }
    assertThat(open().claim(0)).isEmpty();
    assertThat(open().finished(5)).containsExactly(trial(0, 0.25));
  }

  @Test
  void givenAnOwnerThatFellSilent_whenTheTimeIsUp_thenOneOtherTakesOverAndTheOldOneIsTold()
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
  void givenADamagedResult_whenRead_thenTheMessageSaysWhatToDo() throws Exception {
    open().claim(0).orElseThrow().finish(trial(0, 0.5));
    Files.writeString(folder.resolve("trial-0000.json"), "{\"number\": ");
    assertThatThrownBy(() -> open().finished(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("trial-0000.json is damaged")
        .hasMessageContaining("delete it to have the trial run again");
  }
}
