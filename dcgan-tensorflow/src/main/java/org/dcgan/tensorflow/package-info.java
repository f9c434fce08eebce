/**
 * The TensorFlow engine behind {@link org.dcgan.Dcgan}. Applications need nothing from here but,
 * perhaps, {@link org.dcgan.tensorflow.AuthorsRelease}.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.TensorFlowEngine}.
 */
@NullMarked
package org.dcgan.tensorflow;

import org.jspecify.annotations.NullMarked;
