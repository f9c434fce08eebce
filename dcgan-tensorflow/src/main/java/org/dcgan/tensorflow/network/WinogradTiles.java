package org.dcgan.tensorflow.network;

/**
 * The tiles with which the three operations of one kernel are computed by Winograd's algorithm.
 * Operations with the same tile share their transforms.
 *
 * @param convolve the convolution's
 * @param transposeConvolve the transposed convolution's
 * @param kernelGradient the kernel gradient's
 */
public record WinogradTiles(
    WinogradTile convolve, WinogradTile transposeConvolve, WinogradTile kernelGradient) {
  /** Winograd's algorithm is not used. */
  public static final WinogradTiles NONE = all(WinogradTile.NONE);

  /**
   * The same tile for all three operations.
   *
   * @param tile the tile
   * @return the tiles
   */
  public static WinogradTiles all(WinogradTile tile) {
    return new WinogradTiles(tile, tile, tile);
  }

  /** Whether all three operations are computed by Winograd's algorithm. */
  boolean isComplete() {
    return convolve != WinogradTile.NONE
        && transposeConvolve != WinogradTile.NONE
        && kernelGradient != WinogradTile.NONE;
  }
}
