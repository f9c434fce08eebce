/**
 * Hardware detection (processors, instruction sets, GPUs, memory), the configuration of all
 * sessions, and the translation of TensorFlow's exceptions.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.runtime.Hardware}.
 */
@NullMarked
package org.dcgan.tensorflow.runtime;

import org.jspecify.annotations.NullMarked;
