package org.dcgan.eval.protocol;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ChartFiles;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of test accuracy over labels per class, with a curve and its spread for each extractor.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LabelChart {
  private static final List<Color> COLORS =
      List.of(
          new Color(0x1F6F9F),
          new Color(0xD9622B),
          new Color(0x2A8C6E),
          new Color(0x9A3B8F),
          new Color(0x33373D));

  private LabelChart() {}

  /**
   * Draws curves.
   *
   * @param title the title
   * @param curves the points of each curve by its name in the legend, at least one curve with a
   *     point
   * @return the image
   */
  public static BufferedImage draw(String title, Map<String, List<LabelCurve.Point>> curves) {
    requireNonNull(title, "title");
    requireNonNull(curves, "curves");

    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(560)
            .title(printable(title))
            .xAxisTitle("labels of each class")
            .yAxisTitle("test accuracy, %")
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendBorderColor(Color.WHITE)
        .setChartTitleBoxVisible(false)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    chart
        .getStyler()
        .setYAxisDecimalPattern("0.#")
        // XChart labels only powers of ten on a logarithmic axis; the numbers of labels are written
        // by
        // writeNumbers.
        .setXAxisTickLabelsColor(Color.WHITE)
        .setLocale(Locale.ROOT);
    setRange(chart, curves.values());
    int color = 0;
    for (Map.Entry<String, List<LabelCurve.Point>> curve : curves.entrySet()) {
      List<LabelCurve.Point> points = curve.getValue();
      XYSeries series =
          chart.addSeries(
              printable(curve.getKey()),
              points.stream().mapToDouble(LabelCurve.Point::labelsPerClass).toArray(),
              points.stream().mapToDouble(p -> 100 * p.testAccuracy().mean()).toArray(),
              points.stream().mapToDouble(p -> 100 * p.testAccuracy().spread()).toArray());
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(COLORS.get(color % COLORS.size()));
      series.setLineColor(COLORS.get(color++ % COLORS.size()));
    }
    BufferedImage image = new BufferedImage(900, 560, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    chart.paint(graphics, 900, 560);
    writeNumbers(graphics, chart, curves.values());
    graphics.dispose();
    return image;
  }

  private static void writeNumbers(
      Graphics2D graphics, XYChart chart, Collection<List<LabelCurve.Point>> curves) {
    XYStyler styler = chart.getStyler();
    graphics.setColor(styler.getAxisTickLabelsColor());
    graphics.setFont(styler.getAxisTickLabelsFont());
    FontMetrics metrics = graphics.getFontMetrics();
    int below = styler.getAxisTickMarkLength() + 2 * styler.getAxisTickPadding();
    double baseline = plotBottom(chart) + below + metrics.getAscent();
    curves.stream()
        .flatMap(List::stream)
        .mapToInt(LabelCurve.Point::labelsPerClass)
        .distinct()
        .forEach(
            number -> {
              String text = Integer.toString(number);
              double x = chart.getScreenXFromChart(number);
              graphics.drawString(
                  text, (float) (x - metrics.stringWidth(text) / 2.0), (float) baseline);
            });
  }

  /** XChart leaves a margin on either side of the values. */
  private static double plotBottom(XYChart chart) {
    XYStyler styler = chart.getStyler();
    double lowest = chart.getScreenYFromChart(styler.getYAxisMin());
    double highest = chart.getScreenYFromChart(styler.getYAxisMax());
    double share = styler.getPlotContentSize();
    return lowest + (lowest - highest) * (1 - share) / 2 / share;
  }

  /** Sets the ends of the vertical axis. */
  private static void setRange(XYChart chart, Collection<List<LabelCurve.Point>> curves) {
    DoubleSummaryStatistics ends =
        curves.stream()
            .flatMap(List::stream)
            .map(LabelCurve.Point::testAccuracy)
            .flatMapToDouble(a -> DoubleStream.of(a.mean() - a.spread(), a.mean() + a.spread()))
            .map(accuracy -> 100 * accuracy)
            .summaryStatistics();
    double least = Math.floor(ends.getMin());
    chart.getStyler().setYAxisMin(least).setYAxisMax(Math.max(least + 1, Math.ceil(ends.getMax())));
  }

  /**
   * Writes curves as a PNG file.
   *
   * @param title the title
   * @param curves the points of each curve by its name in the legend, at least one curve with a
   *     point
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if the chart cannot be drawn or written
   */
  public static void writePng(String title, Map<String, List<LabelCurve.Point>> curves, Path file)
      throws IOException {
    requireNonNull(title, "title");
    requireNonNull(curves, "curves");
    requireNonNull(file, "file");

    ChartFiles.writePng("the label chart", file, () -> draw(title, curves));
  }
}
