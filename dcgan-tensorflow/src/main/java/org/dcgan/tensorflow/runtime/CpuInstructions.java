package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;

/**
 * The model of this machine's CPU and its instruction sets by their Linux names, which are empty on
 * other systems.
 */
final class CpuInstructions {
  private CpuInstructions() {}

  /** The model; on other systems than Linux what the JVM and the environment say. */
  static String model() {
    return model(CpuInfo.here());
  }

  @VisibleForTesting
  static String model(CpuInfo info) {
    return info.model().isEmpty()
        ? System.getProperty("os.arch", "unknown")
            + " "
            + System.getenv()
                .getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.name", ""))
        : info.model();
  }

  static boolean has(String instructions) {
    return CpuInfo.here().instructions().contains(instructions);
  }
}
