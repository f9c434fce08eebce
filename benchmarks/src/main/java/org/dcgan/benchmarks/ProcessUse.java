package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds of the machine, as Linux counts it.
 *
 * @param step when
 * @param residentKilobytes memory in use, heap and native
 * @param openFiles file descriptors
 * @param threads of any kind
 */
record ProcessUse(long step, long residentKilobytes, int openFiles, int threads) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  static ProcessUse at(long step) throws IOException {
    // What is garbage is not in use; else the figure would be the collector's mood.
    System.gc();
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return new ProcessUse(step, field("VmRSS:"), (int) open.count(), (int) field("Threads:"));
    }
  }

  /** The most memory that was ever in use at once, pages of mapped files included. */
  static long peakResidentKilobytes() throws IOException {
    return field("VmHWM:");
  }

  private static long field(String name) throws IOException {
    if (!Files.isReadable(STATUS)) {
      throw new IOException(STATUS + " is not there: memory is measured on Linux");
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).strip().split("\\s+")[0]);
      }
    }
    throw new IOException(STATUS + " has no line " + name);
  }
}
