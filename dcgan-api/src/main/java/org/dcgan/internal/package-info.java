/** Utilities shared by the modules of this library, and exported to them only. */
@CheckReturnValue
@NullMarked
package org.dcgan.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
