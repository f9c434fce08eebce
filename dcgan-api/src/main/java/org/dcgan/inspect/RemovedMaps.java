package org.dcgan.inspect;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.Set;
import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;

/**
 * Feature maps of one generator layer that are set to 0 at all locations after the activation
 * function, which removes what they contribute to the image (paper, section 6.3.1).
 *
 * @param layer the name of one of {@link Architecture#generatorFeatureLayers()}
 * @param maps the indices of the feature maps, from 0 to one less than the layer's number of
 *     feature maps; an empty set removes nothing
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RemovedMaps(String layer, Set<Integer> maps) {

  /**
   * Copies the set and checks that no index is negative. Layer and indices are checked against an
   * architecture when they are used.
   */
  public RemovedMaps {
    requireNonNull(layer, "layer");
    requireNonNull(maps, "maps");

    maps = ImmutableSortedSet.copyOf(maps);
    checkArgument(
        maps.isEmpty() || maps.iterator().next() >= 0,
        "indices of feature maps must be at least 0, got %s",
        maps);
  }

  /**
   * Selects feature maps of a layer.
   *
   * @param layer the name of one of {@link Architecture#generatorFeatureLayers()}
   * @param maps the indices of the feature maps
   * @return the feature maps to remove
   */
  public static RemovedMaps of(String layer, Collection<Integer> maps) {
    requireNonNull(layer, "layer");
    requireNonNull(maps, "maps");

    return new RemovedMaps(layer, ImmutableSortedSet.copyOf(maps));
  }
}
