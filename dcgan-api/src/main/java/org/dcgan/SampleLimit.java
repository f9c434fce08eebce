package org.dcgan;

import java.util.Locale;
import org.dcgan.image.ImageShape;

/** How many images fit into one array and into Java's heap. */
public final class SampleLimit {
  /** The longest array that common virtual machines allocate. */
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private SampleLimit() {}

  /**
   * Refuses a number of images that cannot be held.
   *
   * @param count images of one call
   * @param shape of each
   * @param latentDim dimensions of the latent of each
   * @throws ResourceLimitException if one array or the heap is too small for them
   */
  public static void check(int count, ImageShape shape, int latentDim) {
    check(count, shape, latentDim, Runtime.getRuntime().maxMemory());
  }

  static void check(int count, ImageShape shape, int latentDim, long heap) {
    long values = (long) count * shape.size();
    long latents = (long) count * latentDim;
    if (values > LONGEST_ARRAY || latents > LONGEST_ARRAY || 4 * (values + latents) > heap) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%,d images of %s in one call need %,d MB of Java heap, but it is limited to %,d MB"
                  + " (-Xmx), and one array to %,d such images; use Dcgan.sampleInBatches, which"
                  + " hands over a few at a time, or a larger heap",
              count,
              shape,
              4 * (values + latents) >> 20,
              heap >> 20,
              LONGEST_ARRAY / Math.max(shape.size(), latentDim)));
    }
  }
}
