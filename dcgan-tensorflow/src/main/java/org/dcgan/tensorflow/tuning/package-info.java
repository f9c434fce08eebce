/**
 * The choice of the algorithms of a training's convolutions by measurement, and the file that keeps
 * it.
 *
 * <p>Central type: {@link org.dcgan.tensorflow.tuning.MeasuredConvolutions}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.tensorflow.tuning;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
