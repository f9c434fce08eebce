package org.dcgan.tensorflow.network;

import java.util.Locale;
import org.dcgan.architecture.ConvolutionSpec;

/**
 * The sizes of a kernel between maps of a larger side ("wide") and maps of that side divided by the
 * stride ("narrow").
 *
 * @param kernel the side of the square kernel, odd
 * @param stride 1 or 2
 * @param wideSide the side of the wide maps, a multiple of the stride
 * @param wideMaps the number of wide maps
 * @param narrowMaps the number of narrow maps
 */
public record KernelShape(int kernel, int stride, int wideSide, int wideMaps, int narrowMaps) {

  static KernelShape of(ConvolutionSpec convolution, int wideSide, int wideMaps, int narrowMaps) {
    return new KernelShape(
        convolution.kernel(), convolution.stride(), wideSide, wideMaps, narrowMaps);
  }

  /**
   * The side of the narrow maps.
   *
   * @return the side of the wide maps divided by the stride
   */
  public int narrowSide() {
    return wideSide / stride;
  }

  /** For example {@code 5x5/2, 8x8x256 and 4x4x512}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%dx%d/%d, %dx%dx%d and %dx%dx%d",
        kernel,
        kernel,
        stride,
        wideSide,
        wideSide,
        wideMaps,
        narrowSide(),
        narrowSide(),
        narrowMaps);
  }
}
