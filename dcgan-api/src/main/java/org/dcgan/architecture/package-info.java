/**
 * The architecture of both networks as values: layers, shapes and the names of all parameters.
 *
 * <p>Central type: {@link org.dcgan.architecture.Architecture}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.architecture;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
