package org.dcgan.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.dcgan.tensorflow.runtime.CpuInfo;

/**
 * The machine that a result was measured on.
 *
 * @param cpu the name of the CPU
 * @param instructions the CPU's instruction sets that matter for convolutions
 * @param processors the number of processors that the JVM sees
 * @param memoryGigabytes the memory of the machine
 * @param system the name, version and architecture of the operating system
 * @param java the name and version of the JVM
 */
record Machine(
    String cpu,
    List<String> instructions,
    int processors,
    long memoryGigabytes,
    String system,
    String java) {
  private static final Set<String> TELLING =
      Set.of(
          "avx",
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "amx_bf16",
          "asimd",
          "bf16",
          "sve");
  private static final Set<String> NATIVE_BFLOAT16 = Set.of("avx512_bf16", "amx_bf16");

  private static OperatingSystemMXBean operatingSystem() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  static Machine here() {
    CpuInfo cpu = CpuInfo.here();
    Set<String> instructions = new TreeSet<>(cpu.instructions());
    instructions.retainAll(TELLING);
    return new Machine(
        cpu.model().isEmpty() ? "unknown CPU" : cpu.model(),
        List.copyOf(instructions),
        Runtime.getRuntime().availableProcessors(),
        Math.round(operatingSystem().getTotalMemorySize() / (double) (1 << 30)),
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
  }

  boolean computesInBfloat16() {
    return instructions.stream().anyMatch(NATIVE_BFLOAT16::contains);
  }

  /** Returns the system load average of the last minute: 0 on an idle machine. */
  static double load() {
    return operatingSystem().getSystemLoadAverage();
  }

  /** Returns the CPU time of this process in seconds, over all its threads. */
  static double processSeconds() {
    return operatingSystem().getProcessCpuTime() / 1e9;
  }

  String describe() {
    return String.format(
        Locale.ROOT,
        "%s (%s), %d processors, %d GB; %s; %s",
        cpu,
        String.join(" ", instructions),
        processors,
        memoryGigabytes,
        system,
        java);
  }
}
