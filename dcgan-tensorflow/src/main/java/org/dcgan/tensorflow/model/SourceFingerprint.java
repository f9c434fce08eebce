package org.dcgan.tensorflow.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageSource;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.random.SeededRandom;

/**
 * Identifies the images of a source, by its size, description, and some of its images; for a
 * conditional model also by all labels.
 */
final class SourceFingerprint {
  private static final int IMAGES = 16;
  private static final long STREAM = 14;

  private SourceFingerprint() {}

  /**
   * Reads a few images, the first and the last among them.
   *
   * @return hexadecimal digits
   */
  static String of(ImageSource source, Architecture architecture) throws IOException {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    hasher.putInt(source.size()).putString(source.description(), UTF_8);
    SeededRandom random = SeededRandom.of(source.size(), STREAM);
    for (int i = 0; i < IMAGES; i++) {
      int index = i == 0 ? 0 : i == 1 ? source.size() - 1 : random.nextInt(source.size());
      hasher.putString(source.name(index), UTF_8);
      try {
        hasher.putBytes(source.read(index).data());
      } catch (UnreadableImageException e) {
        hasher.putInt(index);
      }
    }
    if (architecture.isConditional()) {
      for (int i = 0; i < source.size(); i++) {
        hasher.putInt(source.label(i));
      }
    }
    return hasher.hash().toString();
  }
}
