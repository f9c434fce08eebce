package org.dcgan.eval.features;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.image.Shard;

/**
 * The header of a matrix that is joined from shards, and the order of the shards in it.
 *
 * @param header the header of the whole matrix
 * @param order the positions of shard 0, shard 1, ...
 */
record MergedShards(MatrixHeader header, List<Integer> order) {

  /**
   * Checks that shards belong together and are complete.
   *
   * @param headers the headers of the shards in any order
   * @param names their names for messages
   */
  static MergedShards of(List<MatrixHeader> headers, List<String> names) {
    checkArgument(!headers.isEmpty(), "expected at least one shard, got none");
    List<Shard> shards = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    MatrixHeader first = headers.get(0);
    String dataset = described(first, names.get(0)).source();
    int rows = 0;
    for (int i = 0; i < headers.size(); i++) {
      MatrixHeader header = headers.get(i);
      Shard.Described described = described(header, names.get(i));
      checkArgument(
          described.source().equals(dataset)
              && header.columns() == first.columns()
              && header.format() == first.format()
              && header.extractor().equals(first.extractor())
              && header.classNames().equals(first.classNames()),
          "%s and %s differ in their source, extractor, classes or number format; merge the shards"
              + " of one extraction",
          names.get(0),
          names.get(i));
      shards.add(described.shard());
      sizes.add(header.rows());
      rows = Math.addExact(rows, header.rows());
    }
    return new MergedShards(
        new MatrixHeader(
            rows, first.columns(), first.format(), dataset, first.extractor(), first.classNames()),
        Shard.order(names, shards, sizes));
  }

  private static Shard.Described described(MatrixHeader header, String name) {
    return Shard.parse(header.dataset())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " has the features of "
                        + printable(header.dataset())
                        + ", which is not a shard; extract them from dataset.shard(...)"));
  }
}
