package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether TensorFlow computes with oneDNN in this process. TensorFlow 2.18 takes oneDNN's kernels
 * by itself only on x86 CPUs with instructions made for neural networks; on one with AVX2 alone it
 * falls back to its own, which take a fifth longer for a training step there (docs/results/performance.md).
 *
 * <p>Its only switch is the environment variable {@value #VARIABLE}, read when its library loads.
 * The variable is the application's to set: a library that changed its host's environment would
 * change everything else in the process too.
 */
final class OneDnn {
  /** TensorFlow's switch. */
  static final String VARIABLE = "TF_ENABLE_ONEDNN_OPTS";

  private static final Logger logger = LoggerFactory.getLogger(OneDnn.class);

  /** Those for which TensorFlow takes oneDNN by itself, by Linux's names. */
  private static final Set<String> MADE_FOR_NETWORKS = Set.of("avx512_vnni", "amx_tile");

  private static final boolean COMPUTES = look();

  private OneDnn() {}

  /** Whether float32 convolutions are oneDNN's, as far as can be told. */
  static boolean computes() {
    return COMPUTES;
  }

  private static boolean look() {
    String chosen = System.getenv(VARIABLE);
    boolean computes = computes(chosen, CpuInstructions::has);
    if (chosen == null && !computes && CpuInstructions.has("avx2") && CpuInstructions.has("fma")) {
      logger.info(
          "TensorFlow does not use oneDNN on this CPU by itself; start the JVM with {}=1 in its"
              + " environment to train faster",
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
