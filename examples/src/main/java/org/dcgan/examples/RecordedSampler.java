package org.dcgan.examples;

import java.util.Iterator;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.jspecify.annotations.Nullable;

/**
 * A sampler that keeps its first images of a random seed when an evaluation generates them, so that
 * its model need not be opened again to show them. Not thread-safe.
 */
final class RecordedSampler implements ImageSampler {
  private final ImageSampler sampler;
  private final int count;
  private final long seed;
  private @Nullable Images kept;

  /**
   * Creates a sampler that has kept nothing.
   *
   * @param sampler generates the images
   * @param count the number of images to keep, at most {@value ImageSampler#SAMPLE_BATCH}
   * @param seed the random seed of the images to keep
   */
  RecordedSampler(ImageSampler sampler, int count, long seed) {
    this.sampler = sampler;
    this.count = count;
    this.seed = seed;
  }

  @Override
  public ImageShape imageShape() {
    return sampler.imageShape();
  }

  @Override
  public Iterable<Images> sampleBatches(long total, long seedOfAll) {
    Iterable<Images> batches = sampler.sampleBatches(total, seedOfAll);
    return kept != null || seedOfAll != seed || total < count
        ? batches
        : () -> recorded(batches.iterator());
  }

  private Iterator<Images> recorded(Iterator<Images> batches) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Images next() {
        Images batch = batches.next();
        if (kept == null) {
          kept = batch.slice(0, count);
        }
        return batch;
      }
    };
  }

  /** Returns the first images of the seed, which are generated now if none were kept. */
  Images first() {
    Images known = kept;
    return known != null ? known : sampler.sampleBatches(count, seed).iterator().next();
  }
}
