package org.dcgan;

/**
 * The number format of activations and convolutions. Weights, moments, batch-norm statistics and
 * losses are float32 in each.
 */
public enum Precision {
  /** IEEE single precision everywhere. */
  FLOAT32,
  /** Convolutions and activations in bfloat16. Slow on hardware that has to emulate it. */
  BFLOAT16,
  /**
   * {@link #BFLOAT16} where the hardware computes in it (AMX or AVX512_BF16 on a CPU, Ampere or
   * later on an NVIDIA GPU), else {@link #FLOAT32}; the choice is logged. The default.
   */
  AUTO
}
