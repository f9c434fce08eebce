/**
 * Writing files so that a crash leaves the old one or the new one, never half of either; reading
 * files at any position from many threads.
 *
 * <p>Central types: {@link org.dcgan.io.AtomicFiles}, {@link org.dcgan.io.PositionalFile}.
 */
@NullMarked
package org.dcgan.io;

import org.jspecify.annotations.NullMarked;
