/**
 * Square matrices in double precision, for the other packages of this module; not exported.
 *
 * <p>Central type: {@link org.dcgan.eval.matrix.Matrices}.
 */
@NullMarked
package org.dcgan.eval.matrix;

import org.jspecify.annotations.NullMarked;
