/**
 * Detects trainings that go wrong, from the losses and gradients of each step and from generated
 * images.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.sentinel.Sentinel}.
 */
@NullMarked
package org.dcgan.tensorflow.sentinel;

import org.jspecify.annotations.NullMarked;
