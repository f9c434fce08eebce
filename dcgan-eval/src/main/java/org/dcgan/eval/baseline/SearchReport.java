package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ChartFiles;
import org.dcgan.internal.io.AtomicFiles;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Writes the trials of a search as a table and as a chart. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SearchReport {
  private static final Color GOOD = new Color(0x1F6F9F);
  private static final Color OTHER = new Color(0xD9622B);
  private static final Color BEST = new Color(0x2A8C6E);
  private static final Color INK = new Color(0x33373D);
  private static final Color FAINT = new Color(0xE4E7EB);

  private SearchReport() {}

  /**
   * Writes a table with a header and one row for each trial.
   *
   * @param trials the trials
   * @param file the CSV file; an existing file is replaced
   * @throws IOException if it cannot be written
   */
  public static void writeCsv(List<Trial> trials, Path file) throws IOException {
    requireNonNull(trials, "trials");
    requireNonNull(file, "file");

    StringBuilder table =
        new StringBuilder(
            "trial,learning_rate,beta1,l2,dropout,weight_deviation,batch,outcome,epochs,"
                + "best_epoch,validation_error,training_loss,seconds\n");
    for (Trial trial : trials) {
      HyperParameters h = trial.hyperParameters();
      table.append(
          String.format(
              Locale.ROOT,
              "%d,%.6g,%s,%.6g,%.4f,%.5f,%d,%s,%d,%d,%.5f,%.5f,%.1f%n",
              trial.number(),
              h.learningRate(),
              h.beta1(),
              h.l2(),
              h.dropout(),
              h.weightDeviation(),
              h.batchSize(),
              trial.outcome(),
              trial.epochs(),
              trial.bestEpoch(),
              trial.validationError(),
              trial.trainingLoss(),
              trial.seconds()));
    }
    AtomicFiles.writeString(file, table.toString().replace(System.lineSeparator(), "\n"));
  }

  /**
   * Draws every trial's validation error over its learning rate.
   *
   * @param trials at least one
   * @param file the PNG file; an existing file is replaced
   * @throws IOException if the chart cannot be drawn, as on a machine without fonts, or cannot be
   *     written
   */
  public static void writePng(List<Trial> trials, Path file) throws IOException {
    requireNonNull(trials, "trials");
    requireNonNull(file, "file");

    ChartFiles.writePng(
        "the chart of the trials", file, () -> BitmapEncoder.getBufferedImage(chart(trials)));
  }

  private static XYChart chart(List<Trial> trials) {
    Trial best = SupervisedSearch.best(trials);
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(600)
            .title(
                String.format(
                    Locale.ROOT,
                    "%d trials, the best %.2f %% validation error",
                    trials.size(),
                    100 * best.validationError()))
            .xAxisTitle("learning rate")
            .yAxisTitle("validation error, %")
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(INK)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
        .setChartTitleBoxVisible(false)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE);
    XYStyler styler = chart.getStyler();
    styler.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    styler.setXAxisLogarithmic(true);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(FAINT);
    styler.setMarkerSize(9);
    styler.setLocale(Locale.ROOT);
    add(chart, "trained", trials.stream().filter(t -> !t.equals(best) && finite(t)).toList(), GOOD);
    add(
        chart,
        "diverged",
        trials.stream().filter(t -> !t.equals(best) && !finite(t)).toList(),
        OTHER);
    add(chart, "best", List.of(best), BEST);
    return chart;
  }

  private static boolean finite(Trial trial) {
    return trial.outcome() != Trial.Outcome.DIVERGED;
  }

  private static void add(XYChart chart, String name, List<Trial> trials, Color color) {
    if (trials.isEmpty()) {
      return;
    }
    double[] x = trials.stream().mapToDouble(t -> t.hyperParameters().learningRate()).toArray();
    double[] y = trials.stream().mapToDouble(t -> 100 * t.validationError()).toArray();
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(color);
  }
}
