package org.dcgan.datasets.format;

import java.util.regex.Pattern;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes damage from harmless irregularities by the warnings of libjpeg, which decodes
 * damaged images and fills missing parts with gray or noise.
 *
 * <p>Damage, by the warnings of libjpeg: premature end of a data segment or of the file, a bad
 * Huffman code, one restart marker in place of another, and scans of a progressive image that do
 * not fit together. No damage: extraneous bytes before a marker (cameras pad, and some editors
 * leave old data behind), unknown versions and Adobe codes, odd parameters of a sequential scan,
 * and whatever concerns metadata.
 */
final class JpegDamage implements IIOReadWarningListener {
  private static final Pattern DAMAGE =
      Pattern.compile(
          "premature end|bad huffman code|found marker 0x\\p{XDigit}+ instead of RST"
              + "|inconsistent progression|corrupt(ed)? arithmetic|corrupt jpeg data: bad",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern EXTRANEOUS =
      Pattern.compile("extraneous bytes", Pattern.CASE_INSENSITIVE);

  private @Nullable String damage;
  private boolean extraneous;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    if (damage == null && DAMAGE.matcher(warning).find()) {
      damage = warning;
    }
    extraneous |= EXTRANEOUS.matcher(warning).find();
  }

  /** The first warning that indicates damage. */
  @Nullable String damage() {
    return damage;
  }

  /** Whether there were extraneous bytes, which are not damage by themselves. */
  boolean hasExtraneousBytes() {
    return extraneous;
  }
}
