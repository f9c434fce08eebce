package org.dcgan.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.BatchNormScope;
import org.dcgan.Cluster;
import org.dcgan.Precision;
import org.dcgan.internal.HostAndPorts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line options for the processes that train a model together. */
final class ClusterOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--workers",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "all processes that train together, in the same order everywhere, on a private network"
              + " (default: those of the environment variable TF_CONFIG, or this process alone)")
  private List<String> workers = new ArrayList<>();

  @Option(
      names = "--index",
      paramLabel = "I",
      description = "the position of this process in --workers, counted from 0")
  private @Nullable Integer index;

  @Option(
      names = "--worker-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "how long a process waits for the others, to start and in each step, for example 2m; 30"
              + " times as long for what worker 0 does between two steps (default: 2m)")
  private Duration timeout = Cluster.DEFAULT_TIMEOUT;

  @Option(
      names = "--batch-norm-scope",
      paramLabel = "SCOPE",
      description =
          "images that batch normalization averages over: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}, all images of a step)")
  private BatchNormScope scope = BatchNormScope.GLOBAL;

  @Option(
      names = "--gradient-precision",
      paramLabel = "PRECISION",
      description =
          "number format in which gradients are exchanged, FLOAT32 or BFLOAT16 (default:"
              + " ${DEFAULT-VALUE})")
  private Precision gradients = Precision.FLOAT32;

  /** Returns the processes that train together, or empty if this process trains alone. */
  Optional<Cluster> cluster() {
    try {
      return chosen()
          .map(
              cluster ->
                  cluster
                      .withTimeout(timeout)
                      .withBatchNorm(scope)
                      .withGradientPrecision(gradients));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private Optional<Cluster> chosen() {
    if (workers.isEmpty()) {
      if (index != null) {
        throw new IllegalArgumentException("--index needs --workers, the list of all processes");
      }
      return Cluster.fromEnvironment();
    }
    if (index == null) {
      throw new IllegalArgumentException(
          "--workers needs --index, the position of this process in the list, from 0 to "
              + (workers.size() - 1));
    }
    return Optional.of(Cluster.of(workers.stream().map(HostAndPorts::parse).toList(), index));
  }
}
