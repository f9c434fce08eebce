package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Watches a training. Methods are called on the training thread, one event at a time; what they
 * throw ends the training, with the model saved as it stands.
 */
public interface TrainingListener {

  /**
   * Training begins.
   *
   * @param event what is about to happen
   */
  default void onStarted(TrainingEvent.Started event) {}

  /**
   * A batch was used.
   *
   * @param event its losses and time
   */
  default void onStep(TrainingEvent.StepEnd event) {}

  /**
   * An epoch ended.
   *
   * @param event averages and samples
   */
  default void onEpoch(TrainingEvent.EpochEnd event) {}

  /**
   * The model was saved.
   *
   * @param event where
   */
  default void onSaved(TrainingEvent.Saved event) {}

  /**
   * A trouble was seen.
   *
   * @param event what, with numbers, and what is done about it
   */
  default void onAlarm(TrainingEvent.Alarm event) {}

  /**
   * The run went back to a checkpoint.
   *
   * @param event from where to where
   */
  default void onRolledBack(TrainingEvent.RolledBack event) {}

  /**
   * The checkpoint that was just written was scored.
   *
   * @param event by what, and how good it is
   */
  default void onScored(TrainingEvent.Scored event) {}

  /**
   * Training ended, for whichever reason. Called exactly once if {@link #onStarted} was, also when
   * training fails; the place to close files.
   *
   * @param event the summary
   */
  default void onFinished(TrainingEvent.Finished event) {}

  /**
   * Receives any event and passes it on to the method of its kind.
   *
   * @param event what happened
   */
  default void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Started started) {
      onStarted(started);
    } else if (event instanceof TrainingEvent.StepEnd step) {
      onStep(step);
    } else if (event instanceof TrainingEvent.EpochEnd epoch) {
      onEpoch(epoch);
    } else if (event instanceof TrainingEvent.Saved saved) {
      onSaved(saved);
    } else if (event instanceof TrainingEvent.Alarm alarm) {
      onAlarm(alarm);
    } else if (event instanceof TrainingEvent.RolledBack rolledBack) {
      onRolledBack(rolledBack);
    } else if (event instanceof TrainingEvent.Scored scored) {
      onScored(scored);
    } else if (event instanceof TrainingEvent.Finished finished) {
      onFinished(finished);
    }
  }

  /**
   * Several listeners as one, told in order. What one throws keeps the later ones from hearing of
   * that event, except of the last: each is told that training finished, so that each can close its
   * files; then the first exception is thrown, with the others suppressed in it.
   *
   * @param listeners any number
   * @return all of them
   */
  static TrainingListener all(List<? extends TrainingListener> listeners) {
    requireNonNull(listeners, "listeners");

    return new CompositeListener(listeners);
  }
}
