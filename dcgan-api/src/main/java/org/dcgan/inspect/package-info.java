/**
 * Values for the inspection of the networks: activations, guided gradients, and feature maps that
 * are removed from generation (paper, section 6).
 *
 * <p>Central type: {@link org.dcgan.inspect.Activations}.
 */
@NullMarked
package org.dcgan.inspect;

import org.jspecify.annotations.NullMarked;
