package org.dcgan.tensorflow.network;

/**
 * Which of several equal forms a layer's passes are drawn in. They differ in speed and rounding
 * only, in speed by a factor of up to six; docs/lab/operation-variants.md has the measurements.
 *
 * @param spread how values are spread from a small map to one twice its size: the forward pass of a
 *     fractionally-strided convolution and the input gradient of a strided one
 * @param kernelGradient how the gradient with respect to a strided kernel is summed
 * @param productsFrom kernels of so many weights and more gather to, spread from and sum their
 *     gradients over maps of 4x4 places by matrix products over all images, instead of by
 *     convolutions
 * @param leakyGradient how a LeakyReLU's gradient is taken in bfloat16; float32 has but one way
 */
public record OpVariants(
    Spread spread, KernelGradient kernelGradient, long productsFrom, LeakyGradient leakyGradient) {

  /**
   * 2 million weights, 8 MB in float32. oneDNN's convolution of 8x8x256 to 4x4x512 (3.3 million)
   * takes half as long again as its matrix product with all that goes with it; that of 8x8x128 to
   * 4x4x256 does not.
   */
  private static final long LARGE_KERNEL = 1 << 21;

  private static final long NEVER = Long.MAX_VALUE;

  /** TensorFlow's own gradient operations: what the others are tested against. */
  public static final OpVariants PLAIN =
      new OpVariants(Spread.TRANSPOSED, KernelGradient.NATIVE, NEVER, LeakyGradient.IN_TWO);

  /** The quickest of oneDNN's kernels with AVX2. */
  public static final OpVariants ONEDNN_AVX2 =
      new OpVariants(
          Spread.PHASES, KernelGradient.DILATED_WHERE_SMALL, LARGE_KERNEL, LeakyGradient.IN_TWO);

  /** The quickest of oneDNN's kernels with AVX-512, AMX or not. */
  public static final OpVariants ONEDNN_AVX512 =
      new OpVariants(
          Spread.PHASES, KernelGradient.DILATED_OR_PADDED, LARGE_KERNEL, LeakyGradient.COMPILED);

  /** The quickest of TensorFlow's own kernels, whose convolutions are matrix products already. */
  public static final OpVariants WITHOUT_ONEDNN =
      new OpVariants(
          Spread.PHASES, KernelGradient.DILATED_WHERE_SMALL, NEVER, LeakyGradient.IN_TWO);

  /** Ways to spread. */
  public enum Spread {
    /** {@code Conv2DBackpropInput}. */
    TRANSPOSED,
    /**
     * A stride-1 convolution for each of the four parities of row and column, each with the taps
     * that meet it, then interleaved.
     */
    PHASES
  }

  /** Ways to sum a kernel's gradient. */
  public enum KernelGradient {
    /** {@code Conv2DBackpropFilter}. */
    NATIVE,
    /**
     * Where the image is small: a convolution of the input, batch as its channels, with the output
     * gradient as a kernel dilated by the stride. Elsewhere {@code Conv2DBackpropFilter}, of an
     * image with its padding where oneDNN, which takes over no explicit padding, is the quicker
     * one: with the few maps of an image, and in bfloat16.
     */
    DILATED_WHERE_SMALL,
    /**
     * The same, but elsewhere always of an image with its padding: TensorFlow's own kernels are
     * made for AVX, and left behind by oneDNN's for AVX-512.
     */
    DILATED_OR_PADDED
  }

  /** Ways to take a LeakyReLU's gradient in bfloat16, where TensorFlow's own kernel is slow. */
  public enum LeakyGradient {
    /**
     * A sum of two parts: slope times all of it, and the rest of it where the output is above 0.
     */
    IN_TWO,
    /** One pass: {@code LeakyReluGrad}, compiled by XLA for the CPU when it first runs. */
    COMPILED
  }
}
