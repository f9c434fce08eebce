package org.dcgan.eval.svm;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ChartFiles;
import org.dcgan.internal.PrintableText;

/**
 * Draws a confusion matrix: a row for each true class and a column for each predicted class, in
 * percent of the row, with correct predictions in one color and errors in another.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ConfusionChart {
  private static final int CELL = 56;
  private static final int GAP = 10;
  private static final int TITLE = 40;

  /** Matrices with more classes are drawn without numbers. */
  private static final int MOST_NUMBERED = 30;

  private static final int SMALL_CELL = 12;
  private static final Color RIGHT = new Color(0x1F6F9F);
  private static final Color WRONG = new Color(0xD9622B);
  private static final Color INK = new Color(0x33373D);

  private ConfusionChart() {}

  /**
   * Draws a matrix.
   *
   * @param title the title
   * @param matrix the counts
   * @return the image
   */
  public static BufferedImage draw(String title, ConfusionMatrix matrix) {
    requireNonNull(title, "title");
    requireNonNull(matrix, "matrix");

    List<String> names = matrix.classNames().stream().map(PrintableText::printable).toList();
    String heading = printable(title);
    int classes = names.size();
    boolean numbered = classes <= MOST_NUMBERED;
    int cell = numbered ? CELL : SMALL_CELL;
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    Font bold = font.deriveFont(Font.BOLD, 16f);
    FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(font);
    int label = names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    int left = (numbered ? label : 0) + 2 * GAP;
    int top = TITLE + (numbered ? label : 0) + 2 * GAP;
    int width = Math.max(left + classes * cell + 2 * GAP, metrics.stringWidth(heading) * 5 / 4);
    BufferedImage image =
        new BufferedImage(width, top + classes * cell + 2 * GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setColor(INK);
    graphics.setFont(bold);
    graphics.drawString(heading, GAP, TITLE - 2 * GAP);
    graphics.setFont(font);
    for (int row = 0; row < classes; row++) {
      int total = matrix.counts().get(row).stream().mapToInt(Integer::intValue).sum();
      int y = top + row * cell;
      if (numbered) {
        label(graphics, names.get(row), left, y, cell, top, row);
      }
      for (int column = 0; column < classes; column++) {
        double share = total == 0 ? 0 : (double) matrix.counts().get(row).get(column) / total;
        Color full = row == column ? RIGHT : WRONG;
        graphics.setColor(mix(full, row == column ? share : Math.min(1, 2.5 * share)));
        graphics.fillRect(left + column * cell, y, cell - 1, cell - 1);
        if (numbered && share >= 0.0005) {
          graphics.setColor(share > (row == column ? 0.55 : 0.25) ? Color.WHITE : INK);
          String text = String.format(Locale.ROOT, "%.1f", 100 * share);
          graphics.drawString(
              text,
              left + column * cell + (cell - metrics.stringWidth(text)) / 2,
              y + (cell + metrics.getAscent()) / 2 - 2);
        }
      }
    }
    graphics.dispose();
    return image;
  }

  /** Writes a class's name before its row and, rotated, above its column. */
  private static void label(
      Graphics2D graphics, String name, int left, int y, int cell, int top, int number) {
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(INK);
    graphics.drawString(
        name, left - GAP - metrics.stringWidth(name), y + (cell + metrics.getAscent()) / 2 - 2);
    AffineTransform before = graphics.getTransform();
    graphics.translate(left + number * cell + (cell + metrics.getAscent()) / 2 - 2, top - GAP);
    graphics.rotate(-Math.PI / 2);
    graphics.drawString(name, 0, 0);
    graphics.setTransform(before);
  }

  private static Color mix(Color color, double share) {
    return new Color(
        (int) (255 + share * (color.getRed() - 255)),
        (int) (255 + share * (color.getGreen() - 255)),
        (int) (255 + share * (color.getBlue() - 255)));
  }

  /**
   * Writes a matrix as a PNG file.
   *
   * @param title the title
   * @param matrix the counts
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if the chart cannot be drawn or written
   */
  public static void writePng(String title, ConfusionMatrix matrix, Path file) throws IOException {
    requireNonNull(title, "title");
    requireNonNull(matrix, "matrix");
    requireNonNull(file, "file");

    ChartFiles.writePng("the confusion matrix", file, () -> draw(title, matrix));
  }
}
