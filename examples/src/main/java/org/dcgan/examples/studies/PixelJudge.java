package org.dcgan.examples.studies;

import java.io.IOException;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * Says whether two images that nobody planted are near-duplicates all the same. Their 32x32 center
 * crops, freed of their mean, must differ by at most {@link #LIMIT} (root of the mean square, of
 * 255) and by at most a third of the images' own deviation: two different blue skies are close in
 * the first sense and not in the second.
 */
final class PixelJudge {
  /** Shifts by a pixel and crops move photographs by about this much. */
  static final double LIMIT = 24;

  private static final double RELATIVE_LIMIT = 1 / 3.0;
  private static final PixelTransform CROP =
      new PixelTransform.CenterCrop(32, Resampling.ANTIALIASED);

  private PixelJudge() {}

  static boolean same(ImageSource source, int one, int other) throws IOException {
    double[] a = centered(source.read(one));
    double[] b = centered(source.read(other));
    double difference = 0;
    double energy = 0;
    for (int i = 0; i < a.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      energy += (a[i] * a[i] + b[i] * b[i]) / 2;
    }
    double distance = Math.sqrt(difference / a.length);
    return distance <= LIMIT && distance <= RELATIVE_LIMIT * Math.sqrt(energy / a.length);
  }

  private static double[] centered(Pixels image) {
    Pixels crop = new PixelTransform.Rgb().apply(CROP.apply(image));
    double[] values = new double[crop.data().length];
    double mean = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = crop.data()[i] & 255;
      mean += values[i] / values.length;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
    }
    return values;
  }
}
