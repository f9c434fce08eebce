/**
 * Fetching datasets from those who publish them, and unpacking what was fetched.
 *
 * <p>Central type: {@link org.dcgan.datasets.download.Download}. {@link
 * org.dcgan.datasets.download.Catalog} knows the addresses, {@link
 * org.dcgan.datasets.download.Unpacker} unpacks archives that nobody has looked at.
 */
@NullMarked
package org.dcgan.datasets.download;

import org.jspecify.annotations.NullMarked;
