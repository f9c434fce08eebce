/**
 * Values for the inspection of the networks: activations, guided gradients, and feature maps that
 * are removed from generation (paper, section 6).
 *
 * <p>Central type: {@link org.dcgan.inspect.Activations}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.inspect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
