/**
 * The machine: processors, instruction sets, GPUs, and the one place where sessions are configured.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.runtime.Hardware}.
 */
@NullMarked
package org.dcgan.tensorflow.runtime;

import org.jspecify.annotations.NullMarked;
