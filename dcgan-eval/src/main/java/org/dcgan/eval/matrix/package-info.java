/**
 * Square matrices in double precision, for the other packages of this module; not exported.
 *
 * <p>Central type: {@link org.dcgan.eval.matrix.Matrices}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.matrix;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
