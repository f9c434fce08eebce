/**
 * Images of one shape in one file, decoded once and read at the speed of memory.
 *
 * <p>Central type: {@link org.dcgan.datasets.pack.ImagePack}. Then {@link
 * org.dcgan.datasets.pack.PackOptions} and {@link org.dcgan.datasets.pack.PackReport}. The file's
 * layout is {@code PackLayout}'s and {@code PackHeader}'s; how an interrupted packing goes on is
 * {@code PackWriter}'s.
 */
@NullMarked
package org.dcgan.datasets.pack;

import org.jspecify.annotations.NullMarked;
