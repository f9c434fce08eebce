/**
 * Hardware detection (processors, instruction sets, GPUs, memory), the configuration of all
 * sessions, and the translation of TensorFlow's exceptions.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.runtime.Hardware}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
