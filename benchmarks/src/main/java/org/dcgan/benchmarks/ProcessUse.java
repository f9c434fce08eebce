package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The resources that this process uses, as Linux reports them.
 *
 * @param step the training step at which they were measured
 * @param residentKilobytes the resident memory, heap and native
 * @param openFiles the number of open file descriptors
 * @param threads the number of threads
 */
record ProcessUse(long step, long residentKilobytes, int openFiles, int threads) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  static ProcessUse at(long step) throws IOException {
    // Without this, the result would depend on when the garbage collector ran last.
    System.gc();
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return new ProcessUse(step, field("VmRSS:"), (int) open.count(), (int) field("Threads:"));
    }
  }

  /** Returns the peak resident memory, including pages of mapped files. */
  static long peakResidentKilobytes() throws IOException {
    return field("VmHWM:");
  }

  private static long field(String name) throws IOException {
    if (!Files.isReadable(STATUS)) {
      throw new IOException(STATUS + " does not exist; memory can only be measured on Linux");
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).strip().split("\\s+", 2)[0]);
      }
    }
    throw new IOException(STATUS + " has no line " + name);
  }
}
