package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.JdkImageCodecs;
import org.jspecify.annotations.Nullable;

/**
 * A grid of images, as in the figures of the paper. Immutable: each {@code with} method returns a
 * changed copy.
 *
 * <pre>{@code
 * ImageGrid.of(dcgan.sample(64)).writePng(Path.of("samples.png"));
 * }</pre>
 */
public final class ImageGrid {
  /** The default gap between adjacent images, in pixels. */
  public static final int DEFAULT_GAP = 2;

  private final Images images;
  private final int columns;
  private final int gap;
  private final int scale;

  private ImageGrid(Images images, int columns, int gap, int scale) {
    this.images = images;
    this.columns = columns;
    this.gap = gap;
    this.scale = scale;
  }

  /**
   * Creates a grid of all images of a batch, as close to a square as possible and wider rather than
   * higher, with a gap of {@value #DEFAULT_GAP} pixels.
   *
   * @param images at least one image
   * @return the grid
   */
  public static ImageGrid of(Images images) {
    requireNonNull(images, "images");

    checkArgument(images.count() > 0, "a grid needs at least one image, got none");
    return new ImageGrid(images, (int) Math.ceil(Math.sqrt(images.count())), DEFAULT_GAP, 1);
  }

  /**
   * Returns a copy with another number of images per row.
   *
   * @param columns at least 1; by default the smallest number that makes the grid at least as wide
   *     as high
   * @return the changed grid
   */
  public ImageGrid withColumns(int columns) {
    checkArgument(columns >= 1, "columns must be at least 1, got %s", columns);
    return new ImageGrid(images, columns, gap, scale);
  }

  /**
   * Returns a copy with another gap between adjacent images.
   *
   * @param gap pixels, at least 0; {@value #DEFAULT_GAP} by default
   * @return the changed grid
   */
  public ImageGrid withGap(int gap) {
    checkArgument(gap >= 0, "gap must be at least 0 pixels, got %s", gap);
    return new ImageGrid(images, columns, gap, scale);
  }

  /**
   * Returns a copy that enlarges every pixel to a square of pixels, without interpolation. Use it
   * to view small images.
   *
   * @param scale the side of the square, at least 1; 1 by default
   * @return the changed grid
   */
  public ImageGrid withScale(int scale) {
    checkArgument(scale >= 1, "scale must be at least 1, got %s", scale);
    return new ImageGrid(images, columns, gap, scale);
  }

  /**
   * Renders the grid.
   *
   * @return an RGB image with a white background
   */
  public BufferedImage toBufferedImage() {
    int width = images.shape().width() * scale;
    int height = images.shape().height() * scale;
    int rows = (images.count() + columns - 1) / columns;
    BufferedImage canvas =
        new BufferedImage(
            columns * (width + gap) - gap, rows * (height + gap) - gap, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    for (int i = 0; i < images.count(); i++) {
      int x = i % columns * (width + gap);
      int y = i / columns * (height + gap);
      graphics.drawImage(images.toBufferedImage(i), x, y, width, height, null);
    }
    graphics.dispose();
    return canvas;
  }

  /**
   * Writes the grid to a PNG file. The file is written atomically: to a temporary file in the same
   * folder, which is then renamed.
   *
   * @param file the file; missing folders are created, and an existing file is replaced
   * @throws IOException if the file cannot be written
   */
  public void writePng(Path file) throws IOException {
    requireNonNull(file, "file");

    AtomicFiles.write(file, out -> JdkImageCodecs.writePng(toBufferedImage(), out));
  }

  /** Compares the images and all settings. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageGrid grid
        && images.equals(grid.images)
        && columns == grid.columns
        && gap == grid.gap
        && scale == grid.scale;
  }

  @Override
  public int hashCode() {
    return Objects.hash(images, columns, gap, scale);
  }

  /** For example {@code ImageGrid[64 of 64x64x3, columns 8, gap 2, scale 1]}. */
  @Override
  public String toString() {
    return "ImageGrid["
        + images.count()
        + " of "
        + images.shape()
        + ", columns "
        + columns
        + ", gap "
        + gap
        + ", scale "
        + scale
        + "]";
  }
}
