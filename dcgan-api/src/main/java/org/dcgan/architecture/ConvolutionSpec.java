package org.dcgan.architecture;

import org.apiguardian.api.API;

/**
 * One convolution of a discriminator, or one fractionally-strided convolution of a generator.
 * Padding is symmetric, {@code kernel / 2} on each side, and there is no bias (authors' code,
 * lib/ops.py:85-96, faces/train_uncond_dcgan.py:79-103).
 *
 * @param kernel the side of the square kernel: odd, 3 to 15
 * @param stride 2 to halve the height and width (in the generator: to double them), 1 to keep them
 * @param featureMaps the number of output feature maps
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ConvolutionSpec(int kernel, int stride, int featureMaps) {

  /** For example {@code 5x5/2 256}. */
  @Override
  public String toString() {
    return kernel + "x" + kernel + "/" + stride + " " + featureMaps;
  }
}
