/**
 * Shared implementation of long-running jobs: parallel processing in chunks, journals for resuming,
 * and a memory budget for decoding. Not exported.
 *
 * <p>Central type: {@link org.dcgan.datasets.internal.Journal}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
