package org.dcgan.training;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request to end a training after the current step, from any thread. The model is saved as at the
 * end of a run.
 *
 * <pre>{@code
 * StopSignal stop = new StopSignal();
 * button.onClick(stop::request);
 * dcgan.train(source, plan, stop);
 * }</pre>
 *
 * <p>A signal is used for one training: once requested, it stays so, and a training that is given
 * it makes no step.
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
