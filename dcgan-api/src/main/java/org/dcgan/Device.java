package org.dcgan;

/** The hardware that the networks run on. */
public enum Device {
  /** The first GPU that TensorFlow detects, or the CPU if there is none. The default. */
  AUTO,
  /** The CPU, even if a GPU is available. */
  CPU,
  /** The first GPU. Opening a model fails if TensorFlow detects none. */
  GPU
}
