package org.dcgan.examples.explore;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageShape;

/**
 * The open model, which requests share. A limited number of requests use it at a time; the others
 * wait. A reload replaces it; the previous model is closed when the last request that uses it ends.
 */
final class SharedModel implements AutoCloseable {
  private static final int SHORT_OPERATIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ExploreSource source;
  private final Duration patience;
  private final Semaphore shortOperations = new Semaphore(SHORT_OPERATIONS, true);
  private final Semaphore longOperations = new Semaphore(1, true);
  private final ReentrantLock lock = new ReentrantLock();
  private Lease current;

  /** An operation on the model. */
  @FunctionalInterface
  interface Operation<T> {
    T on(Dcgan model) throws IOException;
  }

  /** A model with the number of requests that use it. */
  private static final class Lease {
    final Dcgan model;
    int users;
    boolean retired;

    Lease(Dcgan model) {
      this.model = model;
    }
  }

  SharedModel(ExploreSource source) throws IOException {
    this(source, PATIENCE);
  }

  /**
   * Opens the model.
   *
   * @param source opens it, now and when it is reloaded
   * @param patience the time after which a waiting request is refused
   */
  SharedModel(ExploreSource source, Duration patience) throws IOException {
    this.source = source;
    this.patience = patience;
    this.current = new Lease(source.openModel());
  }

  /** Runs an operation of less than a few seconds. */
  <T> T use(Operation<T> operation) throws IOException {
    return limited(
        shortOperations, operation, "the server is busy with other requests; try again soon");
  }

  /** Runs an operation that may take minutes, one at a time. */
  <T> T useLong(Operation<T> operation) throws IOException {
    return limited(
        longOperations,
        operation,
        "another long operation is running; wait for its end or cancel it, then try again");
  }

  /**
   * Opens the model anew and replaces the present one, which stays if that fails.
   *
   * @throws RefusedException if the images of the new model have another shape
   */
  void reload() throws IOException {
    useLong(
        old -> {
          Dcgan model = source.openModel();
          ImageShape before = old.architecture().image();
          ImageShape now = model.architecture().image();
          if (!before.equals(now)) {
            model.close();
            throw new RefusedException(
                409,
                "the model now generates images of "
                    + now
                    + " instead of "
                    + before
                    + "; start the program again");
          }
          replace(model);
          return model;
        });
  }

  private void replace(Dcgan model) {
    Lease old;
    lock.lock();
    try {
      old = current;
      current = new Lease(model);
      old.retired = true;
    } finally {
      lock.unlock();
    }
    closeIfUnused(old);
  }

  private <T> T limited(Semaphore permits, Operation<T> operation, String refusal)
      throws IOException {
    try {
      if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RefusedException(503, refusal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(503, "the server is stopping");
    }
    try {
      Lease lease = lease();
      try {
        return operation.on(lease.model);
      } finally {
        release(lease);
      }
    } finally {
      permits.release();
    }
  }

  private Lease lease() {
    lock.lock();
    try {
      current.users++;
      return current;
    } finally {
      lock.unlock();
    }
  }

  private void release(Lease lease) {
    lock.lock();
    try {
      lease.users--;
    } finally {
      lock.unlock();
    }
    closeIfUnused(lease);
  }

  private void closeIfUnused(Lease lease) {
    boolean unused;
    lock.lock();
    try {
      unused = lease.retired && lease.users == 0;
    } finally {
      lock.unlock();
    }
    if (unused) {
      lease.model.close();
    }
  }

  /** Closes the model as soon as no request uses it. */
  @Override
  public void close() {
    Lease last;
    lock.lock();
    try {
      last = current;
      last.retired = true;
    } finally {
      lock.unlock();
    }
    closeIfUnused(last);
  }
}
