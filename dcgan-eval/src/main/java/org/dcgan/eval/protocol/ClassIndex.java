package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.random.SeededRandom;

/** The rows of each class, to draw balanced sets of labels from. */
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
    for (int k = 0; k < rowsOfClass.length; k++) {
      checkArgument(
          rowsOfClass[k].length >= perClass,
          "%s labels of each class were asked for, but %s has only %s rows of the class %s",
          perClass,
          what,
          rowsOfClass[k].length,
          classNames.get(k));
    }
  }

  /** So many rows of each class without replacement; a function of the name alone. */
  int[] draw(int perClass, long... name) {
    SeededRandom random = SeededRandom.of(name);
    int[] drawn = new int[perClass * rowsOfClass.length];
    int next = 0;
    for (int[] rows : rowsOfClass) {
      int[] pool = rows.clone();
      for (int i = 0; i < perClass; i++) {
        int j = i + random.nextInt(pool.length - i);
        drawn[next++] = pool[j];
        pool[j] = pool[i];
      }
    }
    return drawn;
  }
}
