/**
 * Packs: files of decoded images of one shape, which are read without decoding.
 *
 * <p>Central type: {@link org.dcgan.datasets.pack.ImagePack}. Then {@link
 * org.dcgan.datasets.pack.PackOptions} and {@link org.dcgan.datasets.pack.PackReport}. {@code
 * PackLayout} and {@code PackHeader} define the file format; {@code PackWriter} writes packs and
 * resumes interrupted runs.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.pack;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
