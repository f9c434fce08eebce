package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * How a model runs here, as opposed to what it is: not stored with it.
 *
 * @param precision the number format of activations
 * @param device where it runs
 * @param threads CPU threads for one operation; 0 for as many as there are processors. The same
 *     seed gives the same bits only with the same number of threads. TensorFlow shares one pool of
 *     threads between the models of a process: the first to open sets its size.
 */
public record RuntimeOptions(Precision precision, Device device, int threads) {
  /** Precision and device as the hardware suggests, all processors. */
  public static final RuntimeOptions DEFAULT = new RuntimeOptions(Precision.AUTO, Device.AUTO, 0);

  /** Checks the ranges. */
  public RuntimeOptions {
    requireNonNull(precision, "precision");
    requireNonNull(device, "device");

    checkArgument(
        threads >= 0, "threads must be at least 1, or 0 for all processors, got %s", threads);
  }
}
