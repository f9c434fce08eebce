package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;

import org.apiguardian.api.API;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;

/**
 * How an SVM is fitted. Up to the gap, the result depends on C only.
 *
 * @param gap the relative distance of each class's objective from its minimum at which a fit ends,
 *     in (0, 1); guaranteed by the norm of the gradient, since the objective is strongly convex
 * @param passes the largest number of passes over the data, at least 1; a fit that needs more ends
 *     without having converged
 * @param memory the bytes of native memory that training rows may take, at least 0; rows that do
 *     not fit are read again in each pass
 * @param threads CPU threads, or 0 for all processors; the same bits only for the same number
 */
@API(status = API.Status.STABLE, since = "0.1")
public record SvmOptions(double gap, int passes, long memory, int threads) {
  /**
   * 1e-6, a thirtieth of the gap at which 0.1 % of predictions change; a smaller one takes more
   * passes.
   */
  public static final double DEFAULT_GAP = 1e-6;

  /** 1,000; LIBLINEAR's limit is 1,000 iterations, which are cheaper ones. */
  public static final int DEFAULT_PASSES = 1000;

  /**
   * 3 GiB: enough for 50,000 x 28,672 features in half precision, the paper's largest experiment.
   */
  public static final long DEFAULT_MEMORY = 3L << 30;

  /** The default values of all options, on all processors. */
  public static final SvmOptions DEFAULT =
      new SvmOptions(DEFAULT_GAP, DEFAULT_PASSES, DEFAULT_MEMORY, 0);

  /** Checks the ranges. */
  public SvmOptions {
    checkArgument(gap > 0 && gap < 1, "gap must be in (0, 1), got %s", gap);
    checkArgument(passes >= 1, "passes must be at least 1, got %s", passes);
    checkArgument(memory >= 0, "memory must be at least 0 bytes, got %s", memory);
    checkArgument(
        threads >= 0, "threads must be at least 1, or 0 for all processors, got %s", threads);
  }

  /**
   * Sets the gap. A smaller gap takes more passes. The default is 1e-6.
   *
   * @param share the relative distance from the minimum, in (0, 1)
   * @return a changed copy
   */
  public SvmOptions withGap(double share) {
    return new SvmOptions(share, passes, memory, threads);
  }

  /**
   * Sets the largest number of passes. Badly conditioned features need more. The default is {@value
   * #DEFAULT_PASSES}.
   *
   * @param most at least 1
   * @return a changed copy
   */
  public SvmOptions withPasses(int most) {
    return new SvmOptions(gap, most, memory, threads);
  }

  /**
   * Sets the native memory for training rows. Rows that do not fit are read again in each pass,
   * which is slower. The default is 3 GiB.
   *
   * @param bytes at least 0
   * @return a changed copy
   */
  public SvmOptions withMemory(long bytes) {
    return new SvmOptions(gap, passes, bytes, threads);
  }

  /**
   * Sets the number of threads. The same number gives the same bits. The default is 0.
   *
   * @param count at least 1, or 0 for all processors
   * @return a changed copy
   */
  public SvmOptions withThreads(int count) {
    return new SvmOptions(gap, passes, memory, count);
  }

  RuntimeOptions runtime() {
    return new RuntimeOptions(Precision.FLOAT32, Device.CPU, threads);
  }
}
