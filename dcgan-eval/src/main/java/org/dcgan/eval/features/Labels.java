package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.List;

/** Checks labels. */
final class Labels {

  private Labels() {}

  static void check(int[] labels, List<String> classNames) {
    checkArgument(
        !classNames.isEmpty(),
        "features to train a classifier on need classes, but these have none; choose a source with"
            + " labels");
    for (int row = 0; row < labels.length; row++) {
      checkArgument(
          labels[row] >= 0 && labels[row] < classNames.size(),
          "the label of row %s is %s, expected 0 to %s (%s)",
          row,
          labels[row],
          classNames.size() - 1,
          printable(classNames));
    }
  }
}
