package org.dcgan.tensorflow.network;

import java.util.Map;

/**
 * Which kernels are computed by Winograd's algorithm, where it is possible: in float32, for 3x3
 * kernels of stride 1 and 5x5 kernels of stride 2. Whether it is faster depends on the processor,
 * on the kernel and on the number of images; docs/lab/winograd.md has the measurements.
 *
 * @param kernels the tiles of single kernels
 * @param others the tiles of all other kernels
 */
public record WinogradUse(Map<KernelShape, WinogradTiles> kernels, WinogradTiles others) {
  /** Winograd's algorithm is not used. */
  public static final WinogradUse NEVER = new WinogradUse(Map.of(), WinogradTiles.NONE);

  /** Copies the map. */
  public WinogradUse {
    kernels = Map.copyOf(kernels);
  }

  /**
   * Winograd's algorithm wherever it is possible.
   *
   * @param tile the tile of all operations
   * @return the use
   */
  public static WinogradUse always(WinogradTile tile) {
    return new WinogradUse(Map.of(), WinogradTiles.all(tile));
  }

  WinogradTiles of(KernelShape kernel) {
    return WinogradMatrices.exist(kernel)
        ? kernels.getOrDefault(kernel, others)
        : WinogradTiles.NONE;
  }
}
