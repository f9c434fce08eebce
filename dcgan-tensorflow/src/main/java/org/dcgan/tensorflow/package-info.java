/**
 * The TensorFlow engine behind {@link org.dcgan.Dcgan}. Applications do not use it directly, except
 * for {@link org.dcgan.tensorflow.AuthorsRelease}.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.TensorFlowEngine}.
 */
@NullMarked
package org.dcgan.tensorflow;

import org.jspecify.annotations.NullMarked;
