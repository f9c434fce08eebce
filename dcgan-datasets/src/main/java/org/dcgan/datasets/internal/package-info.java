/**
 * What long jobs of this module share: work in chunks by several threads, and a journal to go on
 * from. Not for users.
 *
 * <p>Central type: {@link org.dcgan.datasets.internal.Journal}.
 */
@NullMarked
package org.dcgan.datasets.internal;

import org.jspecify.annotations.NullMarked;
