package org.dcgan.datasets.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.ChildJvm;
import org.dcgan.testing.TestImages;
import org.dcgan.testing.TestTags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackResumeTest {
  private static final int SIZE = 22;

  @TempDir Path folder;
  private Path file;
  private Path part;
  private Path journal;

  @BeforeEach
  void name() {
    file = folder.resolve("a.pack");
    part = folder.resolve("a.pack.part");
    journal = folder.resolve("a.pack.journal");
  }

  @Test
  void givenAFailureAnywhere_whenPackedAgain_thenItIsResumedAndTheFileIsEqual() throws IOException {
    Path whole = folder.resolve("whole.pack");
    write(source(), whole);
    for (int failAfter = 0; failAfter < SIZE; failAfter++) {
      TestImages failing = source().withFailureAfter(failAfter);
      assertThatThrownBy(() -> write(failing, file)).hasMessage("the disk is gone");
      assertThat(file).doesNotExist();

      TestImages again = source();
      PackReport report = write(again, file);
      // Two chunks of four may be under way.
      assertThat(report.continued()).isBetween(failAfter - 8, failAfter);
      assertThat(again.reads()).isEqualTo(SIZE - report.continued());
      assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
      assertThat(journal).doesNotExist();
      Files.delete(file);
    }
  }

  @Test
  void givenTruncatedFiles_whenPackedAgain_thenOnlyCompleteChunksAreKept() throws IOException {
    Path whole = folder.resolve("whole.pack");
    write(source(), whole);
    interrupt(17);
    byte[] journalBytes = Files.readAllBytes(journal);
    Path keptPart = Files.copy(part, folder.resolve("kept"));
    long partBytes = Files.size(part);
    Random random = new Random(5);
    for (int i = 0; i < 25; i++) {
      Files.copy(keptPart, part, StandardCopyOption.REPLACE_EXISTING);
      Files.write(journal, Arrays.copyOf(journalBytes, random.nextInt(journalBytes.length)));
      if (i % 2 == 0) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          channel.truncate((long) (random.nextDouble() * partBytes));
        }
      }
      write(source(), file);
      assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
      Files.delete(file);
    }
  }

  @Test
  @Tag(TestTags.KILL)
  void givenAKilledProcess_whenPackedAgain_thenTheFileIsEqual() throws Exception {
    Path whole = folder.resolve("whole.pack");
    write(source(), whole);
    Random random = new Random(7);
    int kills = 0;
    for (int run = 0; run < 40 && !Files.exists(file); run++) {
      Process process =
          ChildJvm.of(PackResumeTest.class, file)
              .options("-Xmx128m")
              .start(folder.resolve("child.log"));
      // Long enough to get somewhere, so that there is an end to it.
      long before = Files.exists(journal) ? Files.size(journal) : 0;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (process.isAlive()
          && System.nanoTime() < deadline
          && (!Files.exists(journal) || Files.size(journal) <= before)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
      if (process.isAlive()) {
        kills++;
        process.destroyForcibly();
      }
      process.waitFor();
    }
    assertThat(kills).as(Files.readString(folder.resolve("child.log"))).isGreaterThanOrEqualTo(2);
    write(source(), file);
    assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
    assertThat(journal).doesNotExist();
  }

  /** What is killed above. */
  public static void main(String... arguments) throws IOException {
    TestImages source = source().withDelay(Duration.ofMillis(20));
    write(source, Path.of(arguments[0]));
  }

  @Test
  void givenAnotherSourceOrPreprocessing_whenResumed_thenRefusedUnlessReplacing()
      throws IOException {
    interrupt(9);
    for (ImageSource other :
        new ImageSource[] {
          PackSources.of("others", PackSources.LARGE, SIZE, 2, 13),
          PackSources.of("patterns", PackSources.LARGE, SIZE + 1, 2, 13),
          Dataset.of(source()).cropped(1000)
        }) {
      assertThatThrownBy(() -> write(other, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("belongs to another job")
          .hasMessageContaining("source patterns")
          .hasMessageContaining("source " + other.description())
          .hasMessageContaining("replace");
    }
    TestImages other = PackSources.of("others", PackSources.LARGE, SIZE);
    ImagePack.write(other, file, PackOptions.defaults().withReplace(true), ProgressListener.none());
    try (ImagePack pack = ImagePack.open(file)) {
      assertThat(pack.sourceDescription()).isEqualTo("others");
      pack.verify(ProgressListener.none());
    }
  }

  @Test
  void givenAFinishedPack_whenPackedAgain_thenKeptIfOfTheSameSourceElseRefused()
      throws IOException {
    write(source(), file);
    TestImages again = source();
    PackReport report = write(again, file);
    assertThat(again.reads()).isZero();
    assertThat(report.continued()).isEqualTo(SIZE);
    assertThat(report.skipped()).isEqualTo(2);
    assertThat(report.firstSkipped()).hasSize(2);
    assertThatThrownBy(() -> write(PackSources.of("others", PackSources.LARGE, SIZE), file))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("of patterns")
        .hasMessageContaining("to pack others");
  }

  @Test
  void givenAPackBeingWritten_whenWrittenConcurrently_thenRefused() throws IOException {
    try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> write(source(), file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is being written by another process");
    }
    write(source(), file);
  }

  @Test
  void givenAnInterruptedThread_whenPacking_thenItStopsAndCanBeResumed() throws Exception {
    TestImages slow = source().withDelay(Duration.ofMillis(50));
    Thread thread = Thread.currentThread();
    Thread other =
        new Thread(
            () -> {
              while (slow.reads() < 9) {
                Thread.onSpinWait();
              }
              thread.interrupt();
            });
    other.start();
    assertThatThrownBy(() -> write(slow, file)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    other.join();
    assertThat(write(source(), file).continued()).isPositive();
  }

  private void interrupt(int after) {
    TestImages failing = source().withFailureAfter(after);
    assertThatThrownBy(() -> write(failing, file)).hasMessage("the disk is gone");
  }

  private static TestImages source() {
    return PackSources.of("patterns", PackSources.LARGE, SIZE, 2, 13);
  }

  private static PackReport write(ImageSource source, Path file) throws IOException {
    return ImagePack.write(
        source, file, PackOptions.defaults().withThreads(2), ProgressListener.none());
  }
}
