/**
 * Detects trainings that go wrong: from each step's losses and gradients, and from generated
 * images.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.sentinel.Sentinel}.
 */
@NullMarked
package org.dcgan.tensorflow.sentinel;

import org.jspecify.annotations.NullMarked;
