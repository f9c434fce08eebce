package org.dcgan.tensorflow.compute;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Dictionaries that look at the same input at every place (stride 1, no padding), their activations
 * side by side as maps.
 *
 * @param dictionaries at least one, all of one side
 * @param pool side of the windows over which the maps are averaged for a layer above, at least 1;
 *     places that fill no window, at the right and below, are left out. In the topmost layer of no
 *     effect on features
 */
public record PatchLayer(List<PatchDictionary> dictionaries, int pool) {

  /** Checks the ranges. */
  public PatchLayer {
    requireNonNull(dictionaries, "dictionaries");

    dictionaries = ImmutableList.copyOf(dictionaries);
    checkArgument(!dictionaries.isEmpty(), "a layer needs at least one dictionary, got none");
    int side = dictionaries.get(0).side();
    checkArgument(
        dictionaries.stream().allMatch(d -> d.side() == side),
        "the dictionaries of a layer must have patches of one side, got %s",
        dictionaries.stream().map(PatchDictionary::side).toList());
    checkArgument(pool >= 1, "pool must be at least 1, got %s", pool);
  }

  /**
   * The side of the patches.
   *
   * @return at least 1
   */
  public int side() {
    return dictionaries.get(0).side();
  }

  /**
   * How many maps come out.
   *
   * @return the sum of all dictionaries' sizes
   */
  public int maps() {
    return dictionaries.stream().mapToInt(PatchDictionary::size).sum();
  }
}
