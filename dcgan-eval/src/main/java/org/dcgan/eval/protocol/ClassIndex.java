package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.random.SeededRandom;

/** The rows of each class, for sampling balanced subsets. */
final class ClassIndex {
  private final int[][] rowsOfClass;

  ClassIndex(int[] labels, int classes) {
    rowsOfClass = new int[classes][];
    for (int k = 0; k < classes; k++) {
      int label = k;
      rowsOfClass[k] = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
    }
  }

  int[] rows(int label) {
    return rowsOfClass[label];
  }

  void require(int perClass, List<String> classNames, String what) {
    checkArgument(
        rowsOfClass.length >= 2,
        "%s has %s classes, expected at least 2; choose a source with labels",
        printable(what),
        rowsOfClass.length);
    for (int k = 0; k < rowsOfClass.length; k++) {
      checkArgument(
          rowsOfClass[k].length >= perClass,
          "%s labels of each class were asked for, but %s has only %s rows of the class %s; ask for"
              + " fewer",
          perClass,
          printable(what),
          rowsOfClass[k].length,
          printable(classNames.get(k)));
    }
  }

  /**
   * A random sample of rows of each class without replacement; the same seed gives the same rows.
   */
  int[] sample(int perClass, long... seed) {
    SeededRandom random = SeededRandom.of(seed);
    int[] sampled = new int[perClass * rowsOfClass.length];
    int next = 0;
    for (int[] rows : rowsOfClass) {
      int[] pool = rows.clone();
      for (int i = 0; i < perClass; i++) {
        int j = i + random.nextInt(pool.length - i);
        sampled[next++] = pool[j];
        pool[j] = pool[i];
      }
    }
    return sampled;
  }
}
