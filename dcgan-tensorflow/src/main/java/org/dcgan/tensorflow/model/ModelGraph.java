package org.dcgan.tensorflow.model;

import static org.dcgan.internal.PrintableText.printable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.tensorflow.network.GraphOps;
import org.dcgan.tensorflow.network.ParameterStore;
import org.dcgan.tensorflow.runtime.Failures;
import org.dcgan.tensorflow.runtime.Gpus;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.runtime.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * A model's graph in its session, the owner of its native memory. Programs (sampling, scoring, a
 * training step) are drawn into the graph when first used.
 *
 * <p>Running them takes the read lock, drawing and changing variables the write lock, since a graph
 * must not grow while it runs. No lock is held while code of the application runs: a training takes
 * the write lock for each step anew, and lets go of it before listeners, scores and image sources
 * are called. That there is one training at a time is the task of {@link Change}. The lock is fair,
 * so that neither a training nor the threads that sample beside it starve.
 */
final class ModelGraph implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ModelGraph.class);

  /** How long closing waits for others: as long as the end of a process waits for a training. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ModelSpec spec;
  private final Hardware hardware;
  private final Graph graph;
  private final Ops tf;
  private final Session session;
  private final ParameterStore store;
  private final Programs programs;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final AtomicReference<@Nullable Change> change = new AtomicReference<>();
  private volatile boolean closing;
  private volatile int largestBatchSize;

  /** Under the write lock. */
  private boolean released;

  private ModelGraph(ModelSpec spec, Hardware hardware, Graph graph) {
    this.spec = spec;
    this.hardware = hardware;
    this.graph = graph;
    Ops anywhere = GraphOps.of(graph);
    this.tf = hardware.device() == Device.GPU ? anywhere.withDevice(Gpus.FIRST) : anywhere;
    this.store = Variables.of(spec, tf);
    this.programs =
        hardware.precision() == Precision.BFLOAT16
            ? new Programs(tf, TBfloat16.class, hardware.variants(), store, spec.architecture())
            : new Programs(tf, TFloat32.class, hardware.variants(), store, spec.architecture());
    this.session = Sessions.forNetwork(graph, hardware);
  }

  /**
   * Builds a model's graph and opens its session.
   *
   * @throws org.dcgan.ResourceLimitException if the model will not fit into memory; nothing has
   *     been allocated then
   */
  static ModelGraph open(ModelSpec spec, Hardware hardware) {
    NativeMemory.requireForModel(spec.architecture());
    return Failures.translated(
        () -> {
          Graph graph = new Graph();
          boolean open = false;
          try {
            ModelGraph model = new ModelGraph(spec, hardware, graph);
            open = true;
            return model;
          } finally {
            if (!open) {
              graph.close();
            }
          }
        });
  }

  /**
   * The right of one thread to train the model, or to change it otherwise over more than one step.
   */
  final class Change implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);

    private Change() {}

    /** Whether somebody waits for it to end. */
    boolean shouldEnd() {
      return closing;
    }

    @Override
    public void close() {
      change.set(null);
      over.countDown();
      releaseIfClosing();
    }
  }

  /**
   * Refuses a training that will not fit into memory. One of a smaller batch than a training before
   * it finds that training's memory, which TensorFlow keeps. By the thread that changes.
   */
  void requireMemoryFor(int batchSize) {
    if (batchSize > largestBatchSize) {
      NativeMemory.requireForTraining(architecture(), batchSize, hardware);
      largestBatchSize = batchSize;
    }
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

  /**
   * Makes this thread the one that changes the model until what is returned is closed.
   *
   * @throws IllegalStateException if there is one already, or the model is closed
   */
  Change change() {
    Change mine = new Change();
    @Nullable Change other = change.compareAndExchange(null, mine);
    if (other != null) {
      requireOpen();
      throw new IllegalStateException(
          other.thread == Thread.currentThread()
              ? "this DCGAN is being trained by this thread; a listener, a score or an image"
                  + " source of a training cannot train the model or gather its statistics: do it"
                  + " after train has returned"
              : "this DCGAN is being trained by another thread ("
                  + printable(other.thread.getName())
                  + "), and a model has one training at a time; wait for that one, or build or load"
                  + " another model");
    }
    if (closing) {
      mine.close();
      requireOpen();
    }
    return mine;
  }

  /** Runs what leaves graph and variables as they are, beside others that do. */
  <R, X extends Exception> R reading(Failures.Work<R, X> work) throws X {
    lock.readLock().lock();
    try {
      requireOpen();
      return Failures.translated(work);
    } finally {
      lock.readLock().unlock();
      releaseIfClosing();
    }
  }

  /** Runs what extends the graph or changes variables, while nobody else uses them. */
  <R, X extends Exception> R writing(Failures.Work<R, X> work) throws X {
    lock.writeLock().lock();
    try {
      requireOpen();
      return Failures.translated(work);
    } finally {
      lock.writeLock().unlock();
      releaseIfClosing();
    }
  }

  /**
   * Runs what needs preparation that extends the graph or changes variables, with nobody's change
   * between the two.
   *
   * @param prepared whether that was done before; under the read lock
   * @param prepare does it, under the write lock
   * @param work then runs under the read lock
   */
  <R, X extends Exception> R reading(BooleanSupplier prepared, Runnable prepare, Failures.Work<R, X> work)
      throws X {
    lockForReading(prepared, prepare);
    try {
      return Failures.translated(work);
    } finally {
      lock.readLock().unlock();
      releaseIfClosing();
    }
  }

  private void lockForReading(BooleanSupplier prepared, Runnable prepare) {
    boolean ready = false;
    lock.readLock().lock();
    try {
      requireOpen();
      ready = prepared.getAsBoolean();
    } finally {
      if (!ready) {
        lock.readLock().unlock();
        releaseIfClosing();
      }
    }
    if (!ready) {
      writing(
          () -> {
            prepare.run();
            lock.readLock().lock(); // before the write lock is given back
            return true;
          });
    }
  }

  /** Draws the program if need be, then runs it beside others. */
  <R> R running(Programs.Key key, Function<Programs.Program, R> run) {
    return running(drawn(key), run);
  }

  /** A program of this graph. */
  Inspections.Drawn<Programs.Program> drawn(Programs.Key key) {
    return new Inspections.Drawn<>() {
      @Override
      public Programs.@Nullable Program known() {
        return programs.drawn(key);
      }

      @Override
      public Programs.Program draw() {
        return programs.draw(key);
      }
    };
  }

  /** Draws the program if need be, then runs it beside others. */
  <P, R> R running(Inspections.Drawn<P> drawn, Function<P, R> run) {
    return reading(
        () -> drawn.known() != null,
        drawn::draw,
        () -> run.apply(Objects.requireNonNull(drawn.known())));
  }

  /** A variable's values. */
  float[] read(String name) {
    return reading(() -> store.read(session, name));
  }

  /** So that a closed model says so, whatever else may be wrong with a request. */
  void requireOpen() {
    if (!isOpen()) {
      throw new IllegalStateException("this DCGAN is closed; load or build another one");
    }
  }

  /** A training that was asked to end still has to save the model. */
  private boolean isOpen() {
    @Nullable Change running = change.get();
    return !closing || running != null && running.thread == Thread.currentThread();
  }

  @Override
  public void close() {
    closing = true;
    @Nullable Change running = change.get();
    if (running != null && running.thread == Thread.currentThread()
        || lock.getReadHoldCount() > 0
        || lock.isWriteLockedByCurrentThread()) {
      return; // this thread releases it when it has done
    }
    releaseIfClosing();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      if (running != null
          && !running.over.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        logger.warn(
            "a training did not end within {} after its model was closed; its memory is released"
                + " when it does",
            PATIENCE);
        return;
      }
      if (lock.writeLock().tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        try {
          release();
        } finally {
          lock.writeLock().unlock();
        }
      } else {
        logger.warn(
            "a model is still used {} after it was closed; its memory is released when that ends",
            PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last one out releases the memory, where closing did not wait for it. */
  private void releaseIfClosing() {
    if (closing
        && change.get() == null
        && lock.getReadHoldCount() == 0
        && !lock.isWriteLockedByCurrentThread()
        && lock.writeLock().tryLock()) {
      try {
        release();
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  private void release() {
    if (!released) {
      try {
        session.close();
        graph.close();
        released = true;
      } catch (OutOfMemoryError e) {
        if (!Failures.isOfJavaCpp(e)) {
          throw e;
        }
        logger.warn(
            "a model's native memory could not be released, since the process is above JavaCPP's"
                + " limit ({}); start the JVM with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            e.getMessage());
      }
    }
  }
}
