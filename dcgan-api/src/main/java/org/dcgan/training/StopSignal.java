package org.dcgan.training;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request to end training after the step at hand, from any thread. The model is saved as at the
 * end of a run.
 */
public final class StopSignal {
  private final AtomicBoolean requested = new AtomicBoolean();

  /** A signal that nobody has given yet. */
  public StopSignal() {}

  /** Asks training to end. Does not wait for it. */
  public void request() {
    requested.set(true);
  }

  /**
   * Whether somebody asked.
   *
   * @return true once {@link #request} was called
   */
  public boolean requested() {
    return requested.get();
  }
}
