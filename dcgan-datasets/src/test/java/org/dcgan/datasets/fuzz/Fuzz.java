package org.dcgan.datasets.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.UnreadableImageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds damaged files to a reader. Each must be read, or be refused with a documented exception
 * that names the file, within {@value #MOST_SECONDS} seconds and {@value #MOST_BYTES} bytes of
 * heap.
 *
 * <p>An input that is not is left in target/fuzz; with a test that it belongs to, its place is
 * src/test/resources/fuzz/READER, whose files are tried first every time.
 */
final class Fuzz {
  private static final long MOST_SECONDS = 10;
  private static final long MOST_BYTES = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Fuzz.class);

  private final String reader;
  private final Path folder;
  private final Path file;
  private final Target target;
  private int read;
  private int refused;
  private long mostNanos;
  private long mostBytes;

  /** What reads a file. */
  @FunctionalInterface
  interface Target {
    void read(Path file) throws Exception;
  }

  private Fuzz(String reader, Path folder, String name, Target target) {
    this.reader = reader;
    this.folder = folder;
    this.file = folder.resolve(name);
    this.target = target;
  }

  /**
   * Runs a reader on many files.
   *
   * @param reader what to call it
   * @param folder where to write the files
   * @param name what to call each file
   * @param seeds whole files to start from, which must be read
   * @param inputs number of damaged files
   * @param target the reader
   */
  static void run(
      String reader, Path folder, String name, List<byte[]> seeds, int inputs, Target target)
      throws Exception {
    Fuzz fuzz = new Fuzz(reader, folder, name, target);
    for (byte[] seed : seeds) {
      Files.write(fuzz.file, seed);
      target.read(fuzz.file);
    }
    assertTimeoutPreemptively(Duration.ofSeconds(60 + inputs / 10), () -> fuzz.run(seeds, inputs));
    LOG.info(
        "{}: {} inputs, {} read, {} refused; at most {} ms and {} KB each",
        reader,
        inputs,
        fuzz.read,
        fuzz.refused,
        TimeUnit.NANOSECONDS.toMillis(fuzz.mostNanos),
        fuzz.mostBytes >> 10);
  }

  private void run(List<byte[]> seeds, int inputs) throws Exception {
    URL kept = Fuzz.class.getResource("/fuzz/" + reader);
    if (kept != null) {
      try (Stream<Path> files = Files.list(Path.of(kept.toURI()))) {
        for (Path found : files.sorted().toList()) {
          try (InputStream in = Files.newInputStream(found)) {
            check(in.readAllBytes(), found.getFileName().toString());
          }
        }
      }
    }
    Mutator mutator = new Mutator(seeds);
    for (int i = 0; i < inputs; i++) {
      check(mutator.input(i), String.valueOf(i));
    }
  }

  private void check(byte[] input, String name) throws IOException {
    // A new file each time: the one before may still be mapped.
    Files.deleteIfExists(file);
    Files.write(file, input);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    try {
      target.read(file);
      read++;
    } catch (IOException e) {
      refused++;
      boolean ours = e instanceof MalformedFileException || e instanceof UnreadableImageException;
      if (!ours && e.getClass() != IOException.class
          || e.getMessage() == null
          || !e.getMessage().contains(file.getFileName().toString())) {
        throw failure(input, name, e);
      }
    } catch (Throwable e) {
      throw failure(input, name, e);
    }
    long nanos = System.nanoTime() - start;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    mostNanos = Math.max(mostNanos, nanos);
    mostBytes = Math.max(mostBytes, bytes);
    if (nanos > TimeUnit.SECONDS.toNanos(MOST_SECONDS) || bytes > MOST_BYTES) {
      throw failure(
          input, name, new IOException("it took " + nanos / 1e9 + " s and " + bytes + " bytes"));
    }
  }

  private AssertionError failure(byte[] input, String name, Throwable cause) throws IOException {
    Path kept = Files.createDirectories(Path.of("target/fuzz")).resolve(reader + "-" + name);
    Files.write(kept, input);
    return new AssertionError(
        reader + " with input " + name + " (kept as " + kept.toAbsolutePath() + "): " + cause,
        cause);
  }
}
