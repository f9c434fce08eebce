package org.dcgan.tensorflow.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Linux says about the CPU of this machine.
 *
 * @param model the models of all its kinds of cores, which differ for different CPUs: the name on
 *     x86, and the numbers of the implementer and the part on ARM, where there is no name or one
 *     that says no more than the version of the architecture; empty if they are unknown
 * @param instructions the names of its instruction sets; empty if they are unknown
 */
public record CpuInfo(String model, Set<String> instructions) {
  private static final Logger logger = LoggerFactory.getLogger(CpuInfo.class);

  private static final String ARM = "CPU ";

  /** What tells ARM cores apart. */
  private static final List<String> ARM_KEYS =
      List.of("implementer", "part", "variant", "revision");

  private static final CpuInfo HERE = read(Path.of("/proc/cpuinfo"));

  /** Copies the set. */
  public CpuInfo {
    instructions = Set.copyOf(instructions);
  }

  /**
   * Returns what is known of this machine.
   *
   * @return the CPU; unknown on systems other than Linux
   */
  public static CpuInfo here() {
    return HERE;
  }

  /** Reads a file of the form of {@code /proc/cpuinfo}; unknown if it cannot be read. */
  static CpuInfo read(Path file) {
    try {
      if (Files.isReadable(file)) {
        return parse(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      logger.debug("cannot read the CPU's model and instruction sets", e);
    }
    return new CpuInfo("", Set.of());
  }

  /** Every processor has lines {@code KEY : VALUE}; an empty line ends it. */
  private static CpuInfo parse(List<String> lines) {
    Set<String> models = new TreeSet<>();
    Set<String> instructions = new TreeSet<>();
    Map<String, String> processor = new HashMap<>();
    for (String line : lines) {
      String[] parts = line.split(":", 2);
      if (parts.length < 2) {
        models.add(model(processor));
        processor.clear();
        continue;
      }
      String key = parts[0].strip();
      String value = parts[1].strip();
      processor.put(key, value);
      if (key.equals("flags") || key.equals("Features")) {
        instructions.addAll(Arrays.asList(value.split("\\s+")));
      }
    }
    models.add(model(processor));
    models.remove("");
    instructions.remove("");
    return new CpuInfo(String.join(" + ", models), instructions);
  }

  private static String model(Map<String, String> processor) {
    Stream<String> name = Stream.of(processor.getOrDefault("model name", ""));
    Stream<String> arm =
        ARM_KEYS.stream()
            .filter(key -> processor.containsKey(ARM + key))
            .map(key -> key + " " + processor.get(ARM + key));
    return Stream.concat(name, arm)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
