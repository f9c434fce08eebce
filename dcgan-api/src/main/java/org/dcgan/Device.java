package org.dcgan;

/** Where the networks run. */
public enum Device {
  /** A GPU where TensorFlow sees one, else the CPU. The default. */
  AUTO,
  /** The CPU, even where there is a GPU. */
  CPU,
  /** The first GPU; opening a model fails where TensorFlow sees none. */
  GPU
}
