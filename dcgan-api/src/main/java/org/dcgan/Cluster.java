package org.dcgan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.dcgan.internal.HostAndPorts;
import org.dcgan.internal.TfConfig;
import org.jspecify.annotations.Nullable;

/**
 * The processes ("workers") that train one model together, and which of them this process is. All
 * workers run the same program with the same plan and the same dataset; the batch of the plan is
 * divided among them, and their gradients are summed before each update, so that all have the same
 * weights at all times. Worker 0 alone writes checkpoints and notifies listeners.
 *
 * <pre>{@code
 * RuntimeOptions runtime =
 *     RuntimeOptions.DEFAULT.withCluster(
 *         Cluster.of(List.of(HostAndPort.fromString("a:2222"), HostAndPort.fromString("b:2222")), 0));
 * }</pre>
 *
 * <p>Only training uses the cluster, and only one training of a process at a time. <b>The ports
 * have neither authentication nor encryption: whoever can connect to one can run code in the
 * worker. Use a private network.</b> A process can belong to one cluster in its lifetime.
 *
 * @param workers host and port of each worker as the others reach it, at least one, each different.
 *     The order is the same in all processes
 * @param index the index of this process in {@code workers}
 * @param timeout how long a worker waits for the others: for all of them to start, and for a single
 *     step. It must exceed the duration of a step with its listeners, from 1 s to 1 day. Between
 *     two steps a worker waits longer, see {@link #pauseTimeout()}. A worker whose process ends is
 *     noticed within seconds in any case
 * @param batchNorm the images whose statistics batch normalization uses
 * @param gradientPrecision the number format in which gradients are exchanged; BFLOAT16 halves the
 *     bytes, and rounds each gradient to 8 significant bits. The sums of batch normalization are
 *     always exchanged in float32. Not AUTO
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Cluster(
    List<HostAndPort> workers,
    int index,
    Duration timeout,
    BatchNormScope batchNorm,
    Precision gradientPrecision) {
  /** The default of {@code timeout}, two minutes. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

  /** The environment variable that {@link #fromEnvironment()} reads, {@value}. */
  public static final String VARIABLE = "TF_CONFIG";

  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
  private static final int TIMEOUTS_IN_A_PAUSE = 30;

  /** Checks and copies the components. */
  public Cluster {
    requireNonNull(workers, "workers");
    requireNonNull(timeout, "timeout");
    requireNonNull(batchNorm, "batchNorm");
    requireNonNull(gradientPrecision, "gradientPrecision");

    workers = ImmutableList.copyOf(workers);
    checkArgument(!workers.isEmpty(), "expected at least one worker, got none");
    Set<HostAndPort> seen = new HashSet<>();
    for (HostAndPort worker : workers) {
      checkArgument(
          HostAndPorts.isAddress(worker),
          "expected workers as host:port, without spaces and with a port from 1 to 65535, got '%s'",
          printable(worker));
      checkArgument(
          seen.add(worker),
          "two workers have the same address %s; give each a different host or port",
          printable(worker));
    }
    checkArgument(
        index >= 0 && index < workers.size(),
        "expected an index from 0 to %s, since there are %s workers, got %s",
        workers.size() - 1,
        workers.size(),
        index);
    checkArgument(
        timeout.compareTo(SHORTEST_TIMEOUT) >= 0 && timeout.compareTo(LONGEST_TIMEOUT) <= 0,
        "expected a timeout from %s to %s, got %s",
        SHORTEST_TIMEOUT,
        LONGEST_TIMEOUT,
        timeout);
    checkArgument(
        gradientPrecision != Precision.AUTO,
        "expected a gradientPrecision of FLOAT32 or BFLOAT16, which all workers know in advance,"
            + " got AUTO");
  }

  /**
   * Returns a cluster with the default settings: a timeout of {@link #DEFAULT_TIMEOUT}, batch
   * normalization over the whole batch, gradients in float32.
   *
   * @param workers host and port of each worker, in the same order in all processes
   * @param index the index of this process
   * @return the cluster
   */
  public static Cluster of(List<HostAndPort> workers, int index) {
    return new Cluster(workers, index, DEFAULT_TIMEOUT, BatchNormScope.GLOBAL, Precision.FLOAT32);
  }

  /**
   * Reads the environment variable {@value #VARIABLE}, which Kubeflow's training operator, Vertex
   * AI and others set for each process: a JSON object such as {@code {"cluster": {"worker":
   * ["host0:2222", "host1:2222"]}, "task": {"type": "worker", "index": 1}}}. A job {@code chief}
   * (or {@code master}) of one process becomes worker 0, before the others. Other fields are
   * ignored.
   *
   * @return the cluster with the default settings, or empty if the variable is not set
   * @throws IllegalArgumentException if the variable is malformed or describes another kind of
   *     cluster, such as one with parameter servers
   */
  public static Optional<Cluster> fromEnvironment() {
    return parse(System.getenv(VARIABLE));
  }

  /**
   * Parses a text in the format of {@value #VARIABLE}; see {@link #fromEnvironment()}.
   *
   * @param text the value of the variable; null and blank texts mean that it is not set
   * @return the cluster, or empty if the variable is not set
   * @throws IllegalArgumentException if the text is malformed or describes another kind of cluster
   */
  public static Optional<Cluster> parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    TfConfig config = TfConfig.parse(VARIABLE, text);
    try {
      return Optional.of(of(config.workers(), config.index()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(VARIABLE + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the number of workers.
   *
   * @return at least 1; with 1, training is that of a single machine
   */
  public int size() {
    return workers.size();
  }

  /**
   * Returns how long a worker waits for the others where no step is made: while worker 0 reads or
   * writes a checkpoint, calls listeners or scores the model, while others read the images that are
   * compared before the first step, and before a later training of the same process. After this
   * time, training ends with a {@link ClusterException} that names the workers that were awaited.
   *
   * @return 30 times the timeout, so 1 hour by default; a score that takes longer needs a longer
   *     timeout
   */
  public Duration pauseTimeout() {
    return timeout.multipliedBy(TIMEOUTS_IN_A_PAUSE);
  }

  /**
   * Returns whether this process is worker 0, which writes checkpoints and notifies listeners.
   *
   * @return true for index 0
   */
  public boolean isChief() {
    return index == 0;
  }

  /**
   * Returns a copy with another value of {@code timeout}.
   *
   * @param timeout how long a worker waits for the others, from 1 s to 1 day
   * @return the changed copy
   */
  public Cluster withTimeout(Duration timeout) {
    return new Cluster(workers, index, timeout, batchNorm, gradientPrecision);
  }

  /**
   * Returns a copy with another value of {@code batchNorm}.
   *
   * @param batchNorm the images whose statistics batch normalization uses
   * @return the changed copy
   */
  public Cluster withBatchNorm(BatchNormScope batchNorm) {
    return new Cluster(workers, index, timeout, batchNorm, gradientPrecision);
  }

  /**
   * Returns a copy with another value of {@code gradientPrecision}.
   *
   * @param gradientPrecision FLOAT32 or BFLOAT16
   * @return the changed copy
   */
  public Cluster withGradientPrecision(Precision gradientPrecision) {
    return new Cluster(workers, index, timeout, batchNorm, gradientPrecision);
  }

  /**
   * Describes a worker for messages.
   *
   * @param worker an index
   * @return for example {@code worker 1 (host1:2222)}
   */
  public String describe(int worker) {
    return "worker " + worker + " (" + printable(workers.get(worker)) + ")";
  }
}
