package org.dcgan.eval.report;

import static java.util.Objects.requireNonNull;
import static org.dcgan.eval.report.LoggedEvents.number;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * A PNG file with the score of each checkpoint over the steps of a training, and a line at the best
 * one. It is redrawn after each score; without a score ({@link
 * org.dcgan.training.CheckpointPolicy.Builder#keepBestBy keepBestBy}) there is no file.
 *
 * <p>Scores that are not finite are left out. Memory is bounded: of more than 2,000 scores the
 * lower one of each two neighbors is shown. A screen is not needed, but fonts are: on a machine
 * without fonts (such as a container without fontconfig) no chart is drawn and a warning is logged.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ScoreChart implements TrainingListener {
  private static final int CAPACITY = 2000;
  private static final Comparator<Scored> BY_SCORE =
      Comparator.comparingDouble(Scored::score).thenComparingLong(Scored::step);

  private final Path file;
  private final @Nullable Path log;
  private final RunChart chart;
  private final List<Scored> scores = new ArrayList<>();
  private String title = "";
  private String name = "";

  /**
   * A scored checkpoint.
   *
   * @param step its step
   * @param score its score
   */
  private record Scored(long step, double score) {}

  private ScoreChart(Path file, @Nullable Path log) {
    this.file = file;
    this.log = log;
    this.chart = new RunChart("the chart of scores", file);
  }

  /**
   * Creates a chart.
   *
   * @param file the PNG file; missing folders are created, an existing file is replaced
   * @return the listener
   */
  public static ScoreChart into(Path file) {
    requireNonNull(file, "file");

    return new ScoreChart(file, null);
  }

  /**
   * The same chart, which shows an interrupted and resumed run from its beginning.
   *
   * @param log the file of the run's {@link EventLog}
   * @return the listener
   */
  public ScoreChart continuing(Path log) {
    requireNonNull(log, "log");

    return new ScoreChart(file, log);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    requireNonNull(event, "event");

    scores.clear();
    title = RunChart.title(event);
    chart.begin(
        event,
        () -> {
          if (log != null) {
            LoggedEvents.read(log, "scored", new Logged(event.firstStep()));
          }
        });
  }

  @Override
  public void onScored(TrainingEvent.Scored event) {
    requireNonNull(event, "event");

    add(event.name(), event.step(), event.score());
    if (!scores.isEmpty()) {
      chart.drawInTime(this::draw);
    }
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    requireNonNull(event, "event");

    forgetAfter(event.to());
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    requireNonNull(event, "event");

    if (!scores.isEmpty()) {
      chart.draw(this::draw);
    }
  }

  /** Adds a score; it replaces those of the same and of later steps, and those by another name. */
  private void add(String scoreName, long step, double score) {
    if (!scoreName.equals(name)) {
      scores.clear();
      name = scoreName;
    }
    forgetAfter(step - 1);
    if (!Double.isFinite(score)) {
      return;
    }
    scores.add(new Scored(step, score));
    if (scores.size() > CAPACITY) {
      for (int i = 0; i + 1 < scores.size(); i++) {
        scores.remove(BY_SCORE.compare(scores.get(i), scores.get(i + 1)) <= 0 ? i + 1 : i);
      }
    }
  }

  private void forgetAfter(long step) {
    scores.removeIf(scored -> scored.step() > step);
  }

  private BufferedImage draw() {
    Scored best = Collections.min(scores, BY_SCORE);
    return CurveChart.builder(title, "step", "score, lower is better")
        .curve(
            name, scores.stream().map(s -> new CurveChart.Point(s.step(), s.score(), 0)).toList())
        .line(
            String.format(Locale.ROOT, "best: %.4g after %,d steps", best.score(), best.step()),
            best.score())
        .build()
        .draw();
  }

  /** Reads the scores of the interrupted run. */
  private final class Logged implements LoggedEvents.Handler {
    private final long upTo;

    private Logged(long upTo) {
      this.upTo = upTo;
    }

    @Override
    public void begin() {
      scores.clear();
    }

    @Override
    public void rollBack(long to) {
      forgetAfter(to);
    }

    @Override
    public void add(JsonObject event) {
      long step = number(event, "step").longValue();
      double score = number(event, "score").doubleValue();
      if (step <= upTo) {
        ScoreChart.this.add(event.get("name").getAsString(), step, score);
      }
    }
  }
}
