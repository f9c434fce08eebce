package org.dcgan.tensorflow.tuning;

import java.util.Map;
import org.dcgan.tensorflow.network.ForwardOperation;
import org.dcgan.tensorflow.network.WinogradTile;

/**
 * What the forward pass of a layer costs outside training, where the transformed kernel is kept, by
 * the algorithm with which it is computed.
 *
 * @param times the time by tile, in any unit; those of tiles that were not measured are missing
 */
record ForwardCosts(Map<WinogradTile, Double> times) {

  /** Copies the map. */
  ForwardCosts {
    times = Map.copyOf(times);
  }

  /**
   * The tile of the lowest cost, and what it saves.
   *
   * @param operation the operation
   * @param share the share that another algorithm has to save; otherwise the direct variant is the
   *     result
   */
  KernelCosts.Choice choose(ForwardOperation operation, double share) {
    double direct = time(WinogradTile.NONE);
    WinogradTile best = WinogradTile.NONE;
    double least = (1 - share) * direct;
    for (WinogradTile tile : WinogradTile.values()) {
      if (tile != WinogradTile.NONE && times.containsKey(tile) && time(tile) < least) {
        best = tile;
        least = time(tile);
      }
    }
    return new KernelCosts.Choice(operation.tiles(best), direct - time(best));
  }

  private double time(WinogradTile tile) {
    Double time = times.get(tile);
    if (time == null) {
      throw new IllegalStateException("the time by " + tile + " is missing");
    }
    return time;
  }
}
