/**
 * The architecture of both networks as values: layers, shapes and the names of all parameters.
 *
 * <p>Central type: {@link org.dcgan.architecture.Architecture}.
 */
@NullMarked
package org.dcgan.architecture;

import org.jspecify.annotations.NullMarked;
