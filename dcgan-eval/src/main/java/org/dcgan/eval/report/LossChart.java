package org.dcgan.eval.report;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ChartFiles;
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

  /** The largest share of the time that drawing may take, however short the epochs are. */
  private static final double MOST_OF_TIME = 0.01;

  private final Path file;
  private final @Nullable Path log;
  private final FailSoft failSoft;
  private LossHistory history = new LossHistory(CAPACITY);
  private String title = "";
  private long lastEnd;
  private long lastCost;

  private LossChart(Path file, @Nullable Path log) {
    this.file = file;
    this.log = log;
    this.failSoft = new FailSoft("the loss chart " + file);
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
    lastCost = 0;
    title =
        String.format(
            Locale.ROOT, "DCGAN %s, %s", event.architecture().image(), printable(event.dataset()));
    failSoft.begin(
        event.resumedFrom().isPresent(),
        () -> {
          Path parent = file.toAbsolutePath().getParent();
          if (parent != null) {
            Files.createDirectories(parent);
          }
        });
    if (log != null && event.resumedFrom().isPresent()) {
      failSoft.attempt(() -> history = LoggedLosses.read(log, event.firstStep(), CAPACITY));
    }
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

    if (System.nanoTime() - lastEnd >= lastCost / MOST_OF_TIME) {
      failSoft.attempt(this::draw);
    }
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    requireNonNull(event, "event");

    failSoft.attempt(this::draw);
  }

  private void draw() throws IOException {
    if (history.size() == 0) {
      return;
    }
    long start = System.nanoTime();
    ChartFiles.writePng("the chart", file, () -> LossPlot.draw(title, history));
    lastEnd = System.nanoTime();
    lastCost = lastEnd - start;
  }
}
