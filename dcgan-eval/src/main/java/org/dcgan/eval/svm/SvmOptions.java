package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;

import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;

/**
 * How an SVM is fitted; what is fitted depends on C alone, up to the gap.
 *
 * @param gap how far each class's objective may be from its minimum, as a share of itself, in (0,
 *     1); certified by the gradient, since the objective is strongly convex
 * @param passes the most passes over the data, at least 1; a fit that needs more ends there and
 *     says that it has not converged
 * @param memory bytes of native memory that training rows may take, at least 0; what does not fit
 *     is read anew at each pass
 * @param threads CPU threads, or 0 for all processors; the same bits only for the same number
 */
public record SvmOptions(double gap, int passes, long memory, int threads) {
  /**
   * A thirtieth of what changes a thousandth of predictions, and no more passes than that takes.
   */
  public static final double DEFAULT_GAP = 1e-6;

  /** LIBLINEAR's limit is 1,000 iterations, of a more modest kind. */
  public static final int DEFAULT_PASSES = 1000;

  /** Holds 50,000 x 28,672 in half precision, the paper's largest experiment. */
  public static final long DEFAULT_MEMORY = 3L << 30;

  /** All of these, on all processors. */
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
   * Sets the gap.
   *
   * @param share of the objective, in (0, 1)
   * @return a changed copy
   */
  public SvmOptions withGap(double share) {
    return new SvmOptions(share, passes, memory, threads);
  }

  /**
   * Sets the most passes.
   *
   * @param most at least 1
   * @return a changed copy
   */
  public SvmOptions withPasses(int most) {
    return new SvmOptions(gap, most, memory, threads);
  }

  /**
   * Sets the memory.
   *
   * @param bytes at least 0
   * @return a changed copy
   */
  public SvmOptions withMemory(long bytes) {
    return new SvmOptions(gap, passes, bytes, threads);
  }

  /**
   * Sets the threads.
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
