package org.dcgan.tensorflow.sentinel;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * How much images differ: the median over all of them of the distance to the nearest other one.
 * Unlike the mean distance of pairs it also falls where there are several kinds of images, but each
 * of them always the same.
 */
public final class Diversity {
  /** Fewer images tell too little. */
  public static final int FEWEST = 8;

  /** Enough to notice that half of all images have a twin. */
  public static final int IMAGES = 32;

  private Diversity() {}

  /** Of generated images: Euclidean, in pixels of [-1, 1]. */
  public static double of(FloatBuffer images, int count, int size) {
    float[] values = new float[count * size];
    images.duplicate().get(values);
    return of(values, count, size);
  }

  /** Of real images, in the same unit. */
  public static double of(byte[] pixels, int count, int size) {
    float[] values = new float[count * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i] & 255) / 127.5f - 1;
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
