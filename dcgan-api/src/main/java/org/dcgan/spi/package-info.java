/**
 * What an engine has to offer. For those who write one; applications use {@link org.dcgan.Dcgan}.
 *
 * <p>Central type: {@link org.dcgan.spi.DcganEngine}.
 */
@NullMarked
package org.dcgan.spi;

import org.jspecify.annotations.NullMarked;
