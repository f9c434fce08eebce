package org.dcgan.tensorflow.runtime;

import java.util.Locale;
import java.util.Set;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.network.OpVariants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hardware that a model runs on, chosen when the model is opened.
 *
 * @param precision the number format of activations: float32 or bfloat16, never AUTO
 * @param threads CPU threads for one operation
 * @param device the requested device
 * @param onGpu whether the model runs on a GPU
 * @param visibleGpus TensorFlow's list of the GPUs that this process uses; empty for all
 */
public record Hardware(
    Precision precision, int threads, Device device, boolean onGpu, String visibleGpus) {
  private static final Logger logger = LoggerFactory.getLogger(Hardware.class);

  private static final Set<String> NATIVE_BFLOAT16 = Set.of("amx_bf16", "avx512_bf16");

  /** Hardware with all GPUs of the machine. */
  public Hardware(Precision precision, int threads, Device device, boolean onGpu) {
    this(precision, threads, device, onGpu, "");
  }

  /**
   * Chooses the hardware for a model.
   *
   * @param options the requested precision, device and threads
   * @return a choice without AUTO precision and with at least one thread
   */
  public static Hardware choose(RuntimeOptions options) {
    int threads = threads(options.threads());
    String visibleGpus = Gpus.visible(options.cluster(), System.getenv(Gpus.CHOSEN));
    boolean onGpu =
        options.device() == Device.GPU
            || (options.device() == Device.AUTO && Gpus.present(visibleGpus));
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
    return new Hardware(precision, threads, options.device(), onGpu, visibleGpus);
  }

  /** The number of threads: the requested one, or all processors for 0. */
  static int threads(int wanted) {
    return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
  }

  /**
   * The fastest implementations of convolutions on this hardware.
   *
   * @return the variants
   */
  public OpVariants variants() {
    if (onGpu) {
      // cuDNN has a kernel for each gradient; the other variants were measured on CPUs only.
      return OpVariants.PLAIN;
    }
    if (!OneDnn.computes()) {
      return OpVariants.WITHOUT_ONEDNN;
    }
    return CpuInstructions.has("avx512f") ? OpVariants.ONEDNN_AVX512 : OpVariants.ONEDNN_AVX2;
  }

  /**
   * The model of the processor and the kind of TensorFlow's operations, on which the speed of
   * convolutions depends.
   *
   * @return for example {@code AMD EPYC 9B45, 2 processors, oneDNN}
   */
  public String processor() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors%s",
        CpuInstructions.model(),
        Runtime.getRuntime().availableProcessors(),
        OneDnn.computes() ? ", oneDNN" : "");
  }

  /**
   * Describes the hardware in one line.
   *
   * @return for example {@code TensorFlow 2.18.0, float32, 2 threads, device auto}
   */
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
