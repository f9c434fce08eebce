package org.dcgan;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apiguardian.api.API;
import org.dcgan.internal.Durations;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingProgress;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;

/**
 * A training that runs on an executor, as {@link Dcgan#trainAsync} starts it.
 *
 * <pre>{@code
 * TrainingHandle training = dcgan.trainAsync(source, plan, executor);
 * training.progress().fraction();            // from a request handler or a user interface
 * training.stop();                           // saves a checkpoint if the plan has checkpoints
 * TrainingSummary summary = training.await();
 * }</pre>
 *
 * <p>All methods are thread-safe and, except {@link #await}, return at once. A handle that is not
 * referenced any more does not end its training; closing the model does.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TrainingHandle {
  private final StopSignal stop = new StopSignal();
  private final ProgressTracker tracker = new ProgressTracker();
  private final CompletableFuture<TrainingSummary> future = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** The training before it begins; whoever takes it out starts the training or cancels it. */
  private final AtomicReference<@Nullable Training> waiting;

  private volatile @Nullable Thread thread;

  /** Set before {@link #ended} is counted down, unless the training was cancelled. */
  private volatile @Nullable TrainingSummary summary;

  private volatile @Nullable Throwable failure;

  /** Trains until it is completed or stopped. */
  @FunctionalInterface
  interface Training {
    TrainingSummary run(StopSignal stop, TrainingListener progress) throws IOException;
  }

  private TrainingHandle(Training training) {
    this.waiting = new AtomicReference<>(training);
    // Also where an application completes the future in another way, such as by orTimeout.
    var unused =
        future.whenComplete(
            (result, exception) -> {
              if (!isDone()) {
                stop();
              }
            });
  }

  /** Submits a training to an executor. */
  static TrainingHandle start(Executor executor, Training training) {
    TrainingHandle handle = new TrainingHandle(training);
    executor.execute(handle::run);
    return handle;
  }

  private void run() {
    @Nullable Training training = waiting.getAndSet(null);
    if (training == null) {
      return; // stopped before it began
    }
    thread = Thread.currentThread();
    tracker.begin();
    try {
      summary = training.run(stop, tracker);
    } catch (Throwable e) {
      failure = e;
    }
    end();
  }

  private void end() {
    thread = null;
    tracker.end(summary);
    ended.countDown();
    completeFuture();
  }

  /** Called also by threads that wait, so that the future is done once {@link #await} returns. */
  private void completeFuture() {
    if (summary != null) {
      future.complete(summary);
    } else if (failure != null) {
      future.completeExceptionally(failure);
    } else {
      future.cancel(false);
    }
  }

  /**
   * Asks the training to end after the current step. If the plan has checkpoints, one is written.
   * The outcome is {@link TrainingSummary.Outcome#STOPPED}. A training that the executor has not
   * started yet never starts; its {@link #future} is cancelled. Stopping a training that has ended
   * or was stopped has no effect.
   */
  public void stop() {
    stop.request();
    if (waiting.getAndSet(null) != null) {
      end();
    }
  }

  /**
   * Waits for the end of the training, which includes writing its last checkpoint.
   *
   * @return the outcome of the training
   * @throws CancellationException if the training was stopped before the executor started it
   * @throws IllegalStateException if the model is closed or was already being trained; if this
   *     method is called by the training itself, for example in a listener; or if a listener or the
   *     source throws a checked exception that it does not declare, which is the cause
   * @throws IllegalArgumentException if the images do not have the model's shape, or there are
   *     fewer than one batch
   * @throws ResourceLimitException if the training needs more memory than is available
   * @throws EngineException if the engine fails
   * @throws ClusterException if another worker fails, is lost or trains something else
   * @throws DivergedException if a loss, a gradient or a weight becomes NaN or infinite
   * @throws IOException if the images cannot be read or the model cannot be saved; {@link
   *     org.dcgan.training.ResumeException} if the plan's folder holds a different run
   * @throws InterruptedException if the waiting thread is interrupted; the training continues
   */
  public TrainingSummary await() throws IOException, InterruptedException {
    checkOtherThread();
    ended.await();
    completeFuture();
    return result();
  }

  /**
   * Waits for the end of the training, but not longer than a given time.
   *
   * @param timeout the maximum time to wait; zero or less does not wait
   * @return the outcome of the training; empty if it has not ended
   * @throws CancellationException if the training was stopped before the executor started it
   * @throws IllegalStateException as {@link #await()}
   * @throws IllegalArgumentException as {@link #await()}
   * @throws ResourceLimitException as {@link #await()}
   * @throws EngineException as {@link #await()}
   * @throws ClusterException as {@link #await()}
   * @throws DivergedException as {@link #await()}
   * @throws IOException as {@link #await()}
   * @throws InterruptedException if the waiting thread is interrupted; the training continues
   */
  public Optional<TrainingSummary> await(Duration timeout)
      throws IOException, InterruptedException {
    requireNonNull(timeout, "timeout");

    checkOtherThread();
    if (!ended.await(Durations.nanos(timeout), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    completeFuture();
    return Optional.of(result());
  }

  private void checkOtherThread() {
    checkState(
        thread != Thread.currentThread(),
        "a training cannot wait for its own end: await was called by its thread, for example in a"
            + " listener; call stop() there, and await in another thread");
  }

  private TrainingSummary result() throws IOException {
    @Nullable Throwable problem = failure;
    if (problem instanceof IOException e) {
      throw e;
    } else if (problem instanceof RuntimeException e) {
      throw e;
    } else if (problem instanceof Error e) {
      throw e;
    } else if (problem != null) {
      // Other languages than Java throw checked exceptions that are not declared.
      throw new IllegalStateException("the training failed: " + problem, problem);
    }
    @Nullable TrainingSummary result = summary;
    if (result == null) {
      throw new CancellationException("the training was stopped before the executor started it");
    }
    return result;
  }

  /**
   * Returns a future of the outcome. It fails with the exception of the training itself, which
   * {@link CompletableFuture#join} and {@code get} wrap. Cancelling the future, or completing it in
   * another way such as by {@code orTimeout}, stops the training like {@link #stop}. A cancelled
   * future is done at once, while the training still writes its checkpoint; {@link #await} waits
   * for that. Functions that are attached to the future run in the thread of the training, or in
   * one that awaits it, unless an executor is given.
   *
   * @return always the same future
   */
  public CompletableFuture<TrainingSummary> future() {
    return future;
  }

  /**
   * Returns how far the training is. Updated after each step.
   *
   * @return the progress at this moment
   */
  public TrainingProgress progress() {
    return tracker.now();
  }

  /**
   * Returns whether the training has ended, for any reason.
   *
   * @return true if {@link #await} returns or throws at once
   */
  public boolean isDone() {
    return ended.getCount() == 0;
  }

  /** For example {@code TrainingHandle[RUNNING, step 120 of 2575]}. */
  @Override
  public String toString() {
    TrainingProgress now = progress();
    return "TrainingHandle["
        + now.state()
        + ", step "
        + now.step()
        + (now.timeLimit().isPresent() ? "" : " of " + now.totalSteps())
        + "]";
  }
}
