package org.dcgan.tensorflow.runtime;

import java.util.Locale;
import java.util.Set;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.OpVariants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * What a model runs on, decided once when it opens.
 *
 * @param precision float32 or bfloat16, never AUTO
 * @param threads CPU threads for one operation
 * @param device as asked for
 * @param onGpu whether that is a GPU here
 */
public record Hardware(Precision precision, int threads, Device device, boolean onGpu) {
  private static final Logger logger = LoggerFactory.getLogger(Hardware.class);

  /**
   * A second operation fills the moments in which a first one's threads wait for each other.
   * Results do not depend on it: each operation's are its own.
   */
  private static final int OPERATIONS_AT_A_TIME = 2;

  /**
   * What TensorFlow does to a graph before its first run. Folding constants would draw every first
   * weight and fill every moment only to find them too large to keep (1.5 s of start-up for
   * faces64; two optimizers do it, each with a switch of its own), and there are no functions,
   * loops or unknown shapes to improve. Steps are as quick without them; fusing and layouts stay.
   */
  private static final GraphOptions GRAPH_OPTIONS =
      GraphOptions.newBuilder()
          .setOptimizerOptions(OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0))
          .setRewriteOptions(
              RewriterConfig.newBuilder()
                  .setConstantFolding(RewriterConfig.Toggle.OFF)
                  .setFunctionOptimization(RewriterConfig.Toggle.OFF)
                  .setLoopOptimization(RewriterConfig.Toggle.OFF)
                  .setShapeOptimization(RewriterConfig.Toggle.OFF)
                  .setMemoryOptimization(RewriterConfig.MemOptType.NO_MEM_OPT)
                  .setMetaOptimizerIterations(RewriterConfig.NumIterationsType.ONE))
          .build();

  private static final Set<String> NATIVE_BFLOAT16 = Set.of("amx_bf16", "avx512_bf16");

  public static Hardware choose(RuntimeOptions options) {
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    boolean onGpu =
        options.device() == Device.GPU || options.device() == Device.AUTO && Gpus.present();
    Precision precision = options.precision();
    if (precision == Precision.AUTO) {
      boolean natively =
          onGpu
              ? Gpus.computeInBfloat16()
              : NATIVE_BFLOAT16.stream().anyMatch(CpuInstructions::has);
      precision = natively ? Precision.BFLOAT16 : Precision.FLOAT32;
      logger.info(
          "precision {}: this {} {} bfloat16 natively",
          name(precision),
          onGpu ? "GPU" : "CPU",
          natively ? "computes" : "does not compute");
    }
    return new Hardware(precision, threads, options.device(), onGpu);
  }

  public OpVariants forms() {
    if (onGpu) {
      // cuDNN has kernels of its own for each gradient; the other forms were measured on CPUs.
      return OpVariants.PLAIN;
    }
    if (!OneDnn.computes()) {
      return OpVariants.WITHOUT_ONEDNN;
    }
    return CpuInstructions.has("avx512f") ? OpVariants.ONEDNN_AVX512 : OpVariants.ONEDNN_AVX2;
  }

  public ConfigProto config() {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(Math.min(threads, OPERATIONS_AT_A_TIME))
            .setAllowSoftPlacement(device != Device.GPU)
            .setGraphOptions(GRAPH_OPTIONS);
    if (device == Device.CPU) {
      config.putDeviceCount("GPU", 0);
    } else {
      config.getGpuOptionsBuilder().setAllowGrowth(true);
    }
    return config.build();
  }

  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d thread%s, device %s",
        Version.engine(),
        name(precision),
        threads,
        threads == 1 ? "" : "s",
        device.name().toLowerCase(Locale.ROOT) + (onGpu && device == Device.AUTO ? " (GPU)" : ""));
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
