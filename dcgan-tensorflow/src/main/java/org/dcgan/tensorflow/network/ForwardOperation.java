package org.dcgan.tensorflow.network;

import org.dcgan.architecture.LayerSpec;

/** The operation of a kernel in the forward pass of a network. */
public enum ForwardOperation {
  /** Wide maps to narrow maps, in the discriminator. */
  CONVOLUTION,
  /** Narrow maps to wide maps, in the generator. */
  TRANSPOSED_CONVOLUTION;

  /**
   * The operation of a layer.
   *
   * @param layer a layer with a kernel
   * @return its operation
   * @throws IllegalArgumentException if the layer is dense
   */
  public static ForwardOperation of(LayerSpec layer) {
    return switch (layer.kind()) {
      case CONVOLUTION -> CONVOLUTION;
      case FRACTIONALLY_STRIDED_CONVOLUTION -> TRANSPOSED_CONVOLUTION;
      case PROJECTION, FULLY_CONNECTED, SCORE ->
          throw new IllegalArgumentException(layer.name() + " has no kernel");
    };
  }

  /** The tile of this operation. */
  WinogradTile tileOf(WinogradTiles tiles) {
    return switch (this) {
      case CONVOLUTION -> tiles.convolve();
      case TRANSPOSED_CONVOLUTION -> tiles.transposeConvolve();
    };
  }

  /**
   * The tiles of a kernel whose other operations are direct.
   *
   * @param tile the tile of this operation
   * @return the tiles
   */
  public WinogradTiles tiles(WinogradTile tile) {
    return switch (this) {
      case CONVOLUTION -> new WinogradTiles(tile, WinogradTile.NONE, WinogradTile.NONE);
      case TRANSPOSED_CONVOLUTION -> new WinogradTiles(WinogradTile.NONE, tile, WinogradTile.NONE);
    };
  }
}
