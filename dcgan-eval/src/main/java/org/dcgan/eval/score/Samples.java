package org.dcgan.eval.score;

import java.io.IOException;
import java.nio.FloatBuffer;
import org.dcgan.Dcgan;
import org.dcgan.Latents;
import org.dcgan.image.Images;

/** Pictures of a model for its score: those of the same latents every time, batch by batch. */
final class Samples {
  /** Bounds memory; pictures do not depend on their company. */
  static final int BATCH = 256;

  private Samples() {}

  /** Takes a batch. */
  @FunctionalInterface
  interface Taker {
    /** Whether to go on. */
    boolean take(Images batch) throws IOException;
  }

  /** Draws batches until the count is reached, or the taker has had enough. */
  static boolean draw(Dcgan model, int count, long seed, Taker taker) throws IOException {
    Latents latents = model.latents(count, seed);
    for (int from = 0; from < count; from += BATCH) {
      Latents some = latents.slice(from, Math.min(count, from + BATCH));
      if (!taker.take(model.generator().generate(some))) {
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
