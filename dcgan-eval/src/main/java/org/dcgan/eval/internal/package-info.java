/** Helpers that several packages of this module share; not exported. */
@CheckReturnValue
@NullMarked
package org.dcgan.eval.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
