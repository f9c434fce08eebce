package org.dcgan.datasets.format;

import org.jspecify.annotations.Nullable;

/**
 * The metadata of an image file that affects how its pixels are displayed.
 *
 * @param profile an ICC profile, not yet checked
 * @param exif a TIFF structure, without the text "Exif" that may precede it; not yet checked
 * @param xmp an XMP packet, not yet checked
 */
@SuppressWarnings("ArrayRecordComponent")
record Metadata(byte @Nullable [] profile, byte @Nullable [] exif, byte @Nullable [] xmp) {
  static final Metadata NONE = new Metadata(null, null, null);
}
