package org.dcgan.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.Set;
import org.dcgan.architecture.Architecture;

/**
 * Feature maps of one generator layer that are set to 0 at all locations after their activation, as
 * if the generator had never learned them (paper, section 6.3.1).
 *
 * @param layer a name of {@link Architecture#generatorFeatureLayers()}
 * @param maps which maps, 0 to the layer's maps - 1; none changes nothing
 */
public record RemovedMaps(String layer, Set<Integer> maps) {

  /** Checks what can be checked without an architecture. */
  public RemovedMaps {
    requireNonNull(layer, "layer");
    requireNonNull(maps, "maps");

    maps = ImmutableSortedSet.copyOf(maps);
    checkArgument(
        maps.isEmpty() || maps.iterator().next() >= 0,
        "feature maps are counted from 0, got %s",
        maps);
  }

  /**
   * Maps of a layer.
   *
   * @param layer a name of {@link Architecture#generatorFeatureLayers()}
   * @param maps which maps
   * @return what is to be removed
   */
  public static RemovedMaps of(String layer, Collection<Integer> maps) {
    requireNonNull(layer, "layer");
    requireNonNull(maps, "maps");

    return new RemovedMaps(layer, ImmutableSortedSet.copyOf(maps));
  }
}
