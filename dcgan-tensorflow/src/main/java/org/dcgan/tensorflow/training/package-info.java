/**
 * Training: the graph of one step, and the loop that runs it.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.training.Trainer}. Reading order: {@link
 * org.dcgan.tensorflow.training.AdversarialStep}, {@link org.dcgan.tensorflow.training.Adam},
 * {@link org.dcgan.tensorflow.training.Feeder}, {@code Trainer}.
 */
@NullMarked
package org.dcgan.tensorflow.training;

import org.jspecify.annotations.NullMarked;
