package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.OptionalDouble;
import org.apiguardian.api.API;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingSummary;

/**
 * A machine-readable log of all events of a training: one JSON object in each line (ndjson, UTF-8).
 * Each object has {@code event} and {@code time} (UTC, ISO 8601), and further, by event:
 *
 * <ul>
 *   <li>{@code started}: {@code architecture}, {@code plan}, {@code dataset}, {@code firstStep}
 *       (the number of steps that the model was trained before), {@code stepsPerEpoch}, {@code
 *       totalSteps} (0 if the length of the training is a duration), {@code updates} (those of
 *       {@code generator} and {@code discriminator}, or null if the length is a duration), {@code
 *       trainedSeconds} (of earlier parts of the run), {@code runtime}, {@code resumedFrom} (a
 *       checkpoint, or null for a new run)
 *   <li>{@code step}: {@code step}, {@code epoch}, losses, {@code seconds}, {@code dataWaitSeconds}
 *       (the time spent waiting for images), and, where they were measured, {@code
 *       generatorGradient} and {@code discriminatorGradient}, the lengths of the gradients
 *   <li>{@code epoch}: {@code step}, {@code epoch}, losses averaged over the epoch, {@code
 *       imagesPerSecond}
 *   <li>{@code saved}: {@code step}, {@code directory}
 *   <li>{@code alarm}: {@code step}, {@code epoch}, {@code trouble}, {@code measured}, {@code
 *       limit}, {@code action}, {@code message}
 *   <li>{@code rolledBack}: {@code from} and {@code to} (steps), {@code stream}, {@code
 *       checkpoint}; the steps after {@code to} are repeated
 *   <li>{@code scored}: {@code step}, {@code name}, {@code score}, {@code best}
 *   <li>{@code lengthFixed}: {@code step}, {@code totalSteps}; the number of steps that a training
 *       by duration will make
 *   <li>{@code finished}: {@code outcome}, {@code steps}, {@code epochs}, {@code step}, losses,
 *       {@code seconds}, {@code imagesPerSecond}, {@code dataWaitShare}, {@code unreadableImages},
 *       {@code saved} (a folder or null)
 * </ul>
 *
 * <p>Losses are {@code discriminatorLoss} and {@code generatorLoss} in nats, {@code realScore} and
 * {@code fakeScore} in [0, 1]. JSON has no numbers that are not finite; they are written as the
 * strings {@code NaN}, {@code Infinity} and {@code -Infinity}.
 *
 * <p>An existing log is continued. If a crash truncated the last line, a line break is written
 * first, so that only that line is lost. Steps are flushed to the file about once a second, all
 * other events immediately.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class EventLog implements TrainingListener {
  private final Path file;
  private final int every;
  private final FailSoft failSoft;
  private final ReopenedFile out = new ReopenedFile(this::open);

  private EventLog(Path file, int every) {
    this.file = file;
    this.every = every;
    this.failSoft = new FailSoft("the event log " + file);
  }

  /**
   * Creates a log of all events.
   *
   * @param file the file; missing folders are created, an existing log is continued
   * @return the listener
   */
  public static EventLog to(Path file) {
    requireNonNull(file, "file");

    return new EventLog(file, 1);
  }

  /**
   * The same log with fewer steps; all other events are logged. The default is 1.
   *
   * @param steps the interval, at least 1: steps whose number is a multiple of it are logged
   * @return the listener
   */
  public EventLog every(int steps) {
    checkArgument(steps >= 1, "the interval of logged steps must be at least 1, got %s", steps);
    return new EventLog(file, steps);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    requireNonNull(event, "event");

    failSoft.begin(
        event.resumedFrom().isPresent(),
        () -> {
          JsonObject line = line("started");
          line.add("architecture", Json.of(event.architecture()));
          line.add("plan", Json.of(event.plan()));
          line.addProperty("dataset", event.dataset());
          line.addProperty("firstStep", event.firstStep());
          line.addProperty("stepsPerEpoch", event.stepsPerEpoch());
          line.addProperty("totalSteps", event.totalSteps());
          line.add("updates", Json.of(event.updates()));
          line.addProperty("trainedSeconds", Json.seconds(event.trained()));
          line.addProperty("runtime", event.runtime());
          line.add("resumedFrom", Json.of(event.resumedFrom()));
          out.begin(bytes(line));
        });
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    requireNonNull(event, "event");

    if (event.step() % every != 0) {
      return;
    }
    JsonObject line = line("step");
    line.addProperty("step", event.step());
    line.addProperty("epoch", event.epoch());
    addLosses(line, event.losses());
    line.addProperty("seconds", Json.seconds(event.duration()));
    line.addProperty("dataWaitSeconds", Json.seconds(event.dataWait()));
    addIfThere(line, "generatorGradient", event.gradients().generator());
    addIfThere(line, "discriminatorGradient", event.gradients().discriminator());
    failSoft.attempt(() -> out.writeLater(bytes(line)));
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    requireNonNull(event, "event");

    JsonObject line = line("epoch");
    line.addProperty("step", event.step());
    line.addProperty("epoch", event.epoch());
    addLosses(line, event.losses());
    line.add("imagesPerSecond", Json.of(event.imagesPerSecond()));
    failSoft.attempt(() -> out.write(bytes(line)));
  }

  @Override
  public void onSaved(TrainingEvent.Saved event) {
    requireNonNull(event, "event");

    JsonObject line = line("saved");
    line.addProperty("step", event.step());
    line.add("directory", Json.of(event.directory()));
    failSoft.attempt(() -> out.write(bytes(line)));
  }

  @Override
  public void onAlarm(TrainingEvent.Alarm event) {
    requireNonNull(event, "event");

    JsonObject line = line("alarm");
    line.addProperty("step", event.step());
    line.addProperty("epoch", event.epoch());
    line.add("trouble", Json.of(event.trouble()));
    line.add("measured", Json.of(event.measured()));
    line.add("limit", Json.of(event.limit()));
    line.add("action", Json.of(event.action()));
    line.addProperty("message", event.message());
    failSoft.attempt(() -> out.write(bytes(line)));
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    requireNonNull(event, "event");

    JsonObject line = line("rolledBack");
    line.addProperty("from", event.from());
    line.addProperty("to", event.to());
    line.addProperty("stream", event.stream());
    line.add("checkpoint", Json.of(event.checkpoint()));
    failSoft.attempt(() -> out.write(bytes(line)));
  }

  @Override
  public void onScored(TrainingEvent.Scored event) {
    requireNonNull(event, "event");

    JsonObject line = line("scored");
    line.addProperty("step", event.step());
    line.addProperty("name", event.name());
    line.add("score", Json.of(event.score()));
    line.addProperty("best", event.best());
    failSoft.attempt(() -> out.write(bytes(line)));
  }

  @Override
  public void onLengthFixed(TrainingEvent.LengthFixed event) {
    requireNonNull(event, "event");

    JsonObject line = line("lengthFixed");
    line.addProperty("step", event.step());
    line.addProperty("totalSteps", event.totalSteps());
    failSoft.attempt(() -> out.write(bytes(line)));
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    requireNonNull(event, "event");

    TrainingSummary summary = event.summary();
    JsonObject line = line("finished");
    line.add("outcome", Json.of(summary.outcome()));
    line.addProperty("steps", summary.steps());
    line.addProperty("epochs", summary.epochs());
    line.addProperty("step", summary.step());
    addLosses(line, summary.losses());
    line.addProperty("seconds", Json.seconds(summary.duration()));
    line.add("imagesPerSecond", Json.of(summary.imagesPerSecond()));
    line.add("dataWaitShare", Json.of(summary.dataWaitShare()));
    line.addProperty("unreadableImages", summary.unreadableImages());
    line.add("saved", Json.of(summary.saved()));
    if (!summary.emptyClasses().isEmpty()) {
      JsonArray classes = new JsonArray();
      summary.emptyClasses().forEach(classes::add);
      line.add("emptyClasses", classes);
    }
    failSoft.attempt(() -> out.write(bytes(line)));
    failSoft.attempt(out::close);
  }

  private static JsonObject line(String event) {
    JsonObject line = new JsonObject();
    line.addProperty("event", event);
    line.addProperty("time", Instant.now().toString());
    return line;
  }

  private static void addIfThere(JsonObject line, String name, OptionalDouble value) {
    if (value.isPresent()) {
      line.add(name, Json.of(value.getAsDouble()));
    }
  }

  private static void addLosses(JsonObject line, Losses losses) {
    line.add("discriminatorLoss", Json.of(losses.discriminator()));
    line.add("generatorLoss", Json.of(losses.generator()));
    line.add("realScore", Json.of(losses.realScore()));
    line.add("fakeScore", Json.of(losses.fakeScore()));
  }

  private WholeWrites open() throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      AtomicFiles.createFolders(parent);
    }
    boolean cutShort = endsInMidLine();
    WholeWrites opened =
        new WholeWrites(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    if (cutShort) {
      opened.write(new byte[] {'\n'});
    }
    return opened;
  }

  private boolean endsInMidLine() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(channel.size() - 1);
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.read(last);
      return last.get(0) != '\n';
    }
  }

  private static byte[] bytes(JsonObject line) {
    return (Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
