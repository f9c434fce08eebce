/**
 * Atomic replacement of files and folders, locks between processes, and reading at positions.
 * Exported to the modules of this library only.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.internal.io;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
