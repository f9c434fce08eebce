package org.dcgan.examples.studies.rooms;

import static java.util.Objects.requireNonNull;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of the studies, with confidence intervals. */
public final class StudyCharts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final Color INK = new Color(0x33373D);
  private static final Color FAINT = new Color(0xE4E7EB);
  private static final Map<RoomObject, Color> COLORS =
      Map.of(
          RoomObject.WINDOW, new Color(0x1F6F9F),
          RoomObject.LAMP, new Color(0xD9622B),
          RoomObject.BED, new Color(0x2A8C6E));

  private StudyCharts() {}

  /**
   * Draws the viewing angle against the multiple of the turn vector.
   *
   * @param result the result of the study
   * @param file a PNG file
   * @throws IOException if it cannot be written
   */
  public static void turn(TurnStudy.Result result, Path file) throws IOException {
    XYChart chart =
        chart("Viewing angle of turned samples", "multiple of the turn vector", "degrees");
    double[] x = result.angles().stream().mapToDouble(TurnStudy.Angle::share).toArray();
    double[] y = result.angles().stream().mapToDouble(TurnStudy.Angle::mean).toArray();
    double[] error = result.angles().stream().mapToDouble(TurnStudy.Angle::error).toArray();
    XYSeries series = chart.addSeries("mean angle, 95 % interval", x, y, error);
    style(series, color(RoomObject.WINDOW), true);
    write(chart, file);
  }

  /**
   * Draws the share of samples with each object against the number of removed feature maps.
   *
   * @param result the result of the study
   * @param file a PNG file
   * @throws IOException if it cannot be written
   */
  public static void forgetting(ForgettingStudy.Result result, Path file) throws IOException {
    XYChart chart =
        chart(
            String.format(
                Locale.ROOT,
                "Forgetting the %s: feature maps of %s removed",
                result.forgotten(),
                result.forgetting().layer().name()),
            "removed feature maps",
            "share of samples");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    for (RoomObject object : RoomObject.values()) {
      add(chart, object + "", result, object, ForgettingStudy.Removal::after, true);
      add(
          chart,
          object + " (random maps)",
          result,
          object,
          ForgettingStudy.Removal::control,
          false);
    }
    write(chart, file);
  }

  private static void add(
      XYChart chart,
      String name,
      ForgettingStudy.Result result,
      RoomObject object,
      Function<ForgettingStudy.Removal, Map<RoomObject, Proportion>> shares,
      boolean solid) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Double> error = new ArrayList<>();
    List<ForgettingStudy.Removal> removals = new ArrayList<>(result.removals());
    removals.sort(java.util.Comparator.comparingInt(ForgettingStudy.Removal::removed));
    point(x, y, error, 0, requireNonNull(result.before().get(object)));
    removals.forEach(
        r -> point(x, y, error, r.removed(), requireNonNull(shares.apply(r).get(object))));
    style(chart.addSeries(name, x, y, error), color(object), solid);
  }

  private static Color color(RoomObject object) {
    return requireNonNull(COLORS.get(object));
  }

  private static void point(
      List<Double> x, List<Double> y, List<Double> error, int removed, Proportion share) {
    x.add((double) removed);
    y.add(share.share());
    error.add((share.high() - share.low()) / 2);
  }

  private static void style(XYSeries series, Color color, boolean solid) {
    series.setMarker(solid ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineStyle(
        solid
            ? new BasicStroke(2.4f)
            : new BasicStroke(
                1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0));
  }

  private static XYChart chart(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(INK)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16))
        .setChartTitleBoxVisible(false)
        .setChartPadding(14)
        .setLegendPosition(Styler.LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE);
    chart
        .getStyler()
        .setErrorBarsColor(INK)
        .setPlotGridLinesColor(FAINT)
        .setAxisTickLabelsColor(INK)
        .setLocale(Locale.ROOT);
    return chart;
  }

  private static void write(XYChart chart, Path file) throws IOException {
    java.awt.image.BufferedImage image = org.knowm.xchart.BitmapEncoder.getBufferedImage(chart);
    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(image, out));
  }
}
