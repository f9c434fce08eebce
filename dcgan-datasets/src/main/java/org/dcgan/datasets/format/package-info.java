/**
 * One reader per file format; each refuses what is malformed, naming the file, the position and the
 * reason.
 *
 * <p>Central type: {@link org.dcgan.datasets.format.ImageDecoder} for compressed images. Then
 * {@link org.dcgan.datasets.format.CifarFile}, {@link org.dcgan.datasets.format.IdxFile}, {@link
 * org.dcgan.datasets.format.MatNumbers}, {@link org.dcgan.datasets.format.NpzFile}, {@link
 * org.dcgan.datasets.format.LmdbFile}.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.format;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
