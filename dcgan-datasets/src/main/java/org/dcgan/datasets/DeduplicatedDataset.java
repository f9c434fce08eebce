package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.dcgan.datasets.dedup.DuplicateReport;

/** The images of a dataset that a {@link DuplicateReport} keeps. */
final class DeduplicatedDataset {

  private DeduplicatedDataset() {}

  static Dataset of(Dataset source, DuplicateReport report) {
    checkArgument(
        report.source().equals(source.description()) && report.images() == source.size(),
        "the report is for another dataset: expected one for %s (%s images), got one for %s (%s"
            + " images); create a report of this dataset",
        source.description(),
        source.size(),
        report.source(),
        report.images());
    BitSet removed = report.removedIndices();
    int[] indices = IntStream.range(0, source.size()).filter(i -> !removed.get(i)).toArray();
    return new SelectedDataset(source, indices.length, i -> indices[i], report.identity());
  }
}
