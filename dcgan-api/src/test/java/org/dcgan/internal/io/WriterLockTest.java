package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks admit one writer at a time, in this process and in others. */
class WriterLockTest {
  @TempDir private Path folder;

  /** Another process, which holds a lock until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (WriterLock lock = WriterLock.acquire(Path.of(arguments[0]), Duration.ofSeconds(5))) {
        lock.note("what it was about to write");
        System.out.println("holding");
        System.in.read();
      }
    }
  }

  private static Process holder(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output = process.inputReader();
    assertThat(output.readLine()).isEqualTo("holding");
    return process;
  }

  @Test
  void givenLockHeldByThread_whenAnotherAcquiresIt_thenItWaitsAndFails() throws Exception {
    Path file = folder.resolve("lock");
    WriterLock lock = WriterLock.acquire(file, Duration.ZERO);

    assertThat(WriterLock.tryAcquire(file)).isEmpty();
    assertThat(WriterLock.tryAcquire(folder.resolve("../" + folder.getFileName() + "/lock")))
        .as("by another path")
        .isEmpty();
    assertThatThrownBy(() -> WriterLock.acquire(file, Duration.ofMillis(30)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("another process or thread has been writing here")
        .hasMessageContaining("wait for it or end it");

    lock.close();
    lock.close();
    assertThat(file).doesNotExist();
    WriterLock.acquire(file, Duration.ZERO).close();
  }

  @Test
  void givenProcessWithLock_whenKilled_thenLockIsReleasedAndNoteRemains() throws Exception {
    Path file = folder.resolve("lock");
    Process process = holder(file);
    try {
      assertThat(WriterLock.tryAcquire(file)).isEmpty();
      assertThatThrownBy(() -> WriterLock.acquire(file, Duration.ofMillis(30)))
          .isInstanceOf(FileSystemException.class);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    try (WriterLock lock = WriterLock.acquire(file, Duration.ofSeconds(5))) {
      assertThat(lock.left()).isEqualTo("what it was about to write");
      assertThat(lock.problem()).isEmpty();
    }
    try (WriterLock lock = WriterLock.acquire(file, Duration.ZERO)) {
      assertThat(lock.left()).isEmpty();
    }
  }

  /** Closing a second handle of a file gives up the process's lock on it. */
  @Test
  void givenFailedAttemptOfAThread_whenAnotherProcessTries_thenLockIsStillHeld() throws Exception {
    Path file = folder.resolve("lock");
    try (WriterLock lock = WriterLock.tryAcquire(file).orElseThrow()) {
      assertThat(lock.problem()).isEmpty();
      assertThat(WriterLock.tryAcquire(file)).isEmpty();

      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Asker.class.getName(),
                  file.toString())
              .start();
      assertThat(process.inputReader().readLine()).isEqualTo("held");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Another process, which looks whether a lock is held. */
  static final class Asker {
    public static void main(String[] arguments) throws Exception {
      Optional<WriterLock> lock = WriterLock.tryAcquire(Path.of(arguments[0]));
      System.out.println(lock.isEmpty() ? "held" : "free");
    }
  }

  @Test
  void givenInterruptedThread_whenItWaits_thenThrowsAndOtherwiseAcquires() throws Exception {
    Path file = folder.resolve("lock");
    Thread.currentThread().interrupt();
    WriterLock lock = WriterLock.acquire(file, Duration.ZERO);
    assertThat(Thread.interrupted()).as("the flag stays").isTrue();

    Thread waiting = Thread.currentThread();
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(50);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              waiting.interrupt();
            });
    other.start();
    assertThatThrownBy(() -> WriterLock.acquire(file, Duration.ofSeconds(20)))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    other.join();
    lock.close();
  }

  @Test
  void givenLinkAtThePath_whenLocked_thenThrowsAndTargetIsUnchanged() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "mine");
    Path file = Files.createSymbolicLink(folder.resolve("lock"), precious);

    assertThatThrownBy(() -> WriterLock.acquire(file, Duration.ZERO))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("expected a lock file, found a link");

    assertThat(precious).hasContent("mine");
    assertThat(Files.isSymbolicLink(file)).isTrue();
  }
}
