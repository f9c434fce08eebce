/**
 * How long jobs say how far they are, without knowing who listens.
 *
 * <p>Central type: {@link org.dcgan.progress.ProgressListener}.
 */
@NullMarked
package org.dcgan.progress;

import org.jspecify.annotations.NullMarked;
