package org.dcgan.examples;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.internal.io.JdkImageCodecs;

/**
 * A modification that images on the web often undergo. The modified image is a near-duplicate of
 * the original.
 */
public enum ImageModification {
  /** Compressed again as JPEG with quality 90 of 100, color at half resolution. */
  JPEG_90,
  /** Compressed again as JPEG with quality 75, a common default. */
  JPEG_75,
  /** Compressed again as JPEG with quality 50. */
  JPEG_50,
  /** Compressed again as JPEG with quality 30, at which blocks are visible. */
  JPEG_30,
  /** All values multiplied by 1.1. */
  BRIGHTER,
  /** All values multiplied by 0.9. */
  DARKER,
  /** Resized to 75 % of the width and height. */
  SMALLER,
  /** Resized to 150 % of the width and height. */
  LARGER,
  /** Shifted right by one pixel; the first column is repeated. */
  SHIFTED,
  /** Cropped on each side by 2 % of the width or height, at least by one pixel. */
  CROPPED,
  /**
   * Marked with a word on a bright rectangle in the lower right corner, 25 % as wide as the image.
   */
  LOGO;

  /**
   * Modifies a copy of an image.
   *
   * @param image a color image
   * @return the near-duplicate, possibly of another size
   * @throws IOException if the image cannot be encoded as JPEG
   */
  public Pixels apply(Pixels image) throws IOException {
    ImageShape shape = image.shape();
    return switch (this) {
      case JPEG_90 -> recompressed(image, 0.9f);
      case JPEG_75 -> recompressed(image, 0.75f);
      case JPEG_50 -> recompressed(image, 0.5f);
      case JPEG_30 -> recompressed(image, 0.3f);
      case BRIGHTER -> scaled(image, 1.1);
      case DARKER -> scaled(image, 0.9);
      case SMALLER -> resized(image, 0.75);
      case LARGER -> resized(image, 1.5);
      case SHIFTED -> part(image, -1, 0, shape.width(), shape.height());
      case CROPPED -> {
        int x = Math.max(1, shape.width() / 50);
        int y = Math.max(1, shape.height() / 50);
        yield part(image, x, y, shape.width() - 2 * x, shape.height() - 2 * y);
      }
      case LOGO -> withLogo(image);
    };
  }

  private static Pixels recompressed(Pixels image, float quality) throws IOException {
    ImageWriter writer = JdkImageCodecs.writer("jpeg");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image.toBufferedImage(), null, null), parameters);
    } finally {
      writer.dispose();
    }
    ImageReader reader = JdkImageCodecs.reader("jpeg");
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      reader.setInput(in);
      return Pixels.of(reader.read(0), image.shape().channels());
    } finally {
      reader.dispose();
    }
  }

  private static Pixels scaled(Pixels image, double factor) {
    byte[] data = image.data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) Math.min(255, Math.round((data[i] & 255) * factor));
    }
    return new Pixels(image.shape(), data);
  }

  private static Pixels resized(Pixels image, double factor) {
    int shorter = Math.min(image.shape().height(), image.shape().width());
    int size = (int) Math.round(shorter * factor);
    return new PixelTransform.MinResize(size, Resampling.ANTIALIASED).apply(image);
  }

  /** Returns a rectangle of the image. Outside of the image, its edges are repeated. */
  static Pixels part(Pixels image, int left, int top, int width, int height) {
    ImageShape shape = image.shape();
    int channels = shape.channels();
    byte[] data = new byte[width * height * channels];
    for (int y = 0, i = 0; y < height; y++) {
      int fromY = Math.min(shape.height() - 1, Math.max(0, top + y));
      for (int x = 0; x < width; x++) {
        int fromX = Math.min(shape.width() - 1, Math.max(0, left + x));
        for (int c = 0; c < channels; c++) {
          data[i++] = image.data()[(fromY * shape.width() + fromX) * channels + c];
        }
      }
    }
    return new Pixels(new ImageShape(height, width, channels), data);
  }

  private static Pixels withLogo(Pixels original) {
    BufferedImage image = original.toBufferedImage();
    int width = image.getWidth() / 4;
    int height = Math.max(2, image.getHeight() / 10);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    int left = image.getWidth() - width - 1;
    int top = image.getHeight() - height - 1;
    graphics.setColor(new Color(255, 255, 255, 200));
    graphics.fillRect(left, top, width, height);
    graphics.setColor(new Color(40, 40, 120));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.max(3, height - 1)));
    graphics.drawString("photo", left + 1, top + height - 1);
    graphics.dispose();
    return Pixels.of(image, original.shape().channels());
  }
}
