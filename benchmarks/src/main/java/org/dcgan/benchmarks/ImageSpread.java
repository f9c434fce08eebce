package org.dcgan.benchmarks;

import java.io.IOException;
import org.dcgan.image.ImageSource;

/**
 * How different images are from each other: the standard deviation of a pixel over the images,
 * averaged over all pixels. A generator that has collapsed makes nearly the same image every time.
 */
final class ImageSpread {
  /** Generated images with less than this share of the real images' spread are no samples. */
  static final double LEAST_SHARE = 0.1;

  private static final int MOST_IMAGES = 500;

  private ImageSpread() {}

  /**
   * Measures the first images of a source.
   *
   * @param images at least one image
   * @return the mean standard deviation in steps of 1 / 255 of the range, 0 to 127.5
   */
  static double of(ImageSource images) throws IOException {
    int count = Math.min(MOST_IMAGES, images.size());
    double[] sums = new double[images.read(0).data().length];
    double[] squares = new double[sums.length];
    for (int i = 0; i < count; i++) {
      byte[] pixels = images.read(i).data();
      for (int j = 0; j < sums.length; j++) {
        int value = pixels[j] & 0xff;
        sums[j] += value;
        squares[j] += value * value;
      }
    }
    double total = 0;
    for (int j = 0; j < sums.length; j++) {
      double mean = sums[j] / count;
      total += Math.sqrt(Math.max(0, squares[j] / count - mean * mean));
    }
    return total / sums.length;
  }
}
