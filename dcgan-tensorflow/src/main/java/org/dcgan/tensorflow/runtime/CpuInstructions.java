package org.dcgan.tensorflow.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model of this machine's CPU and its instruction sets by their Linux names, which are empty on
 * other systems.
 */
final class CpuInstructions {
  private static final Logger logger = LoggerFactory.getLogger(CpuInstructions.class);
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> KNOWN = read();

  private static final String MODEL = readModel();

  private CpuInstructions() {}

  /** The model; on other systems than Linux what the JVM and the environment say. */
  static String model() {
    return MODEL;
  }

  private static String readModel() {
    try {
      if (Files.isReadable(CPU_INFO)) {
        Optional<String> named =
            Files.readAllLines(CPU_INFO).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(name -> !name.isEmpty())
                .findFirst();
        if (named.isPresent()) {
          return named.get();
        }
      }
    } catch (IOException e) {
      logger.debug("cannot read the CPU's model", e);
    }
    return System.getProperty("os.arch", "unknown")
        + " "
        + System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.name", ""));
  }

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
