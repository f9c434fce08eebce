package org.dcgan.eval.svm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Classifiers that consist of one number. */
public final class TestClassifiers {

  private TestClassifiers() {}

  /** A classifier of so many classes, whose weights are all one number. */
  public static LinearClassifier filled(int classes, int dimension, int number) {
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "class" + i).toList();
    double[][] vectors = new double[classes][dimension + 1];
    for (double[] vector : vectors) {
      Arrays.fill(vector, number);
    }
    return LinearClassifier.of(names, vectors);
  }

  /** The number of a classifier that was saved. */
  public static int numberOf(Path folder) throws IOException {
    LinearClassifier classifier = LinearClassifier.load(folder);
    float number = classifier.bias(0);
    for (int k = 0; k < classifier.classNames().size(); k++) {
      for (float weight : classifier.weights(k)) {
        if (weight != number) {
          throw new IllegalStateException("mixed of " + number + " and " + weight);
        }
      }
    }
    return (int) number;
  }
}
