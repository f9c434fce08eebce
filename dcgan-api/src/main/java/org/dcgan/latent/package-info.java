/**
 * Latent vectors (the paper's Z), their distributions and their arithmetic.
 *
 * <p>Central type: {@link org.dcgan.latent.Latents}.
 */
@NullMarked
package org.dcgan.latent;

import org.jspecify.annotations.NullMarked;
