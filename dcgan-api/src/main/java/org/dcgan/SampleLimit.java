package org.dcgan;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.architecture.Architecture;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.ArraySize;
import org.dcgan.internal.UsableHeap;

/** Limits the number of images in one call to what fits into an array and into the Java heap. */
@API(status = API.Status.STABLE, since = "0.1")
public final class SampleLimit {
  /** The engine's results and the images that they are copied into. */
  private static final long COPIES = 2;

  private SampleLimit() {}

  /**
   * Checks that a number of images fits into memory: twice their values, since results of the
   * engine are copied, and their latents. An eighth of the heap is left to the rest of the
   * application.
   *
   * @param count the number of images in one call
   * @param shape the shape of each image
   * @param latentDim the dimension of each latent
   * @throws ResourceLimitException if the images do not fit into one array or into the heap
   */
  public static void check(int count, ImageShape shape, int latentDim) {
    requireNonNull(shape, "shape");

    check(count, shape, latentDim, 0, heap());
  }

  /**
   * Checks that a number of images of a model fits into memory, as {@link #check(int, ImageShape,
   * int)} does, with the labels of a conditional model.
   *
   * @param count the number of images in one call
   * @param architecture the model's networks
   * @throws ResourceLimitException if the images do not fit into one array or into the heap
   */
  public static void check(int count, Architecture architecture) {
    requireNonNull(architecture, "architecture");

    check(
        count,
        architecture.image(),
        architecture.latentDim(),
        architecture.isConditional() ? architecture.classes() : 0,
        heap());
  }

  /** Checks that a number of latents fits into memory. */
  static void checkLatents(int count, int latentDim) {
    checkLatents(count, latentDim, heap());
  }

  static void checkLatents(int count, int latentDim, long heap) {
    long values = (long) count * latentDim;
    if (values > ArraySize.MOST || 4 * values > UsableHeap.of(heap)) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%,d latents of %d dimensions in one call need %,d MB of Java heap, but the heap is"
                  + " limited to %,d MB (-Xmx) and an array to %,d such latents; ask for fewer at a"
                  + " time, or increase the heap",
              count,
              latentDim,
              (4 * values) >> 20,
              heap >> 20,
              ArraySize.MOST / latentDim));
    }
  }

  static void check(int count, ImageShape shape, int latentDim, int classes, long heap) {
    long row = Math.max(shape.size(), Math.max(latentDim, classes));
    long needed = 4L * count * (COPIES * shape.size() + latentDim + classes);
    if (count * row > ArraySize.MOST || needed > UsableHeap.of(heap)) {
      throw new ResourceLimitException(
          String.format(
              Locale.ROOT,
              "%,d images of %s in one call need %,d MB of Java heap, but the heap is limited to"
                  + " %,d MB (-Xmx), of which the application itself needs some, and an array to"
                  + " %,d such images; use Dcgan.sampleInBatches, or increase the heap",
              count,
              shape,
              needed >> 20,
              heap >> 20,
              ArraySize.MOST / row));
    }
  }

  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }
}
