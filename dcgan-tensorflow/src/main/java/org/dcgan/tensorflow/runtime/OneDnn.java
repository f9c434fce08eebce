package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether TensorFlow computes with oneDNN in this process. By default, TensorFlow 2.18 uses oneDNN
 * only on x86 CPUs with instructions for neural networks. On a CPU with AVX2 alone it uses its own
 * kernels, with which a training step takes a fifth longer (docs/results/performance.md).
 *
 * <p>Its only switch is the environment variable {@value #VARIABLE}, read when its library loads.
 * Only the application may set it: a library that changed the environment would affect everything
 * else in the process.
 */
final class OneDnn {
  /** TensorFlow's switch. */
  static final String VARIABLE = "TF_ENABLE_ONEDNN_OPTS";

  private static final Logger logger = LoggerFactory.getLogger(OneDnn.class);

  /** Instruction sets with which TensorFlow uses oneDNN by default, by their Linux names. */
  private static final Set<String> MADE_FOR_NETWORKS = Set.of("avx512_vnni", "amx_tile");

  private static final boolean COMPUTES = detect();

  private OneDnn() {}

  /** Whether float32 convolutions are computed by oneDNN on this CPU and in this environment. */
  static boolean computes() {
    return COMPUTES;
  }

  private static boolean detect() {
    String chosen = System.getenv(VARIABLE);
    boolean computes = computes(chosen, CpuInstructions::has);
    if (chosen == null && !computes && CpuInstructions.has("avx2") && CpuInstructions.has("fma")) {
      logger.info(
          "TensorFlow does not use oneDNN on this CPU by default; to train faster, set the"
              + " environment variable {}=1 before starting the JVM",
          VARIABLE);
    }
    return computes;
  }

  @VisibleForTesting
  static boolean computes(@Nullable String chosen, Predicate<String> instructions) {
    return chosen == null
        ? MADE_FOR_NETWORKS.stream().anyMatch(instructions)
        : chosen.equals("1") || chosen.equalsIgnoreCase("true");
  }
}
