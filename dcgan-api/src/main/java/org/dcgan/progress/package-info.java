/**
 * Progress reporting of long operations.
 *
 * <p>Central type: {@link org.dcgan.progress.ProgressListener}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.progress;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
