/**
 * Progress reporting of long operations.
 *
 * <p>Central type: {@link org.dcgan.progress.ProgressListener}.
 */
@NullMarked
package org.dcgan.progress;

import org.jspecify.annotations.NullMarked;
