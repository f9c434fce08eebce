package org.dcgan.eval.report;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Both losses, and below them D's mean scores of real and of generated images, over the steps of a
 * training: a PNG file, drawn anew at the end of each epoch and of the training.
 *
 * <p>A curve is the average over a neighborhood, the band around it one standard deviation of
 * single steps. Memory is bounded however long the training is. Needs no screen, but fonts: on a
 * machine without any (a container without fontconfig) the chart is left out, with a warning.
 */
public final class LossChart implements TrainingListener {
  private static final int CAPACITY = 2000;

  /** Drawing takes at most this share of the time, however short the epochs. */
  private static final double MOST_OF_TIME = 0.01;

  private final Path file;
  private final @Nullable Path log;
  private final FailSoft tolerance;
  private LossHistory history = new LossHistory(CAPACITY);
  private String title = "";
  private long lastEnd;
  private long lastCost;

  private LossChart(Path file, @Nullable Path log) {
    this.file = file;
    this.log = log;
    this.tolerance = new FailSoft("the loss chart " + file);
  }

  /**
   * A chart.
   *
   * @param file the PNG file; missing folders are made, a file there is replaced
   * @return the listener
   */
  public static LossChart into(Path file) {
    return new LossChart(file, null);
  }

  /**
   * The same chart, which shows a run from its beginning also where it was interrupted and resumed.
   *
   * @param log where an {@link EventLog} of the run is kept
   * @return the listener
   */
  public LossChart continuing(Path log) {
    return new LossChart(file, log);
  }

  @Override
  public void onStarted(TrainingEvent.Started event) {
    history = new LossHistory(CAPACITY);
    lastCost = 0;
    title =
        String.format(Locale.ROOT, "DCGAN %s, %s", event.architecture().image(), event.dataset());
    tolerance.begin(
        event.resumedFrom().isPresent(),
        () -> {
          Path parent = file.toAbsolutePath().getParent();
          if (parent != null) {
            Files.createDirectories(parent);
          }
        });
    if (log != null && event.resumedFrom().isPresent()) {
      tolerance.attempt(() -> history = LoggedLosses.read(log, event.firstStep(), CAPACITY));
    }
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    history.add(event.step(), event.losses());
  }

  @Override
  public void onRolledBack(TrainingEvent.RolledBack event) {
    history.forgetAfter(event.to());
  }

  @Override
  public void onEpoch(TrainingEvent.EpochEnd event) {
    if (System.nanoTime() - lastEnd >= lastCost / MOST_OF_TIME) {
      tolerance.attempt(this::draw);
    }
  }

  @Override
  public void onFinished(TrainingEvent.Finished event) {
    tolerance.attempt(this::draw);
  }

  private void draw() throws IOException {
    if (history.size() == 0) {
      return;
    }
    long start = System.nanoTime();
    BufferedImage image;
    try {
      image = LossPlot.draw(title, history);
    } catch (LinkageError | InternalError | AWTError | RuntimeException e) {
      // What the JDK throws without fonts or a font configuration is of no particular type.
      throw new IOException(
          "it could not be drawn: "
              + e
              + "; if this machine has no fonts, install fontconfig and"
              + " a font such as DejaVu",
          e);
    }
    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(image, out));
    lastEnd = System.nanoTime();
    lastCost = lastEnd - start;
  }
}
