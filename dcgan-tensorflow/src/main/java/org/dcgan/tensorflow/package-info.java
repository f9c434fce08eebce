/**
 * The TensorFlow engine behind {@link org.dcgan.Dcgan}. Applications do not use it directly, except
 * for {@link org.dcgan.tensorflow.AuthorsRelease}.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.TensorFlowEngine}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
