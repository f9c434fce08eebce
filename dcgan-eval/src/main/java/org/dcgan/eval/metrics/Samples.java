package org.dcgan.eval.metrics;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.Images;

/** Generates the images of a model that a score is computed from, batch by batch. */
final class Samples {
  /** The number of images that are held at a time. */
  static final int BATCH = ImageSampler.SAMPLE_BATCH;

  private Samples() {}

  /** Processes a batch. */
  @FunctionalInterface
  interface Taker {
    /** Returns whether to continue. */
    boolean take(Images batch) throws IOException;
  }

  /**
   * Generates images of the same latents on each call, until the count is reached or the taker
   * returns false. Returns whether the count was reached.
   */
  @CanIgnoreReturnValue
  static boolean generate(ImageSampler model, int count, long seed, Taker taker)
      throws IOException {
    for (Images batch : model.sampleBatches(count, seed)) {
      if (!taker.take(batch)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Generates images as {@link #generate} does, but ends at a batch with a value that is not
   * finite, as those of a model whose training diverged. Returns whether all batches were taken.
   */
  static boolean generateFinite(
      ImageSampler model, int count, long seed, Consumer<? super Images> taker) throws IOException {
    return generate(
        model,
        count,
        seed,
        batch -> {
          if (!finite(batch.data())) {
            return false;
          }
          taker.accept(batch);
          return true;
        });
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
