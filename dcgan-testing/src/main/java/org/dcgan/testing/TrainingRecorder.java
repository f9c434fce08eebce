package org.dcgan.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingSummary;

/** A listener that keeps all events and may act at each. */
public final class TrainingRecorder implements TrainingListener {
  private final List<TrainingEvent> events = new CopyOnWriteArrayList<>();
  private final Consumer<TrainingEvent> action;

  /** Creates a recorder that does nothing else. */
  public TrainingRecorder() {
    this(event -> {});
  }

  /**
   * Creates a recorder with an action.
   *
   * @param action called after an event has been recorded
   */
  public TrainingRecorder(Consumer<TrainingEvent> action) {
    this.action = requireNonNull(action, "action");
  }

  /**
   * Returns an action for one step.
   *
   * @param step the model's step, from 1
   * @param action called when that step has ended
   * @return the action of a recorder
   */
  public static Consumer<TrainingEvent> atStep(long step, Runnable action) {
    requireNonNull(action, "action");

    return event -> {
      if (event instanceof TrainingEvent.StepEnd end && end.step() == step) {
        action.run();
      }
    };
  }

  /**
   * Creates a recorder that requests a stop at a step.
   *
   * @param step the model's step, from 1
   * @param signal the signal of that training
   * @return the recorder
   */
  public static TrainingRecorder stoppingAt(long step, StopSignal signal) {
    return new TrainingRecorder(atStep(step, signal::request));
  }

  @Override
  public void on(TrainingEvent event) {
    events.add(event);
    action.accept(event);
  }

  /**
   * Returns all events so far.
   *
   * @return in their order
   */
  public List<TrainingEvent> events() {
    return List.copyOf(events);
  }

  /**
   * Returns the events of one type so far.
   *
   * @param <E> the type
   * @param type for example {@link TrainingEvent.StepEnd}
   * @return in their order
   */
  public <E extends TrainingEvent> List<E> all(Class<E> type) {
    requireNonNull(type, "type");

    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * Returns the alarms so far.
   *
   * @return in their order
   */
  public List<TrainingEvent.Alarm> alarms() {
    return all(TrainingEvent.Alarm.class);
  }

  /**
   * Returns the summary of the training and asserts that there was exactly one.
   *
   * @return the summary of the {@link TrainingEvent.Finished} event
   */
  public TrainingSummary summary() {
    List<TrainingEvent.Finished> finished = all(TrainingEvent.Finished.class);
    assertThat(finished).as("events of a finished training").hasSize(1);
    return finished.get(0).summary();
  }
}
