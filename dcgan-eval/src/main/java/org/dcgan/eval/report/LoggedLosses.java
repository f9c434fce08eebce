package org.dcgan.eval.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcgan.internal.PrintableText;
import org.dcgan.training.Losses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the losses of earlier steps from an {@link EventLog}. */
final class LoggedLosses {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedLosses.class);
  private static final int WARNINGS = 3;

  /** Longer lines are damaged: the longest, which begins a run, has some thousand characters. */
  private static final int LONGEST_LINE = 1 << 16;

  private LoggedLosses() {}

  /**
   * Reads the steps of the log's last run. Steps that were repeated after a crash are read once.
   * For steps that were repeated after a roll-back, the repetition is read. A line that cannot be
   * parsed, because a crash truncated it or the file is damaged, is skipped with a warning, since
   * no run depends on its log.
   *
   * @param log an event log; if it does not exist, the history is empty
   * @param upTo the last step to read
   * @param capacity the number of buckets of the history
   * @return the history of the run
   * @throws IOException if the log cannot be read
   */
  static LossHistory read(Path log, long upTo, int capacity) throws IOException {
    LossHistory history = new LossHistory(capacity);
    if (!Files.exists(log)) {
      return history;
    }
    long last = 0;
    long number = 0;
    int damaged = 0;
    // Unlike Files.newBufferedReader, this decodes malformed bytes as replacement characters.
    try (Reader text = new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8)) {
      BoundedLines lines = new BoundedLines(text, LONGEST_LINE);
      for (String line = lines.next(); line != null; line = lines.next()) {
        number++;
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
            last = Math.min(last, number(event, "to").longValue());
            history.forgetAfter(last);
          } else {
            long step = number(event, "step").longValue();
            if (step > last && step <= upTo) {
              Losses losses = losses(event);
              last = step;
              history.add(last, losses);
            }
          }
        } catch (RuntimeException e) {
          // The line is not JSON, or a field is missing or of another type.
          if (damaged++ < WARNINGS) {
            LOG.warn(
                "{}: line {} is damaged and is skipped: {}",
                log,
                number,
                PrintableText.printable(e.getMessage()));
          }
        }
      }
    }
    if (damaged > WARNINGS) {
      LOG.warn("{}: {} damaged lines were skipped in total", log, damaged);
    }
    return history;
  }

  private static Losses losses(JsonObject event) {
    return new Losses(
        number(event, "discriminatorLoss").doubleValue(),
        number(event, "generatorLoss").doubleValue(),
        number(event, "realScore").doubleValue(),
        number(event, "fakeScore").doubleValue());
  }

  private static Number number(JsonObject event, String name) {
    JsonElement value = event.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw new IllegalArgumentException("expected a number \"" + name + "\", found none");
    }
    return value.getAsNumber();
  }
}
