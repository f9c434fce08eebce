/**
 * Helpers that the modules of this library share. Exported to these modules only; applications must
 * not use them.
 */
@NullMarked
package org.dcgan.internal;

import org.jspecify.annotations.NullMarked;
