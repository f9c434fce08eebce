package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.dcgan.datasets.dedup.DuplicateReport;

/** What a report leaves of a dataset. */
final class DeduplicatedDataset {

  private DeduplicatedDataset() {}

  static Dataset of(Dataset source, DuplicateReport report) {
    checkArgument(
        report.source().equals(source.description()) && report.images() == source.size(),
        "this report is about another dataset: it is of %s (%s images), this is %s (%s images);"
            + " look for duplicates in this one",
        report.source(),
        report.images(),
        source.description(),
        source.size());
    BitSet removed = report.removedIndices();
    int[] places = IntStream.range(0, source.size()).filter(i -> !removed.get(i)).toArray();
    return new SelectedDataset(source, places.length, i -> places[i], report.identity());
  }
}
