package org.dcgan.training;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apiguardian.api.API;

/**
 * A signal that ends a training after the current step. It can be requested from any thread. If the
 * plan has checkpoints, one is written before the training ends.
 *
 * <pre>{@code
 * StopSignal stop = new StopSignal();
 * button.onClick(stop::request);
 * dcgan.train(source, plan, stop);
 * }</pre>
 *
 * <p>A signal is used for one training: it cannot be reset, and a training that is started with a
 * requested signal makes no step.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class StopSignal {
  private final AtomicBoolean requested = new AtomicBoolean();

  /** Creates a signal that has not been requested. */
  public StopSignal() {}

  /** Requests the training to end. This method does not wait for the end. */
  public void request() {
    requested.set(true);
  }

  /**
   * Returns whether the signal has been requested.
   *
   * @return true after {@link #request} has been called
   */
  public boolean requested() {
    return requested.get();
  }
}
