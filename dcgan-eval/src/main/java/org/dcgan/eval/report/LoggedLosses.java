package org.dcgan.eval.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.training.Losses;

/** The losses of earlier steps, read back from an {@link EventLog}. */
final class LoggedLosses {

  private LoggedLosses() {}

  /**
   * Reads the steps of the log's last run. Steps that were made twice, since a crash came after
   * them and before the next checkpoint, are taken once; of steps that a roll-back gave up, those
   * that took their place; lines that a crash cut short are passed over.
   *
   * @param log an event log; nothing is read if it is not there
   * @param upTo the last step to take
   * @param capacity of the history
   * @return the run's history
   * @throws IOException if the log cannot be read
   */
  static LossHistory read(Path log, long upTo, int capacity) throws IOException {
    LossHistory history = new LossHistory(capacity);
    if (!Files.exists(log)) {
      return history;
    }
    long last = 0;
    try (BufferedReader lines = Files.newBufferedReader(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean started = line.startsWith("{\"event\":\"started\"");
        boolean rolledBack = line.startsWith("{\"event\":\"rolledBack\"");
        if (!started && !rolledBack && !line.startsWith("{\"event\":\"step\"")) {
          continue;
        }
        try {
          JsonObject event = JsonParser.parseString(line).getAsJsonObject();
          if (started) {
            JsonElement resumedFrom = event.get("resumedFrom");
            if (resumedFrom == null || resumedFrom.isJsonNull()) {
              history = new LossHistory(capacity);
              last = 0;
            }
          } else if (rolledBack) {
            last = Math.min(last, event.get("to").getAsLong());
            history.forgetAfter(last);
          } else if (event.get("step").getAsLong() > last
              && event.get("step").getAsLong() <= upTo) {
            last = event.get("step").getAsLong();
            history.add(last, losses(event));
          }
        } catch (JsonParseException e) {
          // Cut short, or not ours.
        }
      }
    }
    return history;
  }

  private static Losses losses(JsonObject event) {
    return new Losses(
        event.get("discriminatorLoss").getAsDouble(),
        event.get("generatorLoss").getAsDouble(),
        event.get("realScore").getAsDouble(),
        event.get("fakeScore").getAsDouble());
  }
}
