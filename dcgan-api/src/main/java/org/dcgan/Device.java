package org.dcgan;

import org.apiguardian.api.API;

/** The hardware that the networks run on. */
@API(status = API.Status.STABLE, since = "0.1")
public enum Device {
  /** The first GPU that TensorFlow detects, or the CPU if there is none. The default. */
  AUTO,
  /** The CPU, even if a GPU is available. */
  CPU,
  /** The first GPU. Opening a model fails if TensorFlow detects none. */
  GPU
}
