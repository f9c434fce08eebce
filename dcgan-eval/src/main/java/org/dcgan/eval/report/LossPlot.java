package org.dcgan.eval.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a {@link LossHistory}: losses above, scores below. */
final class LossPlot {
  private static final int WIDTH = 1200;
  private static final int LOSSES_HEIGHT = 480;
  private static final int SCORES_HEIGHT = 360;

  /** The half width of the smoothing kernel as a share of the chart's width. */
  private static final double SMOOTHING = 0.02;

  /** The margin below and above, so that the ends of the axis are labeled. */
  private static final double MARGIN = 0.02;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);

  /** XChart centers the title over the plot without the vertical axis. */
  private static final int TITLE_ROOM = WIDTH - 100;

  private static final Color DISCRIMINATOR = new Color(0x1F6F9F);
  private static final Color GENERATOR = new Color(0xD9622B);
  private static final Color REAL = new Color(0x2A8C6E);
  private static final Color FAKE = new Color(0x9A3B8F);
  private static final Color INK = new Color(0x33373D);
  private static final Color FAINT = new Color(0xE4E7EB);
  private static final Color REFERENCE = new Color(0x8A9099);

  private LossPlot() {}

  static BufferedImage draw(String title, LossHistory history) {
    int reach = (int) (history.size() * SMOOTHING);
    XYChart losses = chart(title(title, history), "loss (nats)", LOSSES_HEIGHT);
    LossHistory.Curve discriminator = history.curve(LossHistory.DISCRIMINATOR, reach);
    LossHistory.Curve generator = history.curve(LossHistory.GENERATOR, reach);
    double top = Math.max(2, 1.1 * Math.max(highest(discriminator), highest(generator)));
    losses.getStyler().setYAxisMin(-MARGIN * top).setYAxisMax(top);
    band(losses, "D band", discriminator, DISCRIMINATOR, top);
    band(losses, "G band", generator, GENERATOR, top);
    curve(losses, "discriminator", discriminator, DISCRIMINATOR, top);
    curve(losses, "generator", generator, GENERATOR, top);
    reference(losses, "D undecided: 2 ln 2", discriminator, 2 * Math.log(2));

    XYChart scores = chart("", "mean D(x)", SCORES_HEIGHT);
    LossHistory.Curve real = history.curve(LossHistory.REAL_SCORE, reach);
    LossHistory.Curve fake = history.curve(LossHistory.FAKE_SCORE, reach);
    scores.getStyler().setYAxisMin(-MARGIN).setYAxisMax(1 + MARGIN);
    scores.setXAxisTitle("step");
    band(scores, "real band", real, REAL, 1);
    band(scores, "fake band", fake, FAKE, 1);
    curve(scores, "real images", real, REAL, 1);
    curve(scores, "generated images", fake, FAKE, 1);
    reference(scores, "undecided", real, 0.5);
    double first = from(discriminator);
    losses.getStyler().setXAxisMin(first);
    scores.getStyler().setXAxisMin(first);
    return stack(losses, scores);
  }

  private static String title(String title, LossHistory history) {
    String addition =
        history.notFinite() == 0
            ? ""
            : String.format(Locale.ROOT, " (%,d steps were not finite)", history.notFinite());
    int room = TITLE_ROOM - (int) ChartText.width(addition, TITLE);
    return ChartText.shortened(title, TITLE, room) + addition;
  }

  private static XYChart chart(String title, String yTitle, int height) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(height).title(title).yAxisTitle(yTitle).build();
    XYStyler styler = chart.getStyler();
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(INK)
        .setChartTitleFont(TITLE)
        .setChartTitleBoxVisible(false)
        .setChartTitleVisible(!title.isEmpty())
        .setChartPadding(14)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Horizontal)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
        .setLegendBorderColor(Color.WHITE)
        .setLegendBackgroundColor(new Color(255, 255, 255, 200))
        .setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false).setPlotContentSize(1);
    styler
        .setPlotGridLinesColor(FAINT)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setPlotGridVerticalLinesVisible(false)
        .setPlotMargin(0)
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
        .setAxisTickLabelsColor(INK)
        .setAxisTickMarksColor(FAINT)
        .setXAxisDecimalPattern("#,##0")
        .setXAxisTickMarkSpacingHint(110)
        .setYAxisDecimalPattern("0.0#")
        .setLocale(Locale.ROOT);
    return chart;
  }

  private static void curve(
      XYChart chart, String name, LossHistory.Curve curve, Color color, double top) {
    XYSeries series = chart.addSeries(name, curve.steps(), clipped(curve.mean(), top));
    series.setMarker(curve.steps().length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setMarkerColor(color);
    series.setLineColor(color);
    series.setLineWidth(2.4f);
  }

  private static void reference(XYChart chart, String name, LossHistory.Curve curve, double level) {
    double from = from(curve);
    double to = curve.steps()[curve.steps().length - 1];
    // The middle point is not in the middle: XChart draws too many labels if all x are evenly
    // spaced.
    double[] steps = {from, from + (to - from) / Math.E, to};
    XYSeries series = chart.addSeries(name, steps, new double[] {level, level, level});
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(REFERENCE);
    series.setLineStyle(
        new BasicStroke(
            1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0));
  }

  private static void band(
      XYChart chart, String name, LossHistory.Curve curve, Color color, double top) {
    int n = curve.steps().length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = curve.steps()[i];
      y[i] = curve.mean()[i] + curve.deviation()[i];
      x[2 * n - 1 - i] = x[i];
      y[2 * n - 1 - i] = curve.mean()[i] - curve.deviation()[i];
    }
    XYSeries series = chart.addSeries(name, x, clipped(y, top));
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    series.setMarker(SeriesMarkers.NONE);
    series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 38));
    series.setLineColor(new Color(0, 0, 0, 0));
    series.setShowInLegend(false);
  }

  private static double[] clipped(double[] values, double top) {
    return Arrays.stream(values).map(v -> Math.max(0, Math.min(top, v))).toArray();
  }

  /** The start of the axis: 0, unless the training continued at a much later step. */
  private static double from(LossHistory.Curve curve) {
    double first = curve.steps()[0];
    double last = curve.steps()[curve.steps().length - 1];
    return first > last / 2 && last > first ? first - 1 : 0;
  }

  /** The top of a band without its highest peaks, which would flatten the rest of the curve. */
  private static double highest(LossHistory.Curve curve) {
    double[] upper = new double[curve.mean().length];
    for (int i = 0; i < upper.length; i++) {
      upper[i] = curve.mean()[i] + curve.deviation()[i];
    }
    Arrays.sort(upper);
    return upper[(int) (0.98 * (upper.length - 1))];
  }

  private static BufferedImage stack(XYChart... charts) {
    int height = Arrays.stream(charts).mapToInt(XYChart::getHeight).sum();
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    for (XYChart chart : charts) {
      chart.paint(graphics, chart.getWidth(), chart.getHeight());
      graphics.translate(0, chart.getHeight());
    }
    graphics.dispose();
    return image;
  }
}
