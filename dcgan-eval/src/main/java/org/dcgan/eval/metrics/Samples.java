package org.dcgan.eval.metrics;

import java.io.IOException;
import java.nio.FloatBuffer;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.Images;

/** Images of a model for its score: those of the same latents every time, batch by batch. */
final class Samples {
  /** The number of images that are held at a time. */
  static final int BATCH = ImageSampler.SAMPLE_BATCH;

  private Samples() {}

  /** Takes a batch. */
  @FunctionalInterface
  interface Taker {
    /** Whether to go on. */
    boolean take(Images batch) throws IOException;
  }

  /** Draws batches until the count is reached, or the taker has had enough. */
  static boolean draw(ImageSampler model, int count, long seed, Taker taker) throws IOException {
    for (Images batch : model.sampleBatches(count, seed)) {
      if (!taker.take(batch)) {
        return false;
      }
    }
    return true;
  }

  static boolean finite(FloatBuffer values) {
    for (int i = values.position(); i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }
}
