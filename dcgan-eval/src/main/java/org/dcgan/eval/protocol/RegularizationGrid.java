package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/** The values of an SVM's C that a protocol chooses from. */
final class RegularizationGrid {

  private RegularizationGrid() {}

  /** Refuses values before any features are extracted, not only when an SVM is fitted. */
  static void require(List<Double> grid) {
    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
    checkArgument(
        grid.stream().allMatch(c -> c > 0 && c < Double.POSITIVE_INFINITY),
        "values of C must be above 0 and finite, got %s",
        grid);
  }
}
