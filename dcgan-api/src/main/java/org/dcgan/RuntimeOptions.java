package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a model is executed on the current machine. These options are not stored with a model.
 *
 * @param precision the number format of activations and convolutions
 * @param device the hardware to run on
 * @param threads the number of CPU threads for one operation, at least 1, or 0 for one thread per
 *     processor. Results are bit-for-bit reproducible only with the same number of threads.
 *     TensorFlow shares one thread pool between all models of a process; the first model that is
 *     opened determines its size
 * @param cluster the processes that train a model together; empty to train on this machine alone
 * @param convolutions how the algorithms of the convolutions of a new training are chosen
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RuntimeOptions(
    Precision precision,
    Device device,
    int threads,
    Optional<Cluster> cluster,
    ConvolutionChoice convolutions) {
  /**
   * Precision and device chosen from the hardware, one thread per processor, convolutions chosen by
   * measurement.
   */
  public static final RuntimeOptions DEFAULT = new RuntimeOptions(Precision.AUTO, Device.AUTO, 0);

  /** Checks the ranges. */
  public RuntimeOptions {
    requireNonNull(precision, "precision");
    requireNonNull(device, "device");
    requireNonNull(cluster, "cluster");
    requireNonNull(convolutions, "convolutions");

    checkArgument(
        threads >= 0, "threads must be at least 1, or 0 for all processors, got %s", threads);
  }

  /**
   * Creates options without a cluster.
   *
   * @param precision the number format of activations and convolutions
   * @param device the hardware to run on
   * @param threads the number of CPU threads for one operation, at least 1, or 0 for one thread per
   *     processor
   */
  public RuntimeOptions(Precision precision, Device device, int threads) {
    this(precision, device, threads, Optional.empty());
  }

  /**
   * Creates options with the default choice of convolutions.
   *
   * @param precision the number format of activations and convolutions
   * @param device the hardware to run on
   * @param threads the number of CPU threads for one operation, at least 1, or 0 for one thread per
   *     processor
   * @param cluster the processes that train a model together; empty to train on this machine alone
   */
  public RuntimeOptions(
      Precision precision, Device device, int threads, Optional<Cluster> cluster) {
    this(precision, device, threads, cluster, ConvolutionChoice.DEFAULT);
  }

  /**
   * Returns a copy of these options with another value of {@code precision}.
   *
   * @param precision the number format of activations and convolutions
   * @return the changed copy
   */
  public RuntimeOptions withPrecision(Precision precision) {
    return new RuntimeOptions(precision, device, threads, cluster, convolutions);
  }

  /**
   * Returns a copy of these options with another value of {@code device}.
   *
   * @param device the hardware to run on
   * @return the changed copy
   */
  public RuntimeOptions withDevice(Device device) {
    return new RuntimeOptions(precision, device, threads, cluster, convolutions);
  }

  /**
   * Returns a copy of these options with another value of {@code threads}.
   *
   * @param threads the number of CPU threads for one operation, at least 1, or 0 for one thread per
   *     processor
   * @return the changed copy
   */
  public RuntimeOptions withThreads(int threads) {
    return new RuntimeOptions(precision, device, threads, cluster, convolutions);
  }

  /**
   * Returns a copy of these options with a cluster.
   *
   * @param cluster the processes that train a model together
   * @return the changed copy
   */
  public RuntimeOptions withCluster(Cluster cluster) {
    requireNonNull(cluster, "cluster");

    return new RuntimeOptions(precision, device, threads, Optional.of(cluster), convolutions);
  }

  /**
   * Returns a copy of these options with another value of {@code convolutions}.
   *
   * @param convolutions how the algorithms of the convolutions of a new training are chosen
   * @return the changed copy
   */
  public RuntimeOptions withConvolutions(ConvolutionChoice convolutions) {
    return new RuntimeOptions(precision, device, threads, cluster, convolutions);
  }
}
