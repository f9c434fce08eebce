package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dcgan.Cluster;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.tensorflow.network.GraphOps;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** The NVIDIA GPUs of this machine, as the driver and TensorFlow see them. */
public final class Gpus {
  /** The device of operations that must run on a GPU. */
  public static final DeviceSpec FIRST =
      DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();

  /** The variable by which a user chooses the GPUs of a process. */
  static final String CHOSEN = "CUDA_VISIBLE_DEVICES";

  private static final Logger logger = LoggerFactory.getLogger(Gpus.class);
  private static final List<String> QUERY =
      List.of("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader");
  private static final int TIMEOUT_SECONDS = 10;

  /** Ampere, the first generation that computes in bfloat16. */
  private static final double AMPERE = 8.0;

  private Gpus() {}

  /** Queried once: a driver does not change while a process runs. */
  private static final class Driver {
    static final String CAPABILITIES = query();
  }

  /** Whether the driver knows a GPU and this TensorFlow computes on it. */
  static boolean present(String visible) {
    return !Driver.CAPABILITIES.isBlank() && refusal(visible) == null;
  }

  /**
   * The GPU of a worker of a cluster: workers on the same host take its GPUs in their order.
   *
   * @param cluster the workers, or empty
   * @param chosen the GPUs that the user has chosen for this process, which then are all it uses
   * @return TensorFlow's list of visible GPUs; empty for all
   */
  static String visible(Optional<Cluster> cluster, @Nullable String chosen) {
    if (cluster.isEmpty() || cluster.get().size() == 1 || (chosen != null && !chosen.isBlank())) {
      return "";
    }
    List<HostAndPort> workers = cluster.get().workers();
    int index = cluster.get().index();
    String host = workers.get(index).getHost();
    return String.valueOf(
        workers.subList(0, index).stream().filter(w -> w.getHost().equals(host)).count());
  }

  /**
   * Requires a GPU that TensorFlow can use.
   *
   * @param visible TensorFlow's list of the GPUs that this process uses; empty for all
   * @throws IllegalStateException if there is none
   */
  public static void require(String visible) {
    RuntimeException refusal = refusal(visible);
    if (refusal != null) {
      throw new IllegalStateException(
          "device GPU was requested, but "
              + Version.engine()
              + " finds none; depend on org.tensorflow:tensorflow-core-native with the classifier"
              + " linux-x86_64-gpu instead of linux-x86_64, install CUDA 12.5 and cuDNN 9.3, or use"
              + " Device.AUTO",
          refusal);
    }
  }

  /** Whether every GPU of this machine computes in bfloat16. */
  static boolean computeInBfloat16() {
    return areAmpereOrLater(Driver.CAPABILITIES);
  }

  /**
   * Whether all compute capabilities are those of Ampere or later.
   *
   * @param capabilities one line for each GPU, for example {@code 8.0}; empty without a GPU
   */
  @VisibleForTesting
  static boolean areAmpereOrLater(String capabilities) {
    List<String> lines = capabilities.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return !lines.isEmpty()
        && lines.stream()
            .allMatch(line -> line.matches("\\d+\\.\\d+") && Double.parseDouble(line) >= AMPERE);
  }

  private static String query() {
    try {
      Process process =
          new ProcessBuilder(QUERY).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        logger.warn("{} did not answer within {} s", QUERY.get(0), TIMEOUT_SECONDS);
        return "";
      }
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.exitValue() == 0 ? answer : "";
    } catch (IOException e) {
      logger.debug("no NVIDIA driver", e);
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /**
   * Runs an operation on the first GPU.
   *
   * @param visible TensorFlow's list of the GPUs that this process uses; empty for all
   * @return the failure, or null on success
   */
  static @Nullable RuntimeException refusal(String visible) {
    try (Graph probe = new Graph()) {
      Ops tf = GraphOps.of(probe).withDevice(FIRST);
      var one = tf.identity(tf.constant(1f));
      Hardware hardware = new Hardware(Precision.FLOAT32, 1, Device.GPU, true, visible);
      try (Session session = Sessions.forNetwork(probe, hardware)) {
        session.runner().fetch(one).run().close();
      }
      return null;
    } catch (RuntimeException e) {
      // An unknown device is an IllegalArgumentException of TensorFlow-Java, no
      // TensorFlowException.
      return e;
    }
  }
}
