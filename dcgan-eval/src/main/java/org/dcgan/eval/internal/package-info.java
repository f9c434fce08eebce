/** Helpers that several packages of this module share; not exported. */
@NullMarked
package org.dcgan.eval.internal;

import org.jspecify.annotations.NullMarked;
