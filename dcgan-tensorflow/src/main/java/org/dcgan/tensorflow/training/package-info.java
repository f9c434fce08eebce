/**
 * The adversarial game: one step as a graph, and the loop that feeds it.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.training.Trainer}. Reading order: {@link
 * org.dcgan.tensorflow.training.AdversarialStep}, {@link org.dcgan.tensorflow.training.Adam},
 * {@link org.dcgan.tensorflow.training.Feeder}, {@code Trainer}.
 */
@NullMarked
package org.dcgan.tensorflow.training;

import org.jspecify.annotations.NullMarked;
