package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ChartFiles;

/**
 * A chart of one number for each of several named subjects, with its interval, below each other:
 * for example how much each variant of a training differs from the others.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IntervalChart {
  private static final int WIDTH = 900;
  private static final int ROW = 26;
  private static final int TOP = 56;
  private static final int BOTTOM = 56;
  private static final int MARGIN = 24;
  private static final int MOST_NAME = 320;
  private static final double RADIUS = 4.5;
  private static final int MOST_TICKS = 9;
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
  private static final Font NAME = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color INK = new Color(0x33373D);
  private static final Color FAINT = new Color(0xE4E7EB);
  private static final Color ZERO = new Color(0x8A8A8A);
  private static final Color POINT = new Color(0x1F6F9F);

  private IntervalChart() {}

  /**
   * A named number.
   *
   * @param name the name on the left
   * @param value the number, finite
   * @param margin half the width of its interval, finite and at least 0; 0 draws none
   */
  public record Row(String name, double value, double margin) {
    /** Checks for null and the ranges. */
    public Row {
      requireNonNull(name, "name");

      checkArgument(
          Double.isFinite(value) && Double.isFinite(margin) && margin >= 0,
          "the number of a chart must be finite with a margin of at least 0, got %s ± %s",
          value,
          margin);
    }
  }

  /**
   * Draws a chart. It has a line at 0 if that is between the numbers.
   *
   * @param title the title
   * @param axis the title of the horizontal axis, with its unit
   * @param rows the numbers from top to bottom, at least one
   * @return the image
   */
  public static BufferedImage draw(String title, String axis, List<Row> rows) {
    requireNonNull(title, "title");
    requireNonNull(axis, "axis");
    requireNonNull(rows, "rows");

    checkArgument(!rows.isEmpty(), "a chart needs at least one number, got none");
    int names =
        (int)
            Math.ceil(
                rows.stream()
                    .mapToDouble(row -> ChartText.width(printable(row.name()), NAME))
                    .max()
                    .orElseThrow());
    int left = 2 * MARGIN + Math.min(names, MOST_NAME);
    BufferedImage image =
        new BufferedImage(WIDTH, TOP + rows.size() * ROW + BOTTOM, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(INK);
    Font titleFont = ChartText.fitted(printable(title), TITLE, WIDTH - 2 * MARGIN);
    graphics.setFont(titleFont);
    graphics.drawString(
        ChartText.shortened(printable(title), titleFont, WIDTH - 2 * MARGIN), MARGIN, TOP - 24);
    Scale scale = Scale.of(rows, left, WIDTH - MARGIN);
    int bottom = TOP + rows.size() * ROW;
    axis(graphics, scale, printable(axis), bottom);
    for (int i = 0; i < rows.size(); i++) {
      row(graphics, scale, rows.get(i), left - MARGIN, TOP + i * ROW + ROW / 2);
    }
    graphics.dispose();
    return image;
  }

  /**
   * Writes a chart as a PNG file.
   *
   * @param title the title
   * @param axis the title of the horizontal axis, with its unit
   * @param rows the numbers from top to bottom, at least one
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if the chart cannot be drawn, as on a machine without fonts, or cannot be
   *     written
   */
  public static void writePng(String title, String axis, List<Row> rows, Path file)
      throws IOException {
    requireNonNull(title, "title");
    requireNonNull(axis, "axis");
    requireNonNull(rows, "rows");
    requireNonNull(file, "file");

    ChartFiles.writePng(
        "the chart \"" + printable(title) + "\"", file, () -> draw(title, axis, rows));
  }

  /** The range of numbers and the pixels that it takes. */
  private record Scale(double low, double step, int ticks, int left, int right) {

    /** Steps of 1, 2 or 5 times a power of ten, around all intervals. */
    static Scale of(List<Row> rows, int left, int right) {
      double low = rows.stream().mapToDouble(r -> r.value() - r.margin()).min().orElseThrow();
      double high = rows.stream().mapToDouble(r -> r.value() + r.margin()).max().orElseThrow();
      double range = high > low ? high - low : Math.max(1e-12, Math.abs(high) / 10);
      double power = Math.pow(10, Math.floor(Math.log10(range / MOST_TICKS)));
      double step = power;
      for (double factor : new double[] {2, 5, 10, 20}) {
        if (Math.floor(high / step) - Math.ceil(low / step) + 3 > MOST_TICKS) {
          step = factor * power;
        }
      }
      double first = Math.floor(low / step);
      double last = Math.max(first + 1, Math.ceil(high / step));
      return new Scale(first * step, step, (int) (last - first), left, right);
    }

    double x(double value) {
      return left + (value - low) / (step * ticks) * (right - left);
    }
  }

  private static void axis(Graphics2D graphics, Scale scale, String title, int bottom) {
    graphics.setFont(NAME);
    FontMetrics metrics = graphics.getFontMetrics();
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(scale.step()) + 1e-9));
    for (int i = 0; i <= scale.ticks(); i++) {
      double value = scale.low() + i * scale.step();
      boolean zero = Math.abs(value) < scale.step() / 2;
      double x = scale.x(value);
      graphics.setColor(zero ? ZERO : FAINT);
      graphics.draw(new Line2D.Double(x, TOP, x, bottom));
      String text = String.format(Locale.ROOT, "%." + decimals + "f", zero ? 0.0 : value);
      graphics.setColor(INK);
      graphics.drawString(
          text, (float) x - metrics.stringWidth(text) / 2f, bottom + metrics.getAscent() + 4f);
    }
    String shown = ChartText.shortened(title, NAME, WIDTH - 2 * MARGIN);
    float center = (scale.left() + scale.right()) / 2f;
    float begin = Math.max(MARGIN, center - metrics.stringWidth(shown) / 2f);
    graphics.drawString(
        shown, Math.min(begin, WIDTH - MARGIN - metrics.stringWidth(shown)), bottom + BOTTOM - 12f);
  }

  private static void row(Graphics2D graphics, Scale scale, Row row, int nameEnd, int y) {
    graphics.setFont(NAME);
    graphics.setColor(INK);
    FontMetrics metrics = graphics.getFontMetrics();
    String name = ChartText.shortened(printable(row.name()), NAME, MOST_NAME);
    graphics.drawString(
        name, nameEnd - metrics.stringWidth(name), y + metrics.getAscent() / 2f - 1);
    graphics.setColor(POINT);
    graphics.setStroke(new BasicStroke(2.4f));
    if (row.margin() > 0) {
      graphics.draw(
          new Line2D.Double(
              scale.x(row.value() - row.margin()), y, scale.x(row.value() + row.margin()), y));
    }
    double x = scale.x(row.value());
    graphics.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
    graphics.setStroke(new BasicStroke(1));
  }
}
