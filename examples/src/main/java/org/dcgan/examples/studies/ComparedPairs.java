package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.GroupSheet;
import org.dcgan.random.Permutation;

/**
 * The pairs of a removed image and the image that is kept for it, divided by {@link
 * PixelComparison}.
 *
 * @param same pairs whose pixels are near-duplicates, too
 * @param other pairs whose pixels are not
 */
record ComparedPairs(List<DuplicateReport.Group> same, List<DuplicateReport.Group> other) {
  private static final int SHOWN = 84;

  /**
   * Compares the pairs of a report.
   *
   * @param dataset the dataset of the report
   * @param report the near-duplicates
   * @param kept selects kept images by their index
   * @param removed selects removed images by their index
   */
  static ComparedPairs of(
      Dataset dataset, DuplicateReport report, IntPredicate kept, IntPredicate removed)
      throws IOException {
    List<DuplicateReport.Group> same = new ArrayList<>();
    List<DuplicateReport.Group> other = new ArrayList<>();
    for (DuplicateReport.Group group : report.groups()) {
      if (!kept.test(group.kept().index())) {
        continue;
      }
      for (DuplicateReport.Member member : group.removed()) {
        if (removed.test(member.index())) {
          boolean equal = PixelComparison.same(dataset, group.kept().index(), member.index());
          (equal ? same : other)
              .add(new DuplicateReport.Group(group.code(), group.kept(), List.of(member)));
        }
      }
    }
    return new ComparedPairs(same, other);
  }

  int count() {
    return same.size() + other.size();
  }

  /**
   * Draws both kinds into {@code same.png} and {@code other.png}, a random selection if there are
   * many.
   */
  void write(Dataset dataset, Path folder, long seed) throws IOException {
    write(dataset, same, folder.resolve("same.png"), seed);
    write(dataset, other, folder.resolve("other.png"), seed);
  }

  private static void write(
      Dataset dataset, List<DuplicateReport.Group> pairs, Path file, long seed) throws IOException {
    if (pairs.isEmpty()) {
      return;
    }
    Permutation order = Permutation.of(pairs.size(), seed);
    List<DuplicateReport.Group> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(SHOWN, pairs.size()); i++) {
      chosen.add(pairs.get(order.at(i)));
    }
    GroupSheet.writePng(GroupSheet.of(dataset, chosen), file);
  }
}
