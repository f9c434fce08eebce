package org.dcgan.eval.report;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * A PNG file with both losses and, below them, D's mean scores of real and of generated images over
 * the steps of a training. It is redrawn at the end of each epoch and of the training.
 *
 * <p>Curves are smoothed; the band around a curve is one standard deviation of single steps. Memory
 * is bounded, however long the training is. A screen is not needed, but fonts are: on a machine
 * without fonts (such as a container without fontconfig) no chart is drawn and a warning is logged.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class LossChart implements TrainingListener {
  private static final int CAPACITY = 2000;

  private final Path file;
  private final @Nullable Path log;
  private final RunChart chart;
  private LossHistory history = new LossHistory(CAPACITY);
  private String title = "";

  private LossChart(Path file, @Nullable Path log) {
    this.file = file;
    this.log = log;
    this.chart = new RunChart("the loss chart", file);
  }

  /**
   * Creates a chart.
   *
   * @param file the PNG file; missing folders are created, an existing file is replaced
   * @return the listener
   */
  public static LossChart into(Path file) {
    requireNonNull(file, "file");

    return new LossChart(file, null);
  }

  /**
   * The same chart, which shows an interrupted and resumed run from its beginning.
   *
   * @param log the file of the run's {@link EventLog}
   * @return the listener
   */
  public LossChart continuing(Path log) {
    requireNonNull(log, "log");

    return new LossChart(file, log);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    requireNonNull(event, "event");

    history = new LossHistory(CAPACITY);
    title = RunChart.title(event);
    chart.begin(
        event,
        () -> {
          if (log != null) {
            history = LoggedLosses.read(log, event.firstStep(), CAPACITY);
          }
        });
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    requireNonNull(event, "event");

    history.add(event.step(), event.losses());
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    requireNonNull(event, "event");

    history.forgetAfter(event.to());
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    requireNonNull(event, "event");

    if (history.size() > 0) {
      chart.drawInTime(() -> LossPlot.draw(title, history));
    }
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    requireNonNull(event, "event");

    if (history.size() > 0) {
      chart.draw(() -> LossPlot.draw(title, history));
    }
  }
}
