package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ChartFiles;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of a measured number over another one, such as a distance over training time: a curve
 * with its spread for each of several subjects, and horizontal lines for comparison.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CurveChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  /** The most names that are written beside each other; more are written one below the other. */
  private static final int NAMES_IN_ROW = 3;

  /**
   * The room for the title, which XChart centers over the plot without the vertical axis, and for a
   * name, which it puts to the right of that axis.
   */
  private static final int ROOM = WIDTH - 120;

  /** The width of a line's sample before its name, and of the gap behind it. */
  private static final int SAMPLE_WIDTH = 50;

  private static final int NAME_HEIGHT = 20;

  /**
   * The greatest height for the sake of the vertical axis's title, and what the title does not
   * have: XChart centers it beside the plot, which is nearer to the top than to the bottom.
   */
  private static final int MOST_HEIGHT = 800;

  private static final int NOT_FOR_TITLE = 90;

  /** The least distance between numbers on the horizontal axis. */
  private static final int LABEL_GAP = 6;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
  private static final Font AXIS_TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  private static final Font NAME = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Color LINE = new Color(0x8A8A8A);
  private static final List<Color> COLORS =
      List.of(
          new Color(0x1F6F9F),
          new Color(0xD9622B),
          new Color(0x2A8C6E),
          new Color(0x9A3B8F),
          new Color(0x33373D));

  private final Builder settings;

  /**
   * A point of a curve.
   *
   * @param x finite; above 0 on a logarithmic axis
   * @param y finite; above 0 on a logarithmic axis
   * @param spread half the height of the error bar, at least 0; 0 for none
   */
  public record Point(double x, double y, double spread) {
    /** Checks the ranges. */
    public Point {
      checkArgument(
          Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(spread) && spread >= 0,
          "the point of a chart must be finite with a spread of at least 0, got (%s, %s) ± %s",
          x,
          y,
          spread);
    }
  }

  private CurveChart(Builder settings) {
    this.settings = settings;
  }

  /**
   * Starts a chart.
   *
   * @param title the title
   * @param horizontal the title of the horizontal axis, with its unit
   * @param vertical the title of the vertical axis, with its unit
   * @return a builder without curves and with linear axes
   */
  public static Builder builder(String title, String horizontal, String vertical) {
    return new Builder(
        requireNonNull(title, "title"),
        requireNonNull(horizontal, "horizontal"),
        requireNonNull(vertical, "vertical"));
  }

  /**
   * Draws the chart.
   *
   * @return the image
   */
  public BufferedImage draw() {
    List<String> names =
        Stream.concat(settings.curves.keySet().stream(), settings.lines.keySet().stream())
            .map(CurveChart::wrapped)
            .toList();
    boolean inRow = fitRow(names);
    long lines = names.stream().flatMap(String::lines).count();
    String vertical =
        ChartText.shortened(printable(settings.vertical), AXIS_TITLE, MOST_HEIGHT - NOT_FOR_TITLE);
    int plotHeight = Math.max(HEIGHT, (int) ChartText.width(vertical, AXIS_TITLE) + NOT_FOR_TITLE);
    int height = plotHeight + (inRow ? 0 : (int) lines * NAME_HEIGHT);
    String title = printable(settings.title);
    Font titleFont = ChartText.fitted(title, TITLE, ROOM);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(height)
            .title(ChartText.shortened(title, titleFont, ROOM))
            .xAxisTitle(ChartText.shortened(printable(settings.horizontal), AXIS_TITLE, ROOM))
            .yAxisTitle(vertical)
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(inRow ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical)
        .setLegendBorderColor(Color.WHITE)
        .setChartTitleBoxVisible(false)
        .setChartTitleFont(titleFont)
        .setLegendFont(NAME);
    chart.getStyler().setAxisTitleFont(AXIS_TITLE);
    chart
        .getStyler()
        .setXAxisLogarithmic(settings.logarithmicX)
        .setYAxisLogarithmic(settings.logarithmicY)
        .setYAxisDecimalPattern("0.####")
        .setLocale(Locale.ROOT);
    if (settings.logarithmicX) {
      // XChart labels only powers of ten on a logarithmic axis; writeNumbers labels the points.
      chart.getStyler().setXAxisTickLabelsColor(Color.WHITE);
    }
    addSeries(chart);
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, WIDTH, height);
    if (settings.logarithmicX) {
      writeNumbers(graphics, chart, settings.curves.values());
    }
    graphics.dispose();
    return image;
  }

  /** A name, in several lines where it is too long for one. */
  private static String wrapped(String name) {
    return String.join("\n", ChartText.wrapped(printable(name), NAME, ROOM));
  }

  private static boolean fitRow(List<String> names) {
    double width =
        names.stream().mapToDouble(name -> SAMPLE_WIDTH + ChartText.width(name, NAME)).sum();
    return names.size() <= NAMES_IN_ROW && width <= ROOM;
  }

  private void addSeries(XYChart chart) {
    DoubleSummaryStatistics x = new DoubleSummaryStatistics();
    DoubleSummaryStatistics y = new DoubleSummaryStatistics();
    int color = 0;
    for (Map.Entry<String, List<Point>> curve : settings.curves.entrySet()) {
      List<Point> points = curve.getValue();
      points.forEach(point -> x.accept(point.x()));
      points.stream()
          .flatMapToDouble(p -> DoubleStream.of(p.y() - p.spread(), p.y() + p.spread()))
          .forEach(y);
      double[] spreads = points.stream().mapToDouble(Point::spread).toArray();
      XYSeries series =
          chart.addSeries(
              wrapped(curve.getKey()),
              points.stream().mapToDouble(Point::x).toArray(),
              points.stream().mapToDouble(Point::y).toArray(),
              DoubleStream.of(spreads).anyMatch(s -> s > 0) ? spreads : null);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(COLORS.get(color % COLORS.size()));
      series.setLineColor(COLORS.get(color++ % COLORS.size()));
    }
    settings.lines.forEach(
        (name, height) -> {
          y.accept(height);
          XYSeries series =
              chart.addSeries(
                  wrapped(name),
                  new double[] {x.getMin(), x.getMax()},
                  new double[] {height, height});
          series.setMarker(SeriesMarkers.NONE);
          series.setLineColor(LINE);
        });
    if (!settings.logarithmicY) {
      double range = y.getMax() - y.getMin();
      double unit = range > 0 ? Math.min(1, Math.pow(10, Math.floor(Math.log10(range)))) : 1;
      double least = unit * Math.floor(y.getMin() / unit);
      double greatest = unit * Math.ceil(y.getMax() / unit);
      chart.getStyler().setYAxisMin(least).setYAxisMax(Math.max(least + unit, greatest));
    }
  }

  private static void writeNumbers(
      Graphics2D graphics, XYChart chart, Collection<List<Point>> curves) {
    XYStyler styler = chart.getStyler();
    graphics.setColor(styler.getAxisTickLabelsColor());
    graphics.setFont(styler.getAxisTickLabelsFont());
    FontMetrics metrics = graphics.getFontMetrics();
    int below = styler.getAxisTickMarkLength() + 2 * styler.getAxisTickPadding();
    double baseline = plotBottom(chart) + below + metrics.getAscent();
    NumberFormat format =
        new DecimalFormat("#,##0.####", DecimalFormatSymbols.getInstance(Locale.ROOT));
    double[] numbers =
        curves.stream().flatMap(List::stream).mapToDouble(Point::x).distinct().sorted().toArray();
    List<ChartText.Label> labels =
        DoubleStream.of(numbers)
            .mapToObj(
                number -> {
                  String text = format.format(number);
                  double center = chart.getScreenXFromChart(number);
                  return new ChartText.Label(text, center, metrics.stringWidth(text));
                })
            .toList();
    for (ChartText.Label label : ChartText.apart(labels, LABEL_GAP)) {
      graphics.drawString(label.text(), (float) label.left(), (float) baseline);
    }
  }

  /** XChart leaves a margin on either side of the values. */
  private static double plotBottom(XYChart chart) {
    XYStyler styler = chart.getStyler();
    double lowest = chart.getScreenYFromChart(styler.getYAxisMin());
    double highest = chart.getScreenYFromChart(styler.getYAxisMax());
    double share = styler.getPlotContentSize();
    return lowest + (lowest - highest) * (1 - share) / 2 / share;
  }

  /**
   * Writes the chart as a PNG file.
   *
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if the chart cannot be drawn, as on a machine without fonts, or cannot be
   *     written
   */
  public void writePng(Path file) throws IOException {
    requireNonNull(file, "file");

    ChartFiles.writePng("the chart \"" + printable(settings.title) + "\"", file, this::draw);
  }

  /** Collects the curves of a chart. */
  public static final class Builder {
    private final String title;
    private final String horizontal;
    private final String vertical;
    private final Map<String, List<Point>> curves = new LinkedHashMap<>();
    private final Map<String, Double> lines = new LinkedHashMap<>();
    private boolean logarithmicX;
    private boolean logarithmicY;

    private Builder(String title, String horizontal, String vertical) {
      this.title = title;
      this.horizontal = horizontal;
      this.vertical = vertical;
    }

    /**
     * Makes the horizontal axis logarithmic, labeled at the points of the curves.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder logarithmicX() {
      this.logarithmicX = true;
      return this;
    }

    /**
     * Makes the vertical axis logarithmic.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder logarithmicY() {
      this.logarithmicY = true;
      return this;
    }

    /**
     * Adds a curve.
     *
     * @param name the name in the legend
     * @param points the points from left to right, at least one
     * @return this
     * @throws IllegalArgumentException if there is no point, or a curve or line of that name exists
     */
    @CanIgnoreReturnValue
    public Builder curve(String name, List<Point> points) {
      requireNonNull(name, "name");
      requireNonNull(points, "points");

      checkArgument(!points.isEmpty(), "the curve \"%s\" needs at least one point", name);
      checkNew(name);
      curves.put(name, List.copyOf(points));
      return this;
    }

    /**
     * Adds a horizontal line.
     *
     * @param name the name in the legend
     * @param y its height
     * @return this
     * @throws IllegalArgumentException if the height is not finite, or a curve or line of that name
     *     exists
     */
    @CanIgnoreReturnValue
    public Builder line(String name, double y) {
      requireNonNull(name, "name");

      checkArgument(
          Double.isFinite(y), "the line \"%s\" must be at a finite height, got %s", name, y);
      checkNew(name);
      lines.put(name, y);
      return this;
    }

    private void checkNew(String name) {
      checkArgument(
          !curves.containsKey(name) && !lines.containsKey(name),
          "the chart already has a curve or line named \"%s\"",
          name);
    }

    /**
     * Builds the chart.
     *
     * @return the chart
     * @throws IllegalArgumentException if there is no curve, or a value that a logarithmic axis
     *     cannot show
     */
    public CurveChart build() {
      checkArgument(!curves.isEmpty(), "a chart needs at least one curve");
      for (List<Point> points : curves.values()) {
        for (Point point : points) {
          checkArgument(
              !((logarithmicX && point.x() <= 0)
                  || (logarithmicY && point.y() - point.spread() <= 0)),
              "a logarithmic axis shows only numbers above 0, got the point (%s, %s), spread %s",
              point.x(),
              point.y(),
              point.spread());
        }
      }
      lines.forEach(
          (name, y) ->
              checkArgument(
                  !logarithmicY || y > 0,
                  "a logarithmic axis shows only numbers above 0, got the line \"%s\" at %s",
                  name,
                  y));
      Builder copy = new Builder(title, horizontal, vertical);
      copy.curves.putAll(curves);
      copy.lines.putAll(lines);
      copy.logarithmicX = logarithmicX;
      copy.logarithmicY = logarithmicY;
      return new CurveChart(copy);
    }
  }
}
