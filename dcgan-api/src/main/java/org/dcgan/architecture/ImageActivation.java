package org.dcgan.architecture;

import org.apiguardian.api.API;

/**
 * The last activation of the generator, with the range of pixels that both networks compute with.
 * In the API, images are always in [-1, 1]; with {@link #SIGMOID} the generator's images are
 * converted from [0, 1] and the discriminator's images to [0, 1] inside of the networks.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ImageActivation {
  /** The hyperbolic tangent; pixels are in [-1, 1] (paper, section 4). */
  TANH,
  /**
   * The sigmoid; pixels are in [0, 1], so that the zeros with which convolutions pad an image are
   * black. The authors' MNIST model has it (mnist:50-51,98).
   */
  SIGMOID
}
