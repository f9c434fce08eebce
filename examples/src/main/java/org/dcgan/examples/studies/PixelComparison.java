package org.dcgan.examples.studies;

import java.io.IOException;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;

/**
 * Decides by their pixels whether two images are near-duplicates. Their 32x32 center crops, minus
 * their means, must have a root mean square difference of at most {@link #LIMIT} (on a scale to
 * 255) and of at most a third of the images' standard deviation. Without the second condition, two
 * different blue skies would be near-duplicates.
 */
final class PixelComparison {
  /** About the difference that a shift by one pixel or a small crop makes to a photograph. */
  static final double LIMIT = 24;

  private static final double RELATIVE_LIMIT = 1 / 3.0;
  private static final PixelTransform CROP =
      new PixelTransform.CenterCrop(32, Resampling.ANTIALIASED);

  private PixelComparison() {}

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
