package org.dcgan.tensorflow.tuning;

import java.util.EnumMap;
import java.util.Map;
import org.dcgan.tensorflow.network.KernelOperations;
import org.dcgan.tensorflow.network.KernelOperations.Part;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradTiles;

/**
 * What the operations of layers with the same kernel cost in one step, by the algorithms with which
 * they are computed. Operations with the same tile share the transforms of kernel and maps.
 *
 * @param times the time of each part alone, by tile, in any unit
 * @param factor the number of images of a step as a multiple of those that were measured; at least
 *     1. All times but that of the kernel's transform grow with the images
 */
record KernelCosts(Map<WinogradTile, Map<Part, Double>> times, double factor) {

  /**
   * The tiles of the lowest cost, and what they save.
   *
   * @param layers the layers
   * @param share the share that other algorithms have to save; otherwise the direct variants are
   *     the result
   */
  Choice choose(KernelLayers layers, double share) {
    WinogradTiles tiles = fastest(layers, share);
    return new Choice(tiles, of(WinogradTiles.NONE, layers) - of(tiles, layers));
  }

  /**
   * The choice for a kernel.
   *
   * @param tiles the tiles
   * @param saving the time that they save in a step, 0 for the direct variants
   */
  record Choice(WinogradTiles tiles, double saving) {}

  /** The tiles of the lowest cost. */
  WinogradTiles fastest(KernelLayers layers, double share) {
    WinogradTiles best = WinogradTiles.NONE;
    double bestCost = (1 - share) * of(best, layers);
    for (WinogradTile convolve : WinogradTile.values()) {
      for (WinogradTile transpose : WinogradTile.values()) {
        for (WinogradTile gradient : WinogradTile.values()) {
          WinogradTiles tiles = new WinogradTiles(convolve, transpose, gradient);
          double cost = of(tiles, layers);
          if (!tiles.equals(WinogradTiles.NONE) && cost < bestCost) {
            best = tiles;
            bestCost = cost;
          }
        }
      }
    }
    return best;
  }

  /** The cost of a step. */
  double of(WinogradTiles tiles, KernelLayers layers) {
    double fixed = 0;
    double ofImages = 0;
    for (WinogradTile tile : WinogradTile.values()) {
      int convolutions = tiles.convolve() == tile ? layers.convolutions() : 0;
      int transposed = tiles.transposeConvolve() == tile ? layers.transposedConvolutions() : 0;
      int gradients = tiles.kernelGradient() == tile ? layers.kernelGradients() : 0;
      if (convolutions + transposed + gradients == 0) {
        continue;
      }
      if (tile == WinogradTile.NONE) {
        // Those that were measured together share what they prepare of the kernel.
        ofImages +=
            convolutions * time(tile, Part.CONVOLUTION) / KernelOperations.CONVOLUTIONS
                + transposed
                    * time(tile, Part.TRANSPOSED_CONVOLUTION)
                    / KernelOperations.TRANSPOSED_CONVOLUTIONS
                + gradients * time(tile, Part.KERNEL_GRADIENT);
        continue;
      }
      double kernel = time(tile, Part.KERNEL_TRANSFORM);
      double wide = time(tile, Part.WIDE_TRANSFORM);
      double narrow = time(tile, Part.NARROW_TRANSFORM);
      if (convolutions + transposed > 0) {
        fixed += layers.kernels() * kernel;
      }
      if (convolutions + gradients > 0) {
        ofImages += layers.wideMaps() * wide;
      }
      ofImages +=
          layers.narrowMaps(transposed > 0, gradients > 0) * narrow
              + convolutions * rest(tile, Part.CONVOLUTION, kernel + wide)
              + transposed * rest(tile, Part.TRANSPOSED_CONVOLUTION, kernel + narrow)
              + gradients * rest(tile, Part.KERNEL_GRADIENT, wide + narrow);
    }
    return fixed + factor * ofImages;
  }

  /** The time of an operation without its transforms. */
  private double rest(WinogradTile tile, Part part, double transforms) {
    return Math.max(0, time(tile, part) - transforms);
  }

  private double time(WinogradTile tile, Part part) {
    Double time = times.getOrDefault(tile, Map.of()).get(part);
    if (time == null) {
      throw new IllegalStateException("the time of " + part + " by " + tile + " is missing");
    }
    return time;
  }

  /** Collects the shortest time of each part. */
  static final class Shortest {
    private final Map<WinogradTile, Map<Part, Double>> times = new EnumMap<>(WinogradTile.class);

    void add(WinogradTile tile, Part part, double time) {
      var unused =
          times.computeIfAbsent(tile, t -> new EnumMap<>(Part.class)).merge(part, time, Math::min);
    }

    KernelCosts costs(double factor) {
      return new KernelCosts(times, factor);
    }
  }
}
