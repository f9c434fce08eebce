package org.dcgan.tensorflow;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.dcgan.Architecture;
import org.dcgan.Device;
import org.dcgan.ModelSpec;
import org.dcgan.Precision;
import org.dcgan.tensorflow.network.ParameterStore;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * A model's graph in its session, the owner of its native memory. Programs (sampling, scoring, a
 * training step) are drawn into the graph when first used. Running them takes the read lock,
 * drawing and training the write lock, since a graph must not grow while it runs.
 */
final class ModelGraph implements AutoCloseable {
  private final ModelSpec spec;
  private final Hardware hardware;
  private final Graph graph;
  private final Ops tf;
  private final Session session;
  private final ParameterStore store;
  private final Programs programs;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  ModelGraph(ModelSpec spec, Hardware hardware) {
    this.spec = spec;
    this.hardware = hardware;
    this.graph = new Graph();
    Ops anywhere = Ops.create(graph);
    this.tf = hardware.device() == Device.GPU ? anywhere.withDevice(Gpus.FIRST) : anywhere;
    this.store = Variables.of(spec, tf);
    this.programs =
        hardware.precision() == Precision.BFLOAT16
            ? new Programs(tf, TBfloat16.class, hardware.forms(), store, spec.architecture())
            : new Programs(tf, TFloat32.class, hardware.forms(), store, spec.architecture());
    this.session = new Session(graph, false, hardware.config());
  }

  ModelSpec spec() {
    return spec;
  }

  Architecture architecture() {
    return spec.architecture();
  }

  Hardware hardware() {
    return hardware;
  }

  Graph graph() {
    return graph;
  }

  Ops tf() {
    return tf;
  }

  Session session() {
    requireOpen();
    return session;
  }

  ParameterStore store() {
    return store;
  }

  Programs programs() {
    return programs;
  }

  Lock readLock() {
    return lock.readLock();
  }

  Lock writeLock() {
    return lock.writeLock();
  }

  /** Draws the program if need be, then runs it beside others. */
  <R> R running(Programs.Key key, Function<Programs.Program, R> run) {
    return running(
        new Inspections.Drawn<>() {
          @Override
          public Programs.@Nullable Program known() {
            return programs.drawn(key);
          }

          @Override
          public Programs.Program draw() {
            return programs.draw(key);
          }
        },
        run);
  }

  /** Draws the program if need be, then runs it beside others. */
  <P, R> R running(Inspections.Drawn<P> drawn, Function<P, R> run) {
    @Nullable P program;
    lock.readLock().lock();
    try {
      requireOpen();
      program = drawn.known();
    } finally {
      lock.readLock().unlock();
    }
    if (program == null) {
      lock.writeLock().lock();
      try {
        requireOpen();
        program = drawn.draw();
      } finally {
        lock.writeLock().unlock();
      }
    }
    lock.readLock().lock();
    try {
      requireOpen();
      return run.apply(program);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A variable's values. */
  float[] read(String name) {
    lock.readLock().lock();
    try {
      requireOpen();
      return store.read(session, name);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** So that a closed model says so, whatever else may be wrong with a request. */
  void checkOpen() {
    lock.readLock().lock();
    try {
      requireOpen();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The same for those who hold a lock. */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this DCGAN is closed; load or build another one");
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
        graph.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
