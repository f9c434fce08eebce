package org.dcgan.tensorflow.compute;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Dictionaries that are applied to the same input at every position (stride 1, no padding). Their
 * activations are concatenated as maps.
 *
 * @param dictionaries at least one, all with the same side
 * @param pool side of the windows over which the maps are averaged for a layer above, at least 1;
 *     positions at the right and bottom that do not fill a window are ignored. It has no effect on
 *     features in the topmost layer
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
   * Returns the side of the patches.
   *
   * @return at least 1
   */
  public int side() {
    return dictionaries.get(0).side();
  }

  /**
   * Returns the number of output maps.
   *
   * @return the sum of all dictionaries' sizes
   */
  public int maps() {
    return dictionaries.stream().mapToInt(PatchDictionary::size).sum();
  }
}
