package org.dcgan.datasets.dedup;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.image.ImageSource;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;
import org.dcgan.random.Permutation;

/**
 * Renders groups of near-duplicates for visual inspection, as the authors did to estimate false
 * positives. Each group is a row of images with a caption; the kept image is first and framed.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class GroupSheet {
  /**
   * The number of images that are shown of a group; the caption tells the size of larger groups.
   */
  public static final int SHOWN = 6;

  private static final int TILE = 64;
  private static final int GAP = 3;
  private static final int CAPTION = 12;
  private static final Color KEPT = new Color(0x2e7d32);

  private GroupSheet() {}

  /**
   * Renders the largest groups.
   *
   * @param source the source of the report
   * @param report the report
   * @param count the maximum number of groups
   * @return an RGB image
   * @throws IOException if the source as a whole cannot be read
   */
  public static BufferedImage largest(ImageSource source, DuplicateReport report, int count)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(report, "report");

    return of(source, report.groups().subList(0, Math.min(count, report.groups().size())));
  }

  /**
   * Renders groups that are selected uniformly at random. Estimate the precision from these, since
   * the largest groups are not typical.
   *
   * @param source the source of the report
   * @param report the report
   * @param count the maximum number of groups
   * @param seed the random seed
   * @return an RGB image
   * @throws IOException if the source as a whole cannot be read
   */
  public static BufferedImage random(
      ImageSource source, DuplicateReport report, int count, long seed) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(report, "report");

    List<DuplicateReport.Group> chosen = new ArrayList<>();
    int groups = report.groups().size();
    if (groups > 0) {
      Permutation order = Permutation.of(groups, seed);
      for (int i = 0; i < Math.min(count, groups); i++) {
        chosen.add(report.groups().get(order.at(i)));
      }
    }
    return of(source, chosen);
  }

  /**
   * Renders the given groups.
   *
   * @param source the source of the images
   * @param groups the groups, at least one
   * @return an RGB image
   * @throws IOException if the source as a whole cannot be read
   */
  public static BufferedImage of(ImageSource source, List<DuplicateReport.Group> groups)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(groups, "groups");

    checkArgument(!groups.isEmpty(), "expected at least one group to render, got none");
    int widest = groups.stream().mapToInt(DuplicateReport.Group::size).max().orElse(2);
    int stripWidth = Math.min(SHOWN, widest) * (TILE + GAP) + 2 * GAP;
    int stripHeight = TILE + CAPTION + 2 * GAP;
    int columns =
        Math.max(1, (int) Math.round(Math.sqrt((double) groups.size() * stripHeight / stripWidth)));
    int rows = (groups.size() + columns - 1) / columns;
    BufferedImage sheet =
        new BufferedImage(
            columns * stripWidth + GAP, rows * stripHeight + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, CAPTION - 3));
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int g = 0; g < groups.size(); g++) {
      int x = GAP + g % columns * stripWidth;
      int y = GAP + g / columns * stripHeight;
      strip(graphics, source, groups.get(g), x, y);
    }
    graphics.dispose();
    return sheet;
  }

  private static void strip(
      Graphics2D graphics, ImageSource source, DuplicateReport.Group group, int x, int y)
      throws IOException {
    List<DuplicateReport.Member> members = new ArrayList<>(List.of(group.kept()));
    members.addAll(group.removed());
    for (int i = 0; i < Math.min(SHOWN, members.size()); i++) {
      int left = x + i * (TILE + GAP);
      try {
        draw(graphics, source.read(members.get(i).index()).toBufferedImage(), left, y);
      } catch (UnreadableImageException e) {
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillRect(left, y, TILE, TILE);
      }
    }
    graphics.setColor(KEPT);
    graphics.drawRect(x - 1, y - 1, TILE + 1, TILE + 1);
    graphics.setColor(Color.DARK_GRAY);
    StringBuilder caption = new StringBuilder();
    if (group.size() > SHOWN) {
      caption.append(group.size()).append(": ");
    }
    for (int i = 0; i < Math.min(SHOWN, members.size()); i++) {
      caption.append(i == 0 ? "" : ", ").append(members.get(i).index());
    }
    graphics.drawString(caption.toString(), x, y + TILE + CAPTION - 2);
  }

  private static void draw(Graphics2D graphics, BufferedImage image, int x, int y) {
    double scale = (double) TILE / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    graphics.drawImage(image, x + (TILE - width) / 2, y + (TILE - height) / 2, width, height, null);
  }

  /**
   * Writes a sheet as a PNG file atomically.
   *
   * @param sheet an image rendered by this class
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if it cannot be written
   */
  public static void writePng(BufferedImage sheet, Path file) throws IOException {
    requireNonNull(sheet, "sheet");
    requireNonNull(file, "file");

    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(sheet, out));
  }
}
