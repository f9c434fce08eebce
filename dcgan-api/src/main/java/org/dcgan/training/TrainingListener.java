package org.dcgan.training;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Receives the events of a training. Methods are called on the training thread, one event at a
 * time. An exception that a listener throws ends the training; if the plan has checkpoints, one is
 * written first.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface TrainingListener {

  /**
   * Called when the training starts.
   *
   * @param event architecture, plan, dataset and runtime of the training
   */
  default void onStarted(TrainingEvent.Started event) {}

  /**
   * Called after each step.
   *
   * @param event losses and times of the step
   */
  default void onStep(TrainingEvent.StepEnd event) {}

  /**
   * Called after each epoch.
   *
   * @param event average losses and generated samples
   */
  default void onEpoch(TrainingEvent.EpochEnd event) {}

  /**
   * Called after a checkpoint was written.
   *
   * @param event the folder of the checkpoint
   */
  default void onSaved(TrainingEvent.Saved event) {}

  /**
   * Called when a problem was detected.
   *
   * @param event the problem, the measured value and the action taken
   */
  default void onAlarm(TrainingEvent.Alarm event) {}

  /**
   * Called after the run was rolled back to a checkpoint.
   *
   * @param event the steps before and after the rollback
   */
  default void onRolledBack(TrainingEvent.RolledBack event) {}

  /**
   * Called after the checkpoint that was just written was scored.
   *
   * @param event the name of the score and its value
   */
  default void onScored(TrainingEvent.Scored event) {}

  /**
   * Called when the length of a run whose budget is a duration has become a number of steps.
   *
   * @param event the number of the last step
   */
  default void onLengthFixed(TrainingEvent.LengthFixed event) {}

  /**
   * Called when the training ends, for any reason including failure. It is called exactly once if
   * {@link #onStarted} was called. Override it to close files.
   *
   * @param event the summary of the training
   */
  default void onFinished(TrainingEvent.Finished event) {}

  /**
   * Receives every event and calls the method for its type.
   *
   * @param event the event
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
    } else if (event instanceof TrainingEvent.LengthFixed fixed) {
      onLengthFixed(fixed);
    } else if (event instanceof TrainingEvent.Finished finished) {
      onFinished(finished);
    }
  }

  /**
   * Combines listeners into one that calls them in order. If a listener throws an exception, the
   * listeners after it do not receive this event. The event {@link TrainingEvent.Finished} is an
   * exception: it is passed to all listeners, so that each can close its files; then the first
   * exception is thrown, with the others as suppressed exceptions.
   *
   * @param listeners any number of listeners
   * @return the combined listener
   */
  static TrainingListener all(List<? extends TrainingListener> listeners) {
    requireNonNull(listeners, "listeners");

    return new CompositeListener(listeners);
  }
}
