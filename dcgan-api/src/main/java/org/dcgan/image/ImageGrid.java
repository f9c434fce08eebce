package org.dcgan.image;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.apiguardian.api.API;
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
@API(status = API.Status.STABLE, since = "0.1")
public final class ImageGrid {
  /** The default gap between adjacent images, in pixels. */
  public static final int DEFAULT_GAP = 2;

  /** The pixels that one array can hold. */
  private static final int MAX_PIXELS = Integer.MAX_VALUE - 8;

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
   * @throws IllegalArgumentException if the rendered grid does not fit into one array or into the
   *     heap
   */
  public BufferedImage toBufferedImage() {
    checkSize();
    int width = images.shape().width() * scale;
    int height = images.shape().height() * scale;
    BufferedImage canvas =
        new BufferedImage(
            Math.toIntExact(extent(columns, images.shape().width())),
            Math.toIntExact(extent(rows(), images.shape().height())),
            BufferedImage.TYPE_INT_RGB);
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

  private long rows() {
    return (images.count() + (long) columns - 1) / columns;
  }

  /** The pixels along one side of the grid: all images of a row or column, and the gaps between. */
  private long extent(long count, int side) {
    return count * ((long) side * scale + gap) - gap;
  }

  private void checkSize() {
    double width = (double) columns * ((double) images.shape().width() * scale + gap) - gap;
    double height = (double) rows() * ((double) images.shape().height() * scale + gap) - gap;
    double limit = Math.min(MAX_PIXELS, Runtime.getRuntime().maxMemory() / Integer.BYTES);
    checkArgument(
        width * height <= limit,
        "a grid of %s images of %s in %s columns, with gap %s and scale %s, has %s pixels, more"
            + " than the %s that an image on this heap can have; choose fewer images or columns, or"
            + " a smaller gap or scale",
        images.count(),
        images.shape(),
        columns,
        gap,
        scale,
        String.format(Locale.ROOT, "%.3g", width * height),
        (long) limit);
  }

  /**
   * Encodes the grid as a PNG file.
   *
   * @return the bytes of the file, in a new array
   * @throws IllegalArgumentException if the rendered grid does not fit into one array or into the
   *     heap
   */
  public byte[] toPng() {
    return JdkImageCodecs.encodePng(toBufferedImage());
  }

  /**
   * Writes the grid to a stream in PNG format, for example to the response of a web server.
   *
   * @param out the stream, which is flushed and not closed
   * @throws IllegalArgumentException if the rendered grid does not fit into one array or into the
   *     heap
   * @throws IOException if the stream cannot be written
   */
  public void writePng(OutputStream out) throws IOException {
    requireNonNull(out, "out");

    JdkImageCodecs.writePng(toBufferedImage(), out);
  }

  /**
   * Writes the grid to a PNG file. The file is written atomically: to a temporary file in the same
   * folder, which is then renamed.
   *
   * @param file the file; missing folders are created, and an existing file is replaced
   * @throws IllegalArgumentException if the rendered grid does not fit into one array or into the
   *     heap
   * @throws IOException if the file cannot be written
   */
  public void writePng(Path file) throws IOException {
    requireNonNull(file, "file");

    AtomicFiles.write(file, this::writePng);
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
