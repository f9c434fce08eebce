/**
 * Writing files so that a crash leaves the old one or the new one, never half of either.
 *
 * <p>Central type: {@link org.dcgan.io.AtomicFiles}.
 */
@NullMarked
package org.dcgan.io;

import org.jspecify.annotations.NullMarked;
