package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** What labels must be. */
final class Labels {

  private Labels() {}

  static void check(int[] labels, List<String> classNames) {
    checkArgument(
        !classNames.isEmpty(),
        "features to learn from need classes, but these have none; give a source with labels");
    for (int row = 0; row < labels.length; row++) {
      checkArgument(
          labels[row] >= 0 && labels[row] < classNames.size(),
          "the label of row %s is %s, expected 0 to %s (%s)",
          row,
          labels[row],
          classNames.size() - 1,
          classNames);
    }
  }
}
