package org.dcgan.datasets.overview;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

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
import org.apiguardian.api.API;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.datasets.internal.SourceLabels;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;
import org.dcgan.random.Permutation;

/**
 * A grid of images of any size, each with a caption below. Images are scaled to fit a tile; small
 * ones are enlarged by an integer factor, so that their pixels remain visible. Not safe for use
 * from several threads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ContactSheet {
  /** The default side of a tile in pixels. */
  public static final int DEFAULT_TILE = 128;

  private static final int GAP = 6;
  private static final int CAPTION = 14;
  private static final Color MUTED = new Color(0x505050);

  private final int tile;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(BufferedImage image, String caption) {}

  private ContactSheet(int tile) {
    this.tile = tile;
  }

  /**
   * Creates an empty sheet with tiles of the default size.
   *
   * @return the sheet
   */
  public static ContactSheet create() {
    return ofTiles(DEFAULT_TILE);
  }

  /**
   * Creates an empty sheet.
   *
   * @param tile the side of a tile, 16 to 1,024 pixels
   * @return the sheet
   */
  public static ContactSheet ofTiles(int tile) {
    checkArgument(tile >= 16 && tile <= 1024, "tile must be 16 to 1024 pixels, got %s", tile);
    return new ContactSheet(tile);
  }

  /**
   * Creates a sheet of randomly selected images of a dataset, with index, class and name as
   * captions. Unreadable images are shown as tiles with the text "unreadable".
   *
   * @param dataset the source of the images; not closed
   * @param count the number of images; all images if the dataset has fewer
   * @param seed the random seed
   * @return the sheet
   * @throws IOException if the dataset as a whole cannot be read
   */
  public static ContactSheet of(Dataset dataset, int count, long seed) throws IOException {
    requireNonNull(dataset, "dataset");

    checkArgument(
        dataset.size() > 0,
        "expected at least one image to show in %s, found none",
        printable(dataset.description()));
    ContactSheet sheet = create();
    Permutation order = Permutation.of(dataset.size(), seed);
    for (int i = 0; i < Math.min(count, dataset.size()); i++) {
      int index = order.at(i);
      int label = SourceLabels.of(dataset, index);
      String kind = label == Dataset.NO_LABEL ? "" : dataset.classNames().get(label) + " ";
      String caption = printable(index + " " + kind + dataset.name(index));
      try (DecodingMemory.Hold hold = DecodingMemory.SHARED.hold()) {
        hold.process(
            () -> dataset.name(index),
            () -> {
              sheet.add(dataset.read(index), caption);
              return sheet;
            });
      } catch (UnreadableImageException e) {
        sheet.add(sheet.unreadable(), caption);
      }
    }
    return sheet;
  }

  private BufferedImage unreadable() {
    BufferedImage image = new BufferedImage(tile, tile, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.DARK_GRAY);
    graphics.fillRect(0, 0, tile, tile);
    graphics.setColor(Color.WHITE);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, CAPTION - 2));
    graphics.drawString("unreadable", 8, tile / 2);
    graphics.dispose();
    return image;
  }

  /**
   * Adds an image.
   *
   * @param pixels an image of any size
   * @param caption one line; its middle is left out where it is too long
   */
  public void add(Pixels pixels, String caption) {
    requireNonNull(caption, "caption");

    requireNonNull(pixels, "pixels");

    add(pixels.toBufferedImage(), caption);
  }

  /**
   * Adds an image.
   *
   * @param image an image of any size; not copied if it fits the tile
   * @param caption one line; its middle is left out where it is too long
   */
  public void add(BufferedImage image, String caption) {
    requireNonNull(image, "image");
    requireNonNull(caption, "caption");

    entries.add(new Entry(fitted(image), caption.replaceAll("\\p{Cntrl}", "?")));
  }

  /**
   * Returns the number of images.
   *
   * @return at least 0
   */
  public int size() {
    return entries.size();
  }

  private BufferedImage fitted(BufferedImage image) {
    int longer = Math.max(image.getWidth(), image.getHeight());
    double scale = longer > tile ? (double) tile / longer : Math.max(1, tile / longer);
    if (scale == 1) {
      return image;
    }
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    BufferedImage source = image;
    // Reduces by halves first, since bilinear interpolation uses only two pixels per axis.
    while (scale < 0.5 && source.getWidth() >= 2 * width && source.getHeight() >= 2 * height) {
      source = drawn(source, source.getWidth() / 2, source.getHeight() / 2, true);
    }
    return drawn(source, width, height, scale < 1);
  }

  private static BufferedImage drawn(BufferedImage image, int width, int height, boolean smooth) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        smooth
            ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
            : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }

  /**
   * Renders the sheet with about as many rows as columns.
   *
   * @return an RGB image on white
   * @throws IllegalStateException if the sheet has no images
   */
  public BufferedImage toBufferedImage() {
    checkState(!entries.isEmpty(), "a contact sheet needs at least one image; add some first");
    int columns = (int) Math.ceil(Math.sqrt(entries.size()));
    int rows = (entries.size() + columns - 1) / columns;
    int stepX = tile + GAP;
    int stepY = tile + CAPTION + GAP;
    BufferedImage canvas =
        new BufferedImage(columns * stepX + GAP, rows * stepY + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, CAPTION - 4));
    graphics.setColor(MUTED);
    FontMetrics metrics = graphics.getFontMetrics();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      int x = GAP + i % columns * stepX;
      int y = GAP + i / columns * stepY;
      BufferedImage image = entry.image();
      graphics.drawImage(
          image, x + (tile - image.getWidth()) / 2, y + (tile - image.getHeight()) / 2, null);
      graphics.drawString(shortened(entry.caption(), metrics), x, y + tile + CAPTION - 3);
    }
    graphics.dispose();
    return canvas;
  }

  /** Keeps the beginning and the end, in which file names differ. */
  private String shortened(String text, FontMetrics metrics) {
    if (metrics.stringWidth(text) <= tile) {
      return text;
    }
    int kept = Math.min(text.length() - 1, 256);
    while (kept > 2) {
      int head = kept / 2;
      String candidate =
          text.substring(0, head) + "…" + text.substring(text.length() - (kept - head));
      if (metrics.stringWidth(candidate) <= tile) {
        return candidate;
      }
      kept--;
    }
    return "…";
  }

  /**
   * Writes the sheet as a PNG file atomically.
   *
   * @param file the file; missing folders are created, an existing file is replaced
   * @throws IOException if it cannot be written
   */
  public void writePng(Path file) throws IOException {
    requireNonNull(file, "file");

    BufferedImage image = toBufferedImage();
    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(image, out));
  }
}
