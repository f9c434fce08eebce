/**
 * Helpers that the modules of this library share. Exported to these modules only; applications must
 * not use them.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
