/**
 * Training: the graph of one step, and the loop that runs it.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.training.Trainer}. Reading order: {@link
 * org.dcgan.tensorflow.training.AdversarialStep}, {@link org.dcgan.tensorflow.training.Adam},
 * {@link org.dcgan.tensorflow.training.Feeder}, {@code Trainer}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.training;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
