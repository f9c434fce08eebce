package org.dcgan.eval.svm;

import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.feature.Features;
import org.dcgan.random.SeededRandom;

/** Clouds of points, one a class, that overlap, far from the origin as rectified features are. */
final class Blobs {

  private Blobs() {}

  static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(k -> "class " + k).toList();
  }

  static FeatureTable of(int rows, int dimension, int classes, long seed) {
    SeededRandom centers = SeededRandom.of(7, dimension, classes);
    float[] center = new float[classes * dimension];
    for (int i = 0; i < center.length; i++) {
      center[i] = (float) (1 + 0.5 * centers.nextGaussian());
    }
    SeededRandom random = SeededRandom.of(seed, rows);
    float[] values = new float[rows * dimension];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % classes;
      for (int j = 0; j < dimension; j++) {
        values[i * dimension + j] =
            (float) (center[labels[i] * dimension + j] + 1.5 * random.nextGaussian());
      }
    }
    return FeatureTable.of(Features.of(dimension, values), labels, names(classes), "blobs");
  }
}
