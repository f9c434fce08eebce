package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.List;
import org.dcgan.image.ImageSource;

/** Checks labels. */
final class Labels {

  private Labels() {}

  /** Requires every label to be an index into the names, or {@link ImageSource#NO_LABEL}. */
  static void check(int[] labels, List<String> classNames) {
    for (int row = 0; row < labels.length; row++) {
      checkArgument(
          labels[row] >= ImageSource.NO_LABEL && labels[row] < classNames.size(),
          "the label of row %s is %s, expected 0 to %s (%s), or %s for none",
          row,
          labels[row],
          classNames.size() - 1,
          printable(classNames),
          ImageSource.NO_LABEL);
    }
  }
}
