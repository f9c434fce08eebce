package org.dcgan.datasets.format;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;

/**
 * Pixels from what ImageIO decodes, by the stored samples. {@code BufferedImage.getRGB} will not do
 * for grey pictures: the JDK holds their values to be linear light and brightens them (128 becomes
 * 188).
 */
final class RasterPixels {

  private RasterPixels() {}

  static Pixels of(BufferedImage image, int channels) {
    ColorModel colors = image.getColorModel();
    if (!(colors instanceof ComponentColorModel) || colors.getNumColorComponents() == 2) {
      return Pixels.of(image, channels);
    }
    ImageShape shape = new ImageShape(image.getHeight(), image.getWidth(), channels);
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && channels == 3) {
      return ofBgr(image.getRaster(), shape);
    }
    Samples samples = Samples.of(image.getRaster(), colors);
    int bands = colors.getNumComponents();
    boolean grey = colors.getNumColorComponents() < 3;
    byte[] data = new byte[shape.size()];
    int[] row = new int[shape.width() * bands];
    for (int y = 0, to = 0; y < shape.height(); y++) {
      samples.read(y, row);
      for (int from = 0; from < row.length; from += bands) {
        int red = row[from];
        int green = grey ? red : row[from + 1];
        int blue = grey ? red : row[from + 2];
        if (colors.hasAlpha()) {
          int alpha = row[from + bands - 1];
          red = red * alpha / 255;
          green = green * alpha / 255;
          blue = blue * alpha / 255;
        }
        if (channels == 3) {
          data[to++] = (byte) red;
          data[to++] = (byte) green;
          data[to++] = (byte) blue;
        } else {
          data[to++] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        }
      }
    }
    return new Pixels(shape, data);
  }

  /** The usual case, in one pass. */
  private static Pixels ofBgr(Raster raster, ImageShape shape) {
    byte[] data = (byte[]) raster.getDataElements(0, 0, shape.width(), shape.height(), null);
    // Data elements come in the order of the bands, which is red, green, blue here.
    return new Pixels(shape, data);
  }

  /** Rows of samples, pixel by pixel, each scaled to 0 to 255. */
  private interface Samples {
    void read(int y, int[] row);

    static Samples of(Raster raster, ColorModel colors) {
      if (raster.getSampleModel() instanceof ComponentSampleModel model
          && raster.getDataBuffer() instanceof DataBufferByte buffer
          && buffer.getNumBanks() == 1
          && raster.getParent() == null) {
        byte[] bytes = buffer.getData();
        int[] offsets = model.getBandOffsets();
        int step = model.getPixelStride();
        int bands = offsets.length;
        return (y, row) -> {
          for (int b = 0; b < bands; b++) {
            int from = buffer.getOffset() + y * model.getScanlineStride() + offsets[b];
            for (int i = b; i < row.length; i += bands, from += step) {
              row[i] = bytes[from] & 255;
            }
          }
        };
      }
      int bands = colors.getNumComponents();
      int[] sizes = colors.getComponentSize();
      return (y, row) -> {
        raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
        for (int i = 0; i < row.length; i++) {
          int max = (1 << sizes[i % bands]) - 1;
          row[i] = (row[i] * 255 + max / 2) / max;
        }
      };
    }
  }
}
