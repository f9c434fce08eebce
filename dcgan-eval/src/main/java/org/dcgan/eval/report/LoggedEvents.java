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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the earlier events of a run from an {@link EventLog}. */
final class LoggedEvents {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedEvents.class);
  private static final int WARNINGS = 3;

  /** Longer lines are damaged: the longest, which begins a run, has some thousand characters. */
  private static final int LONGEST_LINE = 1 << 16;

  private static final String STARTED = "started";
  private static final String ROLLED_BACK = "rolledBack";

  /** What is done with the events, in the order of the log. */
  interface Handler {

    /** A new run begins: what was read before belongs to another one. */
    void begin();

    /**
     * The run went back to an earlier step.
     *
     * @param to the step
     */
    void rollBack(long to);

    /**
     * An event of the wanted kind.
     *
     * @param event its line
     * @throws RuntimeException if a field is missing or of another type; the line is then skipped
     */
    void add(JsonObject event);
  }

  private LoggedEvents() {}

  /**
   * Reads the events of one kind. A line that cannot be parsed, because a crash truncated it or the
   * file is damaged, is skipped with a warning, since no run depends on its log.
   *
   * @param log an event log; if it does not exist, there are no events
   * @param kind the kind, such as {@code step}
   * @param handler gets the events
   * @throws IOException if the log cannot be read
   */
  static void read(Path log, String kind, Handler handler) throws IOException {
    if (!Files.exists(log)) {
      return;
    }
    long number = 0;
    int damaged = 0;
    // Unlike Files.newBufferedReader, this decodes malformed bytes as replacement characters.
    try (Reader text = new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8)) {
      BoundedLines lines = new BoundedLines(text, LONGEST_LINE);
      for (String line = lines.next(); line != null; line = lines.next()) {
        number++;
        try {
          handle(line, kind, handler);
        } catch (RuntimeException e) {
          // The line is not JSON, or a field is missing or of another type.
          if (damaged++ < WARNINGS) {
            LOG.warn(
                "{}: line {} is damaged and is skipped: {}",
                PrintableText.printable(log),
                number,
                PrintableText.printable(e.getMessage()));
          }
        }
      }
    }
    if (damaged > WARNINGS) {
      LOG.warn("{}: {} damaged lines were skipped in total", PrintableText.printable(log), damaged);
    }
  }

  private static void handle(String line, String kind, Handler handler) {
    if (is(STARTED, line)) {
      JsonElement resumedFrom = parse(line).get("resumedFrom");
      if (resumedFrom == null || resumedFrom.isJsonNull()) {
        handler.begin();
      }
    } else if (is(ROLLED_BACK, line)) {
      handler.rollBack(number(parse(line), "to").longValue());
    } else if (is(kind, line)) {
      handler.add(parse(line));
    }
  }

  private static boolean is(String kind, String line) {
    return line.startsWith("{\"event\":\"" + kind + "\"");
  }

  private static JsonObject parse(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  /**
   * A field of an event.
   *
   * @param event the event
   * @param name the field
   * @return its number; those that are not finite are strings in the log, which this converts
   * @throws IllegalArgumentException if there is none
   */
  static Number number(JsonObject event, String name) {
    JsonElement value = event.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw new IllegalArgumentException("expected a number \"" + name + "\", found none");
    }
    return value.getAsNumber();
  }
}
