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
 * The images of a report that would go, each with the one that would stay, told apart by {@link
 * PixelJudge}.
 *
 * @param same pairs that the pixels call near-duplicates, too
 * @param other pairs that they do not
 */
record JudgedPairs(List<DuplicateReport.Group> same, List<DuplicateReport.Group> other) {
  private static final int SHOWN = 84;

  /**
   * Judges.
   *
   * @param dataset the report's
   * @param report what was found
   * @param kept which images that stay to look at
   * @param removed which of those that would go
   */
  static JudgedPairs of(
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
          boolean judged = PixelJudge.same(dataset, group.kept().index(), member.index());
          (judged ? same : other)
              .add(new DuplicateReport.Group(group.code(), group.kept(), List.of(member)));
        }
      }
    }
    return new JudgedPairs(same, other);
  }

  int count() {
    return same.size() + other.size();
  }

  /**
   * Draws both kinds, all of them or as many as fit, into {@code same.png} and {@code other.png}.
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
