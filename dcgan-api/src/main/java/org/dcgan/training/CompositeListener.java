package org.dcgan.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several listeners as one, whichever of its methods is called. */
final class CompositeListener implements TrainingListener {
  private final List<TrainingListener> listeners;

  CompositeListener(List<? extends TrainingListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    tell(event);
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    tell(event);
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    tell(event);
  }

  @Override
  public void onSaved(TrainingEvent.Saved event) {
    tell(event);
  }

  @Override
  public void onAlarm(TrainingEvent.Alarm event) {
    tell(event);
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    tell(event);
  }

  @Override
  public void onScored(TrainingEvent.Scored event) {
    tell(event);
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    @Nullable RuntimeException first = null;
    for (TrainingListener listener : listeners) {
      try {
        listener.on(event);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  // Through on(), so that a listener that overrides only that one hears of everything too.
  private void tell(TrainingEvent event) {
    for (TrainingListener listener : listeners) {
      listener.on(event);
    }
  }
}
