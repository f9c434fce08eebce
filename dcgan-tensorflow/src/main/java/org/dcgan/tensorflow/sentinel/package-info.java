/**
 * Detects trainings that go wrong, from the losses and gradients of each step and from generated
 * images.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.sentinel.Sentinel}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.sentinel;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
