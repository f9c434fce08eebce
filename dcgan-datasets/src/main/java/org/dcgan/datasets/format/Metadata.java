package org.dcgan.datasets.format;

import org.jspecify.annotations.Nullable;

/**
 * What an image's file carries beside its pixels, as far as it decides what they look like.
 *
 * @param profile an ICC profile, not yet checked
 * @param exif a TIFF structure, without the text "Exif" that may precede it; not yet checked
 * @param xmp an XMP packet, not yet checked
 */
@SuppressWarnings("ArrayRecordComponent")
record Metadata(byte @Nullable [] profile, byte @Nullable [] exif, byte @Nullable [] xmp) {
  static final Metadata NONE = new Metadata(null, null, null);
}
