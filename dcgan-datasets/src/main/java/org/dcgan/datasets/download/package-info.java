/**
 * Downloading datasets from their publishers, and unpacking the archives.
 *
 * <p>Central type: {@link org.dcgan.datasets.download.Download}. {@link
 * org.dcgan.datasets.download.Catalog} knows the addresses, {@link
 * org.dcgan.datasets.download.Unpacker} unpacks untrusted archives.
 */
@CheckReturnValue
@NullMarked
package org.dcgan.datasets.download;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
