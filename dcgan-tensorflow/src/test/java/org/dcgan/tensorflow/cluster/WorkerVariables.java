package org.dcgan.tensorflow.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Graph;

/** Changes variables on the server of a worker, which are shared by name by all its sessions. */
public final class WorkerVariables {
  /** The keys below are those of messages between the workers. */
  private static final int FIRST_TRAINING = 3;

  private WorkerVariables() {}

  /** Gives all values of a variable of a process's first training the same value. */
  public static void fill(int port, int worker, String name, List<Integer> shape, float value) {
    try (Graph graph = new Graph()) {
      ParameterStore store =
          new ParameterStore(
              GraphOps.of(graph)
                  .withDevice(Exchange.cpu(worker))
                  .withSubScope("training" + FIRST_TRAINING));
      store.add(
          name,
          shape,
          s -> {
            var tf = GraphOps.of(graph).withDevice(Exchange.cpu(worker));
            return tf.fill(tf.constant(s.asArray()), tf.constant(0f));
          });
      float[] values = new float[shape.stream().reduce(1, Math::multiplyExact)];
      Arrays.fill(values, value);
      try (TargetSession session =
          TargetSession.open(
              graph.toGraphDef(),
              "grpc://localhost:" + port,
              Sessions.ofProbe(WorkerProbe.task(worker), Duration.ofSeconds(20)),
              0)) {
        store.write(session.newRun(), name, values);
      }
    }
  }
}
