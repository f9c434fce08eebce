package org.dcgan.eval.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.lines;

import com.google.common.collect.ImmutableList;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.Images;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;

/** Draws images with captions above them, side by side or one below the other, on white. */
final class Figure {
  private static final int GAP = 14;
  private static final int MARGIN = 10;
  private static final int LINE = 18;
  private static final Color INK = new Color(0x33373D);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private Figure() {}

  /** An image with a caption of any number of lines. */
  record Panel(String caption, BufferedImage image) {
    List<String> captionLines() {
      return caption.isEmpty() ? List.of() : lines(caption).lines().toList();
    }
  }

  /** Images in a number of columns, enlarged if they are small. */
  static BufferedImage grid(Images images, int columns) {
    return SampleGrids.legible(images).withColumns(columns).toBufferedImage();
  }

  /** From left to right. */
  static BufferedImage beside(List<Panel> panels) {
    return draw(panels, true);
  }

  /** From top to bottom. */
  static BufferedImage below(List<Panel> panels) {
    return draw(panels, false);
  }

  private static BufferedImage draw(List<Panel> panels, boolean across) {
    checkArgument(!panels.isEmpty(), "a figure needs at least one image, got none");
    FontMetrics metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(FONT);
    int lines = panels.stream().mapToInt(p -> p.captionLines().size()).max().orElse(0);
    int width = 0;
    int height = 0;
    List<Integer> widths = new ArrayList<>();
    List<Integer> heights = new ArrayList<>();
    for (Panel panel : ImmutableList.copyOf(panels)) {
      int text = panel.captionLines().stream().mapToInt(metrics::stringWidth).max().orElse(0);
      widths.add(Math.max(panel.image().getWidth(), text));
      heights.add(
          panel.image().getHeight() + LINE * (across ? lines : panel.captionLines().size()));
      width = across ? width + widths.get(widths.size() - 1) + GAP : Math.max(width, text);
      width = across ? width : Math.max(width, panel.image().getWidth());
      height =
          across
              ? Math.max(height, heights.get(heights.size() - 1))
              : height + heights.get(heights.size() - 1) + GAP;
    }
    width -= across ? GAP : 0;
    height -= across ? 0 : GAP;
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(FONT);
    graphics.setColor(INK);
    int x = 0;
    int y = 0;
    for (int i = 0; i < panels.size(); i++) {
      Panel panel = panels.get(i);
      int shown = across ? lines : panel.captionLines().size();
      for (int line = 0; line < panel.captionLines().size(); line++) {
        graphics.drawString(panel.captionLines().get(line), x, y + LINE * (line + 1) - 5);
      }
      graphics.drawImage(panel.image(), x, y + LINE * shown, null);
      x += across ? widths.get(i) + GAP : 0;
      y += across ? 0 : heights.get(i) + GAP;
    }
    graphics.dispose();
    return canvas;
  }

  /** Writes a figure with a white margin. */
  static void writePng(BufferedImage figure, Path file) throws IOException {
    BufferedImage canvas =
        new BufferedImage(
            figure.getWidth() + 2 * MARGIN,
            figure.getHeight() + 2 * MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    graphics.drawImage(figure, MARGIN, MARGIN, null);
    graphics.dispose();
    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(canvas, out));
  }
}
