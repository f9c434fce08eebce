package org.dcgan.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PositionalFileTest {
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] content = new byte[300_000];
  private Path file;

  @BeforeEach
  void write() throws IOException {
    SeededRandom random = SeededRandom.of(1);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) random.nextInt(256);
    }
    file = Files.write(folder.resolve("a.bin"), content);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void givenFile_whenReadAtAnyPosition_thenBytesAreCorrect() throws IOException {
    try (PositionalFile open = PositionalFile.open(file)) {
      assertThat(open.size()).isEqualTo(300_000);
      for (int[] range : new int[][] {{0, 300_000}, {1, 7}, {299_999, 1}, {300_000, 0}, {17, 0}}) {
        byte[] read = new byte[range[1]];
        open.read(range[0], read);
        assertThat(read).isEqualTo(Arrays.copyOfRange(content, range[0], range[0] + range[1]));
      }
      ByteBuffer direct = ByteBuffer.allocateDirect(100).position(10).limit(60);
      open.read(1_000, direct);
      assertThat(direct.position()).isEqualTo(60);
      for (int i = 0; i < 50; i++) {
        assertThat(direct.get(10 + i)).isEqualTo(content[1_000 + i]);
      }
    }
  }

  @Test
  void givenPositionOutsideTheFile_whenRead_thenThrows() throws IOException {
    try (PositionalFile open = PositionalFile.open(file)) {
      for (long position : new long[] {-1, 299_999, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> open.read(position, new byte[2]))
            .isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("2 bytes at " + position + " of a file of 300000");
      }
    }
  }

  @Test
  void givenMissingFile_whenOpened_thenExceptionNamesIt() {
    assertThatThrownBy(() -> PositionalFile.open(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> PositionalFile.open(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("path");
  }

  @Test
  void givenTruncatedFile_whenReadBeyondItsEnd_thenFileAndBothSizesAreReported()
      throws IOException {
    try (PositionalFile open = PositionalFile.open(file)) {
      open.checkSize();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(100_000);
      }
      for (long position : new long[] {99_990, 100_000, 299_900}) {
        assertThatThrownBy(() -> open.read(position, new byte[100]))
            .isInstanceOf(TruncatedFileException.class)
            .hasMessageContaining("a.bin")
            .hasMessageContaining("expected 300000 bytes")
            .hasMessageContaining("found 100000");
      }
      assertThatThrownBy(open::checkSize).isInstanceOf(TruncatedFileException.class);
      open.read(99_900, new byte[100]);
    }
  }

  @Test
  void givenInterruptedThreads_whenTheyRead_thenReadsSucceedAndThreadsStayInterrupted()
      throws Exception {
    try (PositionalFile open = PositionalFile.open(file)) {
      AtomicBoolean stop = new AtomicBoolean();
      List<Thread> readers = new ArrayList<>();
      List<Future<Integer>> results = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        results.add(
            threads.submit(
                () -> {
                  synchronized (readers) {
                    readers.add(Thread.currentThread());
                  }
                  int reads = 0;
                  byte[] read = new byte[5_000];
                  while (!stop.get() || !Thread.currentThread().isInterrupted()) {
                    open.read(reads % 290_000, read);
                    assertThat(read[77]).isEqualTo(content[reads % 290_000 + 77]);
                    reads++;
                  }
                  return reads;
                }));
      }
      for (int i = 0; i < 200; i++) {
        Thread.sleep(1);
        synchronized (readers) {
          readers.forEach(Thread::interrupt);
        }
      }
      stop.set(true);
      for (Future<Integer> result : results) {
        assertThat(result.get()).isGreaterThan(100);
      }
      open.read(0, new byte[10]);
    }
  }

  @Test
  void givenReadsInProgress_whenClosed_thenTheyCompleteOrThrowIllegalState() throws Exception {
    for (int round = 0; round < 50; round++) {
      PositionalFile open = PositionalFile.open(file);
      List<Future<Integer>> results = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        results.add(
            threads.submit(
                () -> {
                  byte[] read = new byte[100_000];
                  for (int reads = 0; ; reads++) {
                    try {
                      open.read(1_000, read);
                    } catch (IllegalStateException e) {
                      assertThat(e).hasMessageContaining("closed").hasMessageContaining("a.bin");
                      return reads;
                    }
                    assertThat(read[99_999]).isEqualTo(content[100_999]);
                  }
                }));
      }
      Thread.sleep(1);
      open.close();
      open.close();
      for (Future<Integer> result : results) {
        result.get();
      }
      assertThatThrownBy(open::checkSize).isInstanceOf(IllegalStateException.class);
    }
  }
}
