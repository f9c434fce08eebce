package org.dcgan.tensorflow.model;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.dcgan.tensorflow.runtime.GraphSession;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;
import org.dcgan.tensorflow.runtime.Natives;
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
 * A model's graph with its session; owns the native memory. Programs (sampling, scoring, a training
 * step) are added to the graph when they are first used.
 *
 * <p>Running a program requires the read lock; adding a program or changing variables requires the
 * write lock, because a graph must not grow while it runs. No lock is held while code of the
 * application runs: a training acquires the write lock for each step and releases it before
 * listeners, scores and image sources are called. {@link Change} ensures that a model has one
 * training at a time. The lock is fair, so that neither a training nor concurrently sampling
 * threads starve.
 */
final class ModelGraph implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ModelGraph.class);

  /** How long {@code close} waits for other threads; StopOnExit waits as long for a training. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(1);

  private final ModelSpec spec;
  private final Hardware hardware;
  private final GraphSession<Built> network;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final AtomicReference<@Nullable Change> change = new AtomicReference<>();
  private volatile boolean closing;
  private final MemoryCheck memory;

  /** The bytes of the largest training that has made a step. */
  private volatile long largestTraining;

  /** The rows of the largest pass that was made. */
  private final AtomicInteger largestPass = new AtomicInteger();

  /** Guarded by the write lock. */
  private boolean released;

  /**
   * Where newer values of the variables are; null if they are trained here, or were copied since
   * the last step. Written under the write lock.
   */
  private volatile @Nullable Elsewhere newer;

  private ModelGraph(
      ModelSpec spec, Hardware hardware, GraphSession<Built> network, MemoryCheck memory) {
    this.spec = spec;
    this.hardware = hardware;
    this.network = network;
    this.memory = memory;
  }

  /** The variables, and the programs that were built so far. */
  private record Built(Ops tf, ParameterStore store, Programs programs) {
    private static Built of(Graph graph, ModelSpec spec, Hardware hardware) {
      Ops anywhere = GraphOps.of(graph);
      Ops tf = hardware.device() == Device.GPU ? anywhere.withDevice(Gpus.FIRST) : anywhere;
      ParameterStore store = Variables.of(spec, tf);
      return new Built(
          tf,
          store,
          hardware.precision() == Precision.BFLOAT16
              ? new Programs(tf, TBfloat16.class, hardware.variants(), store, spec.architecture())
              : new Programs(tf, TFloat32.class, hardware.variants(), store, spec.architecture()));
    }
  }

  /**
   * Builds a model's graph and opens its session.
   *
   * @throws org.dcgan.ResourceLimitException if the model will not fit into memory; nothing has
   *     been allocated then
   */
  static ModelGraph open(ModelSpec spec, Hardware hardware) {
    return open(spec, hardware, MemoryCheck.NATIVE);
  }

  /** The same with another check of the memory for trainings and passes. */
  static ModelGraph open(ModelSpec spec, Hardware hardware, MemoryCheck memory) {
    Natives.require();
    NativeMemory.requireForModel(spec.architecture());
    return new ModelGraph(
        spec,
        hardware,
        GraphSession.open(
            graph -> Built.of(graph, spec, hardware),
            graph -> Sessions.forNetwork(graph, hardware)),
        memory);
  }

  /** Variables of the model in another session, where they are trained. */
  interface Elsewhere {
    /** Called before the first step after which the variables of this model are older. */
    void departing();

    /** Copies the variables into this model's session. */
    void copy();

    /** Called when the variables of this model, which are older, are kept instead. */
    void abandoned();
  }

  /**
   * The exclusive right of one thread to train the model, or to change it in another way that takes
   * more than one step.
   */
  final class Change implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);

    private Change() {}

    /** Whether the model is being closed, so that the change should end soon. */
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
   * Requires memory for a training. A training that needs no more than an earlier one is not
   * checked, because TensorFlow keeps and reuses the memory of the earlier one. To be called by the
   * thread that holds the {@link Change}.
   */
  void requireMemoryFor(
      NativeMemory.Step step, NativeMemory.Place place, NativeMemory.Start start) {
    if (!hadMemoryFor(step, place)) {
      memory.requireForTraining(step, hardware, place, start);
    }
  }

  /**
   * Says that a training has made a step and so has its memory. Not to be called earlier: a
   * training that is refused after the check has allocated nothing. To be called by the thread that
   * holds the {@link Change}.
   */
  void madeStep(NativeMemory.Step step, NativeMemory.Place place) {
    largestTraining = Math.max(largestTraining, bytes(step, place));
  }

  /** Requires memory for timing steps beside this model, as {@link #requireMemoryFor}. */
  void requireMemoryForTiming(NativeMemory.Step step) {
    memory.requireForTimedSteps(step, hadMemoryFor(step, NativeMemory.Place.MODEL));
  }

  /** Whether an earlier training had as much memory, which TensorFlow keeps. */
  boolean hadMemoryFor(NativeMemory.Step step, NativeMemory.Place place) {
    return bytes(step, place) <= largestTraining;
  }

  private long bytes(NativeMemory.Step step, NativeMemory.Place place) {
    return NativeMemory.trainingBytes(step, hardware.precision(), place);
  }

  /**
   * Makes a pass over rows that are computed at once, and requires memory for it. A pass over no
   * more rows than an earlier one that was made is not checked, as with {@link #requireMemoryFor}.
   */
  @CanIgnoreReturnValue
  <R, X extends Exception> R passing(int rows, Failures.Work<R, X> pass) throws X {
    if (rows <= largestPass.get()) {
      return pass.run();
    }
    memory.requireForPass(architecture(), rows, hardware);
    R result = pass.run();
    largestPass.accumulateAndGet(rows, Math::max);
    return result;
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
    return network.graph();
  }

  Ops tf() {
    return network.content().tf();
  }

  Session session() {
    requireOpen();
    return network.session();
  }

  ParameterStore store() {
    return network.content().store();
  }

  Programs programs() {
    return network.content().programs();
  }

  /**
   * Gives this thread the right to change the model until the returned object is closed.
   *
   * @throws IllegalStateException if another change is in progress, or the model is closed
   */
  Change change() {
    Change mine = new Change();
    @Nullable Change other = change.compareAndExchange(null, mine);
    if (other != null) {
      requireOpen();
      throw new IllegalStateException(
          other.thread == Thread.currentThread()
              ? "this DCGAN is being trained by this thread; a listener, a score or an image"
                  + " source of a training cannot train the model or gather its statistics: do so"
                  + " after train has returned"
              : "this DCGAN is being trained by another thread ("
                  + printable(other.thread.getName())
                  + "), and a model has one training at a time; wait for that training, or build or"
                  + " load another model");
    }
    if (closing) {
      mine.close();
      requireOpen();
    }
    return mine;
  }

  /** Runs work that changes neither graph nor variables, concurrently with other such work. */
  @CanIgnoreReturnValue
  <R, X extends Exception> R reading(Failures.Work<R, X> work) throws X {
    return reading(() -> true, () -> {}, work);
  }

  /** Runs work that extends the graph or changes variables, exclusively. */
  @CanIgnoreReturnValue
  <R, X extends Exception> R writing(Failures.Work<R, X> work) throws X {
    lock.writeLock().lock();
    try {
      requireOpen();
      return Failures.translated(
          () -> {
            catchUp();
            return work.run();
          });
    } finally {
      lock.writeLock().unlock();
      releaseIfClosing();
    }
  }

  /**
   * Runs a step of a training whose variables are in another session, exclusively. Before this
   * model's variables are used next, they are copied from there. If the step fails, which may have
   * changed some of the variables there, this model keeps those that were copied last.
   *
   * @param step the step
   * @param variables the variables that the step changes
   */
  @CanIgnoreReturnValue
  <R, X extends Exception> R elsewhere(Failures.Work<R, X> step, Elsewhere variables) throws X {
    lock.writeLock().lock();
    try {
      requireOpen();
      if (newer == null) {
        variables.departing();
        newer = variables;
      }
      return orForgotten(step);
    } finally {
      lock.writeLock().unlock();
      releaseIfClosing();
    }
  }

  private <R, X extends Exception> R orForgotten(Failures.Work<R, X> step) throws X {
    boolean complete = false;
    try {
      R result = Failures.translated(step);
      complete = true;
      return result;
    } finally {
      if (!complete) {
        forgetElsewhere();
      }
    }
  }

  /** Keeps the variables as they are here. */
  void forgetElsewhere() {
    lock.writeLock().lock();
    try {
      Elsewhere variables = newer;
      if (variables != null) {
        newer = null;
        variables.abandoned();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Requires the write lock. */
  private void catchUp() {
    Elsewhere variables = newer;
    if (variables != null) {
      variables.copy();
      newer = null;
    }
  }

  /**
   * Runs work under the read lock that may need a preparation under the write lock. No other change
   * happens between the two.
   *
   * @param prepared whether the preparation was done before; called under the read lock
   * @param prepare the preparation, called under the write lock
   * @param work the work, called under the read lock
   */
  @CanIgnoreReturnValue
  <R, X extends Exception> R reading(
      BooleanSupplier prepared, Runnable prepare, Failures.Work<R, X> work) throws X {
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
      ready = newer == null && prepared.getAsBoolean();
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
            lock.readLock().lock(); // before the write lock is released
            return true;
          });
    }
  }

  /** Builds the program if necessary, then runs it concurrently with other programs. */
  <P, R> R running(Inspections.LazyProgram<P> program, Function<P, R> run) {
    return reading(
        () -> program.existing() != null,
        program::build,
        () -> run.apply(requireNonNull(program.existing())));
  }

  /** A variable's values. */
  float[] read(String name) {
    return reading(() -> store().read(network.session(), name));
  }

  /** The values of several variables at one moment, in the order of their names. */
  Map<String, float[]> read(Collection<String> names) {
    return reading(() -> store().read(network.session(), names));
  }

  /**
   * Reads variables one after another, with few runs of the graph and little memory. Requires the
   * read lock.
   *
   * @param names the variables, in the order in which they will be asked for
   */
  Function<String, float[]> reader(Collection<String> names) {
    return store().reader(network.session(), names);
  }

  /** Checked first, so that a closed model is reported before other problems of a request. */
  void requireOpen() {
    if (!isOpen()) {
      throw new IllegalStateException("this DCGAN is closed; load or build another one");
    }
  }

  /** A closing model stays open for its training thread, which still has to save the model. */
  boolean isOpen() {
    @Nullable Change running = change.get();
    return !closing || (running != null && running.thread == Thread.currentThread());
  }

  @Override
  public void close() {
    closing = true;
    @Nullable Change running = change.get();
    if ((running != null && running.thread == Thread.currentThread())
        || lock.getReadHoldCount() > 0
        || lock.isWriteLockedByCurrentThread()) {
      return; // this thread releases the memory when its work is done
    }
    releaseIfClosing();
    long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    try {
      if (running != null
          && !running.over.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        logger.warn(
            "a training did not end within {} after its model was closed; the model's memory is"
                + " released when the training ends",
            CLOSE_TIMEOUT);
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
            "a model is still in use {} after it was closed; its memory is released when that use"
                + " ends",
            CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Releases the memory of a closing model if no thread uses the model any more. */
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
        network.close();
        released = true;
      } catch (OutOfMemoryError e) {
        if (!Failures.isOfJavaCpp(e)) {
          throw e;
        }
        logger.warn(
            "a model's native memory could not be released, because the process exceeds JavaCPP's"
                + " limit ({}); start the JVM with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            e.getMessage());
      }
    }
  }
}
