package org.dcgan.eval.report;

import static org.dcgan.eval.report.LoggedEvents.number;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.training.Losses;

/** Reads the losses of earlier steps from an {@link EventLog}. */
final class LoggedLosses implements LoggedEvents.Handler {

  private final long upTo;
  private final int capacity;
  private LossHistory history;
  private long last;

  private LoggedLosses(long upTo, int capacity) {
    this.upTo = upTo;
    this.capacity = capacity;
    this.history = new LossHistory(capacity);
  }

  /**
   * Reads the steps of the log's last run. Steps that were repeated after a crash are read once.
   * For steps that were repeated after a roll-back, the repetition is read. Damaged lines are
   * skipped with a warning.
   *
   * @param log an event log; if it does not exist, the history is empty
   * @param upTo the last step to read
   * @param capacity the number of buckets of the history
   * @return the history of the run
   * @throws IOException if the log cannot be read
   */
  static LossHistory read(Path log, long upTo, int capacity) throws IOException {
    LoggedLosses losses = new LoggedLosses(upTo, capacity);
    LoggedEvents.read(log, "step", losses);
    return losses.history;
  }

  @Override
  public void begin() {
    history = new LossHistory(capacity);
    last = 0;
  }

  @Override
  public void rollBack(long to) {
    last = Math.min(last, to);
    history.forgetAfter(last);
  }

  @Override
  public void add(JsonObject event) {
    long step = number(event, "step").longValue();
    if (step > last && step <= upTo) {
      Losses losses =
          new Losses(
              number(event, "discriminatorLoss").doubleValue(),
              number(event, "generatorLoss").doubleValue(),
              number(event, "realScore").doubleValue(),
              number(event, "fakeScore").doubleValue());
      last = step;
      history.add(step, losses);
    }
  }
}
