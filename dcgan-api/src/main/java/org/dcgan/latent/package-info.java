/**
 * Latent vectors (the paper's Z), their distributions and their arithmetic.
 *
 * <p>Central type: {@link org.dcgan.latent.Latents}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.latent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
