package org.dcgan.tensorflow.network;

/**
 * Selects among equivalent variants of the operations that a layer's passes are built of. The
 * variants compute the same function and differ in speed, by a factor of up to six, and in
 * rounding; docs/lab/operation-variants.md has the measurements.
 *
 * @param transposedConvolution the variant of transposed convolutions: the forward pass of a
 *     fractionally-strided convolution and the input gradient of a strided one
 * @param kernelGradient the variant of the gradient with respect to a strided kernel
 * @param productsFrom number of weights from which a kernel between 8x8 and 4x4 maps is applied by
 *     matrix products over all images of the batch instead of by convolutions, in all three passes
 * @param leakyGradient the variant of a LeakyReLU's gradient in bfloat16; float32 has only one
 * @param winograd the kernels that are computed by Winograd's algorithm instead
 */
public record OpVariants(
    TransposedConvolution transposedConvolution,
    KernelGradient kernelGradient,
    long productsFrom,
    LeakyGradient leakyGradient,
    WinogradUse winograd) {

  /**
   * 2 million weights, 8 MB in float32. oneDNN's convolution of 8x8x256 to 4x4x512 (3.3 million
   * weights) takes 1.5 times as long as the matrix product with its rearrangements; that of 8x8x128
   * to 4x4x256 is not slower.
   */
  static final long LARGE_KERNEL = 1 << 21;

  private static final long NEVER = Long.MAX_VALUE;

  /** TensorFlow's own gradient operations, which the other variants are tested against. */
  public static final OpVariants PLAIN =
      new OpVariants(
          TransposedConvolution.TRANSPOSED, KernelGradient.NATIVE, NEVER, LeakyGradient.IN_TWO);

  /** The fastest variants with oneDNN on processors with AVX2. */
  public static final OpVariants ONEDNN_AVX2 =
      new OpVariants(
          TransposedConvolution.PHASES,
          KernelGradient.DILATED_WHERE_SMALL,
          LARGE_KERNEL,
          LeakyGradient.IN_TWO);

  /** The fastest variants with oneDNN on processors with AVX-512, with or without AMX. */
  public static final OpVariants ONEDNN_AVX512 =
      new OpVariants(
          TransposedConvolution.PHASES,
          KernelGradient.DILATED_OR_PADDED,
          LARGE_KERNEL,
          LeakyGradient.COMPILED);

  /** The fastest variants without oneDNN: TensorFlow's convolutions are matrix products already. */
  public static final OpVariants WITHOUT_ONEDNN =
      new OpVariants(
          TransposedConvolution.PHASES,
          KernelGradient.DILATED_WHERE_SMALL,
          NEVER,
          LeakyGradient.IN_TWO);

  /**
   * Variants without Winograd's algorithm.
   *
   * @param transposedConvolution the variant of transposed convolutions
   * @param kernelGradient the variant of the gradient with respect to a strided kernel
   * @param productsFrom number of weights from which a kernel is applied by matrix products
   * @param leakyGradient the variant of a LeakyReLU's gradient in bfloat16
   */
  public OpVariants(
      TransposedConvolution transposedConvolution,
      KernelGradient kernelGradient,
      long productsFrom,
      LeakyGradient leakyGradient) {
    this(transposedConvolution, kernelGradient, productsFrom, leakyGradient, WinogradUse.NEVER);
  }

  /**
   * Returns a copy of these variants with another use of Winograd's algorithm.
   *
   * @param use the kernels that are computed by it
   * @return the changed copy
   */
  public OpVariants withWinograd(WinogradUse use) {
    return new OpVariants(transposedConvolution, kernelGradient, productsFrom, leakyGradient, use);
  }

  /** Variants of transposed convolutions. */
  public enum TransposedConvolution {
    /** {@code Conv2DBackpropInput}. */
    TRANSPOSED,
    /**
     * For each of the four combinations of even and odd rows and columns of the output a
     * convolution of stride 1 with the kernel's taps that contribute to it. The four results are
     * interleaved.
     */
    PHASES
  }

  /** Variants of a kernel's gradient. */
  public enum KernelGradient {
    /** {@code Conv2DBackpropFilter}. */
    NATIVE,
    /**
     * For small maps: a convolution of the input, with the batch as its channels, by the output
     * gradient as a kernel dilated by the stride. For larger maps {@code Conv2DBackpropFilter}; for
     * inputs of up to 4 maps and in bfloat16 of an explicitly padded input, since oneDNN implements
     * the operation only without explicit padding and is faster there.
     */
    DILATED_WHERE_SMALL,
    /**
     * The same, but for larger maps always of an explicitly padded input: TensorFlow's own kernels
     * use AVX and are slower than oneDNN's, which use AVX-512.
     */
    DILATED_OR_PADDED
  }

  /** Variants of a LeakyReLU's gradient in bfloat16, where TensorFlow's own kernel is slow. */
  public enum LeakyGradient {
    /**
     * The sum of slope times the gradient, and of the rest of the gradient where the output is
     * above 0.
     */
    IN_TWO,
    /** One pass: {@code LeakyReluGrad}, compiled by XLA for the CPU when it first runs. */
    COMPILED
  }
}
