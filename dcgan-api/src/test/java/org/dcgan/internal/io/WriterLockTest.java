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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    Process process = JavaProcess.start(Holder.class, file);
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

      Process process = JavaProcess.start(Asker.class, file);
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

  /** The patience of an hour would end the test by its timeout. */
  @Test
  @Timeout(60)
  void givenLockHeldByProcess_whenTheWaitIsStopped_thenItIsEmptyAndNothingStaysOpen()
      throws Exception {
    Path file = folder.resolve("lock");
    Process process = holder(file);
    try {
      AtomicInteger asked = new AtomicInteger();
      assertThat(WriterLock.acquire(file, Duration.ofHours(1), () -> asked.incrementAndGet() == 3))
          .isEmpty();
      assertThat(asked).hasValue(3);
      assertThat(handles(file)).isZero();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    WriterLock.acquire(file, Duration.ofSeconds(5)).close();
  }

  @Test
  @Timeout(60)
  void givenLockHeldByThread_whenTheWaitIsStopped_thenItIsEmptyAndTheHolderKeepsIt()
      throws Exception {
    Path file = folder.resolve("lock");
    try (WriterLock lock = WriterLock.acquire(file, Duration.ZERO)) {
      assertThat(lock.problem()).isEmpty();
      AtomicInteger asked = new AtomicInteger();
      assertThat(WriterLock.acquire(file, Duration.ofHours(1), () -> asked.incrementAndGet() == 3))
          .isEmpty();
      assertThat(asked).hasValue(3);
      assertThat(WriterLock.tryAcquire(file)).isEmpty();
    }
    AtomicInteger asked = new AtomicInteger();
    WriterLock.acquire(file, Duration.ZERO, () -> asked.incrementAndGet() > 0)
        .orElseThrow()
        .close();
    assertThat(asked).as("a lock that is free is taken without a question").hasValue(0);
  }

  @Test
  @Timeout(60)
  void givenAStopThatThrows_whenWaiting_thenItIsThrownAndNoLockIsHeldOrOpen() throws Exception {
    Path file = folder.resolve("lock");
    RuntimeException failure = new IllegalStateException("cannot say");
    BooleanSupplier failing =
        () -> {
          throw failure;
        };
    Process process = holder(file);
    try {
      assertThatThrownBy(() -> WriterLock.acquire(file, Duration.ofHours(1), failing))
          .isSameAs(failure);
      assertThat(handles(file)).isZero();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    try (WriterLock lock = WriterLock.acquire(file, Duration.ofSeconds(5))) {
      assertThat(lock.problem()).isEmpty();
      assertThatThrownBy(() -> WriterLock.acquire(file, Duration.ofHours(1), failing))
          .isSameAs(failure);
    }
    WriterLock.acquire(file, Duration.ZERO).close();
  }

  /** A caller that stops when its thread is interrupted sees a flag that was set before. */
  @Test
  @Timeout(60)
  void givenAnInterruptedThread_whenAskedWhetherToStop_thenTheFlagIsSetThenAndAfterwards()
      throws Exception {
    Path file = folder.resolve("lock");
    try (WriterLock lock = WriterLock.acquire(file, Duration.ZERO)) {
      assertThat(lock.problem()).isEmpty();
      Thread.currentThread().interrupt();
      assertThat(
              WriterLock.acquire(
                  file, Duration.ofHours(1), () -> Thread.currentThread().isInterrupted()))
          .isEmpty();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** The number of descriptors that this process has of a file; 0 on systems that do not say. */
  private static long handles(Path file) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    Path real = file.toRealPath();
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.filter(descriptor -> leadsTo(descriptor, real)).count();
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed since it was listed
    }
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
