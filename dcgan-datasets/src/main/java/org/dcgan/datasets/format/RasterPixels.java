package org.dcgan.datasets.format;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.SampleModel;

/**
 * The samples of images decoded by ImageIO, as they are stored. {@code BufferedImage.getRGB} is not
 * used for gray images, because the JDK treats their values as linear light and brightens them (128
 * becomes 188).
 */
final class RasterPixels {

  private RasterPixels() {}

  static RawImage of(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    if (colors instanceof ComponentColorModel
        && colors.getNumColorComponents() != 2
        && colors.getNumColorComponents() <= 3) {
      int bands = colors.getNumComponents();
      return new RawImage(
          image.getWidth(),
          image.getHeight(),
          bands,
          samples(image.getRaster(), bands, colors.getComponentSize()));
    }
    int bands = colors.hasAlpha() ? 4 : 3;
    byte[] data =
        new byte
            [Math.multiplyExact(bands, Math.multiplyExact(image.getWidth(), image.getHeight()))];
    int[] row = new int[image.getWidth()];
    for (int y = 0, to = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        data[to] = (byte) (argb >> 16);
        data[to + 1] = (byte) (argb >> 8);
        data[to + 2] = (byte) argb;
        if (bands == 4) {
          data[to + 3] = (byte) (argb >>> 24);
        }
        to += bands;
      }
    }
    return new RawImage(image.getWidth(), image.getHeight(), bands, data);
  }

  /**
   * All samples of a raster, pixel by pixel, each scaled to 0 to 255.
   *
   * @param bands samples per pixel
   * @param sizes bits of each sample
   */
  static byte[] samples(Raster raster, int bands, int[] sizes) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[Math.multiplyExact(bands, Math.multiplyExact(width, height))];
    SampleModel model = raster.getSampleModel();
    if (model instanceof ComponentSampleModel component
        && model.getNumBands() == bands
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1
        && raster.getParent() == null
        && sizes[0] == 8) {
      byte[] bytes = buffer.getData();
      int step = component.getPixelStride();
      for (int y = 0; y < height; y++) {
        int line = buffer.getOffset() + y * component.getScanlineStride();
        for (int b = 0; b < bands; b++) {
          int from = line + component.getBandOffsets()[b];
          int end = (y + 1) * width * bands;
          for (int to = y * width * bands + b; to < end; to += bands, from += step) {
            out[to] = bytes[from];
          }
        }
      }
      return out;
    }
    int[] row = new int[width * bands];
    for (int y = 0, to = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i++) {
        int max = (1 << sizes[i % bands]) - 1;
        out[to++] = (byte) ((int) (((long) row[i] * 255 + max / 2) / max));
      }
    }
    return out;
  }
}
