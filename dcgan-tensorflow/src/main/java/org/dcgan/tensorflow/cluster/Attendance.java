package org.dcgan.tensorflow.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Sessions;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What a worker publishes in two variables on its server. The native server answers even while the
 * worker's own threads are stuck, so the others can read which collective runs a worker has begun,
 * and with which processes it trains.
 */
final class Attendance implements AutoCloseable {
  /** Counts are read modulo this number, which float32 represents exactly. */
  private static final long MODULUS = 1L << 24;

  private static final int BITS = 16;
  private static final int PARTS = Long.SIZE / BITS;

  private final Graph graph;
  private final Placeholder<TFloat32> replacement;
  private final Op replace;
  private final TargetSession session;

  /**
   * What a worker has published.
   *
   * @param begun the number of collective runs that it has begun, modulo 2^24
   * @param peers the incarnations of all workers' servers in its cluster, by index; zeros until it
   *     has joined
   */
  record Entry(long begun, List<Long> peers) {
    Entry {
      peers = List.copyOf(peers);
    }

    /** Whether this worker has begun fewer runs than another. */
    boolean isBehind(Entry other) {
      long runs = Math.floorMod(other.begun - begun, MODULUS);
      return runs > 0 && runs < MODULUS / 2;
    }

    /** Whether this worker has joined a cluster with another process in the place of a worker. */
    boolean isOfAnotherAttempt(int worker, long incarnation) {
      return peers.get(worker) != 0 && peers.get(worker) != incarnation;
    }
  }

  private Attendance(Graph graph, int worker, int workers, String target, ConfigProto config) {
    this.graph = graph;
    Ops tf = GraphOps.of(graph).withDevice(Exchange.cpu(worker));
    Shape shape = Shape.of((long) workers * PARTS);
    this.replacement = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    this.replace = tf.assign(peers(tf, workers), replacement);
    Op zero = tf.assign(begun(tf), tf.constant(0L));
    this.session = TargetSession.open(graph.toGraphDef(), target, config, 0);
    boolean complete = false;
    try {
      write(Collections.nCopies(workers, 0L), zero);
      complete = true;
    } finally {
      if (!complete) {
        session.close();
      }
    }
  }

  /**
   * Publishes that this worker has not joined yet.
   *
   * @param worker this worker
   * @param workers the number of workers
   * @param target the address of this worker's server
   * @param config the configuration of this worker's sessions
   */
  static Attendance publish(int worker, int workers, String target, ConfigProto config) {
    return GraphSession.owned(graph -> new Attendance(graph, worker, workers, target, config));
  }

  /** Publishes the incarnations of all workers' servers. */
  void joined(List<Long> peers) {
    write(peers);
  }

  private void write(List<Long> peers, Op... more) {
    float[] parts = new float[peers.size() * PARTS];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = (peers.get(i / PARTS) >>> (BITS * (i % PARTS))) & ((1 << BITS) - 1);
    }
    try (TFloat32 tensor = Tensors.of(replacement.shape(), parts)) {
      var run = session.newRun().feed(replacement, tensor).addTarget(replace);
      for (Op op : more) {
        run.addTarget(op);
      }
      run.run();
    }
  }

  /**
   * Builds the operation that counts a collective run, to be run with it.
   *
   * @param graph the graph of the run
   * @param worker this worker
   * @return the operation, which depends on nothing, so that it runs at once
   */
  static Op counting(Graph graph, int worker) {
    Ops tf = GraphOps.of(graph).withDevice(Exchange.cpu(worker));
    return tf.assignAdd(begun(tf), tf.constant(1L));
  }

  /**
   * Reads what a worker has published.
   *
   * @param worker its index
   * @param workers the number of workers
   * @param target its address
   * @param patience how long to wait for an answer
   * @throws RuntimeException if it does not answer in time, or has not published anything
   */
  static Entry read(int worker, int workers, String target, Duration patience) {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.of(graph).withDevice(Exchange.cpu(worker));
      Operand<TFloat32> begun =
          tf.dtypes.cast(tf.math.floorMod(begun(tf), tf.constant(MODULUS)), TFloat32.class);
      Operand<TFloat32> peers = tf.identity(peers(tf, workers));
      try (TargetSession session =
          TargetSession.open(
              graph.toGraphDef(),
              target,
              Sessions.ofProbe(WorkerProbe.task(worker), patience),
              0)) {
        List<float[]> values = session.newRun().fetch(begun).fetch(peers).run();
        return new Entry((long) values.get(0)[0], incarnations(values.get(1)));
      }
    }
  }

  private static List<Long> incarnations(float[] parts) {
    List<Long> incarnations = new ArrayList<>();
    for (int i = 0; i < parts.length; i += PARTS) {
      long incarnation = 0;
      for (int part = 0; part < PARTS; part++) {
        incarnation |= (long) parts[i + part] << (BITS * part);
      }
      incarnations.add(incarnation);
    }
    return incarnations;
  }

  private static Variable<TInt64> begun(Ops tf) {
    return tf.variable(Shape.scalar(), TInt64.class, Variable.sharedName("dcgan/begun"));
  }

  private static Variable<TFloat32> peers(Ops tf, int workers) {
    return tf.variable(
        Shape.of((long) workers * PARTS), TFloat32.class, Variable.sharedName("dcgan/peers"));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
