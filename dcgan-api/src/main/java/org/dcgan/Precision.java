package org.dcgan;

import org.apiguardian.api.API;

/**
 * The number format of activations and convolutions. Weights, Adam's moments, batch-normalization
 * statistics and losses are float32 in every case.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum Precision {
  /** IEEE 754 single precision for all computations. */
  FLOAT32,
  /** Convolutions and activations in bfloat16. Slow on hardware without native support. */
  BFLOAT16,
  /**
   * {@link #BFLOAT16} if the hardware supports it natively (AMX or AVX512_BF16 on a CPU, Ampere or
   * later on an NVIDIA GPU), otherwise {@link #FLOAT32}. The choice is logged. The default.
   */
  AUTO
}
