package org.dcgan;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.image.ImageShape;

/** Limits the number of images in one call to what fits into an array and into the Java heap. */
@API(status = API.Status.STABLE, since = "0.1")
public final class SampleLimit {
  /** The longest array that common virtual machines can allocate. */
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private SampleLimit() {}

  /**
   * Checks that a number of images fits into memory.
   *
   * @param count the number of images in one call
   * @param shape the shape of each image
   * @param latentDim the dimension of each latent
   * @throws ResourceLimitException if the images do not fit into one array or into the heap
   */
  public static void check(int count, ImageShape shape, int latentDim) {
    requireNonNull(shape, "shape");

    check(count, shape, latentDim, Runtime.getRuntime().maxMemory());
  }

  static void check(int count, ImageShape shape, int latentDim, long heap) {
    long values = (long) count * shape.size();
    long latents = (long) count * latentDim;
    if (values > LONGEST_ARRAY || latents > LONGEST_ARRAY || 4 * (values + latents) > heap) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%,d images of %s in one call need %,d MB of Java heap, but the heap is limited to"
                  + " %,d MB (-Xmx) and an array to %,d such images; use Dcgan.sampleInBatches, or"
                  + " increase the heap",
              count,
              shape,
              (4 * (values + latents)) >> 20,
              heap >> 20,
              LONGEST_ARRAY / Math.max(shape.size(), latentDim)));
    }
  }
}
