package org.dcgan.tensorflow.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instruction sets of this machine's CPU, by their Linux names; empty on other systems. */
final class CpuInstructions {
  private static final Logger logger = LoggerFactory.getLogger(CpuInstructions.class);
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> KNOWN = read();

  private CpuInstructions() {}

  private static Set<String> read() {
    try {
      return Files.isReadable(CPU_INFO)
          ? Files.readAllLines(CPU_INFO).stream()
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .flatMap(line -> Arrays.stream(line.split("\\s+")))
              .collect(Collectors.toUnmodifiableSet())
          : Set.of();
    } catch (IOException e) {
      logger.debug("cannot read the CPU's instruction sets", e);
      return Set.of();
    }
  }

  static boolean has(String instructions) {
    return KNOWN.contains(instructions);
  }
}
