package org.dcgan.eval.report;

import static org.dcgan.internal.PrintableText.printable;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.dcgan.eval.internal.ChartFiles;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.TrainingEvent;

/** The PNG file of a chart that is redrawn during a training. */
final class RunChart {

  /** The largest share of the time that drawing may take, however short the epochs are. */
  private static final double MOST_OF_TIME = 0.01;

  private final Path file;
  private final FailSoft failSoft;
  private long lastEnd;
  private long lastCost;

  /**
   * Creates the file's owner.
   *
   * @param what the name of the chart for messages, for example "the loss chart"
   * @param file the PNG file
   */
  RunChart(String what, Path file) {
    this.file = file;
    this.failSoft = new FailSoft(what + " " + file);
  }

  /** The title of a run's charts. */
  static String title(TrainingEvent.Started event) {
    return String.format(
        Locale.ROOT, "DCGAN %s, %s", event.architecture().image(), printable(event.dataset()));
  }

  /**
   * Prepares the folder.
   *
   * @param event the beginning of the run
   * @param resume what to do in addition if the run is resumed
   */
  void begin(TrainingEvent.Started event, FailSoft.Attempt resume) {
    boolean resumed = event.resumedFrom().isPresent();
    lastCost = 0;
    failSoft.begin(
        resumed,
        () -> {
          Path parent = file.toAbsolutePath().getParent();
          if (parent != null) {
            AtomicFiles.createFolders(parent);
          }
        });
    if (resumed) {
      failSoft.attempt(resume);
    }
  }

  /** Draws the chart unless that would take too large a share of the training's time. */
  void drawInTime(Supplier<BufferedImage> chart) {
    if (System.nanoTime() - lastEnd >= lastCost / MOST_OF_TIME) {
      draw(chart);
    }
  }

  /** Draws the chart. */
  void draw(Supplier<BufferedImage> chart) {
    failSoft.attempt(
        () -> {
          long start = System.nanoTime();
          ChartFiles.writePng("the chart", file, chart);
          lastEnd = System.nanoTime();
          lastCost = lastEnd - start;
        });
  }
}
