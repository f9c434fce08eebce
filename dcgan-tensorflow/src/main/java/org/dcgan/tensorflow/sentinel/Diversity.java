package org.dcgan.tensorflow.sentinel;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.dcgan.internal.PixelScale;

/**
 * The diversity of images: the median distance of an image to its nearest neighbor among the
 * others. Unlike the mean distance of pairs, it also decreases if there are several groups of
 * identical images.
 */
public final class Diversity {
  /** The least number of images for a meaningful result. */
  public static final int FEWEST = 8;

  /** The number of images that is compared, enough to notice that half of them have a duplicate. */
  public static final int IMAGES = 32;

  private Diversity() {}

  /** The diversity of generated images: Euclidean distance of pixels in [-1, 1]. */
  public static double of(FloatBuffer images, int count, int size) {
    float[] values = new float[count * size];
    images.duplicate().get(values);
    return of(values, count, size);
  }

  /** The diversity of real images, in the same unit. */
  public static double of(byte[] pixels, int count, int size) {
    float[] values = new float[count * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = PixelScale.scaled(pixels[i]);
    }
    return of(values, count, size);
  }

  private static double of(float[] values, int count, int size) {
    double[] nearest = new double[count];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        double distance = squaredDistance(values, i * size, j * size, size);
        nearest[i] = Math.min(nearest[i], distance);
        nearest[j] = Math.min(nearest[j], distance);
      }
    }
    Arrays.sort(nearest);
    return Math.sqrt((nearest[count / 2] + nearest[(count - 1) / 2]) / 2);
  }

  private static double squaredDistance(float[] values, int a, int b, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double difference = values[a + i] - values[b + i];
      sum += difference * difference;
    }
    return sum;
  }
}
