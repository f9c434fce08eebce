package org.dcgan.training;

import static com.google.common.base.Throwables.throwIfUnchecked;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes events on to several listeners. */
final class CompositeListener implements TrainingListener {
  private final List<TrainingListener> listeners;

  CompositeListener(List<? extends TrainingListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    forward(event);
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    forward(event);
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    forward(event);
  }

  @Override
  public void onSaved(TrainingEvent.Saved event) {
    forward(event);
  }

  @Override
  public void onAlarm(TrainingEvent.Alarm event) {
    forward(event);
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    forward(event);
  }

  @Override
  public void onScored(TrainingEvent.Scored event) {
    forward(event);
  }

  @Override
  public void onLengthFixed(TrainingEvent.LengthFixed event) {
    forward(event);
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    @Nullable Throwable first = null;
    for (TrainingListener listener : listeners) {
      try {
        listener.on(event);
      } catch (RuntimeException | Error e) {
        if (first == null) {
          first = e;
        } else if (e != first) { // several listeners may throw the same exception
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throwIfUnchecked(first);
    }
  }

  // Calls on(), so that a listener that overrides only this method receives all events.
  private void forward(TrainingEvent event) {
    for (TrainingListener listener : listeners) {
      listener.on(event);
    }
  }
}
