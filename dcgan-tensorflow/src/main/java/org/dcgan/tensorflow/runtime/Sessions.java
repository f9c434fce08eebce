package org.dcgan.tensorflow.runtime;

import com.google.common.annotations.VisibleForTesting;
import java.time.Duration;
import org.dcgan.Device;
import org.dcgan.RuntimeOptions;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * Opens every session of this library, so that threads, devices and graph optimization are
 * configured in one place. All methods throw {@link org.dcgan.EngineException} or {@link
 * org.dcgan.ResourceLimitException} where TensorFlow cannot open the session.
 */
public final class Sessions {
  /**
   * Operations that may run at the same time. A second operation uses the threads that the first
   * one leaves idle at its end. Results do not depend on this number.
   */
  private static final int INTER_OP_THREADS = 2;

  /**
   * Optimization of a network's graph before its first run. Constant folding is off because it
   * would compute the initial values of all variables only to find them too large to keep: 1.5 s of
   * start-up for faces64. Two optimizers fold constants, and each has its own switch. The graphs
   * contain no functions, loops or unknown shapes that could be improved. The speed of a step is
   * the same without these optimizers; fusing and layout optimization stay on.
   */
  private static final GraphOptions NETWORK_OPTIMIZATION =
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

  private Sessions() {}

  /**
   * Opens a session for a network with its variables.
   *
   * @param graph the graph, which stays the caller's to close
   * @param hardware threads and device
   * @return an open session
   */
  public static Session forNetwork(Graph graph, Hardware hardware) {
    return open(graph, network(hardware));
  }

  @VisibleForTesting
  static ConfigProto network(Hardware hardware) {
    ConfigProto.Builder config = config(hardware.threads(), hardware.device());
    if (!hardware.visibleGpus().isEmpty() && hardware.device() != Device.CPU) {
      // The same in all sessions of a process, since TensorFlow numbers GPUs once.
      config.getGpuOptionsBuilder().setVisibleDeviceList(hardware.visibleGpus());
    }
    return config
        .setAllowSoftPlacement(hardware.device() != Device.GPU)
        .setGraphOptions(NETWORK_OPTIMIZATION)
        .build();
  }

  /**
   * The configuration of a worker's server and sessions in a cluster.
   *
   * @param hardware threads and device
   * @param task the worker's name in TensorFlow
   * @param leader the name of the worker that numbers the collective operations
   * @return the configuration
   */
  public static ConfigProto ofWorker(Hardware hardware, String task, String leader) {
    ConfigProto.Builder config = network(hardware).toBuilder();
    // Without the filter, sessions wait for each other's devices.
    config.addDeviceFilters(task);
    config.getExperimentalBuilder().setCollectiveGroupLeader(leader);
    if (hardware.onGpu()) {
      config.getExperimentalBuilder().setCollectiveNccl(true);
    }
    return config.build();
  }

  /**
   * The configuration of a session that asks a worker whether it answers.
   *
   * @param task the worker's name in TensorFlow
   * @param patience how long to wait
   * @return the configuration
   */
  public static ConfigProto ofProbe(String task, Duration patience) {
    return ConfigProto.newBuilder()
        .addDeviceFilters(task)
        .setOperationTimeoutInMs(patience.toMillis())
        .build();
  }

  /**
   * Opens a session for computations without variables, such as products of matrices or a foreign
   * model, with TensorFlow's default graph optimization.
   *
   * @param graph the graph, which stays the caller's to close
   * @param options threads and device
   * @return an open session
   */
  public static Session forComputation(Graph graph, RuntimeOptions options) {
    return open(graph, computation(options));
  }

  /**
   * Opens a session that runs one operation at a time, on the CPU only.
   *
   * @param graph the graph, which stays the caller's to close
   * @param threads CPU threads for one operation; 0 for all processors
   * @return an open session
   */
  public static Session onCpu(Graph graph, int threads) {
    return open(
        graph,
        config(Hardware.threads(threads), Device.CPU).setInterOpParallelismThreads(1).build());
  }

  /**
   * The configuration of {@link #forComputation}, for TensorFlow's loader of saved models, which
   * opens the session itself.
   *
   * @param options threads and device
   * @return the configuration
   */
  public static ConfigProto computation(RuntimeOptions options) {
    return config(Hardware.threads(options.threads()), options.device())
        .setAllowSoftPlacement(true)
        .build();
  }

  private static ConfigProto.Builder config(int threads, Device device) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(Math.min(threads, INTER_OP_THREADS));
    if (device == Device.CPU) {
      config.putDeviceCount("GPU", 0);
    } else {
      // Without this, a session takes all of the GPU's memory when it opens.
      config.getGpuOptionsBuilder().setAllowGrowth(true);
    }
    return config;
  }

  private static Session open(Graph graph, ConfigProto config) {
    return Failures.translated(() -> new Session(graph, false, config));
  }
}
