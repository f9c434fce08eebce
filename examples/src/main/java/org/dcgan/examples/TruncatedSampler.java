package org.dcgan.examples;

import java.util.ArrayList;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;

/**
 * Samples of a model from truncated latents.
 *
 * @param model the model
 * @param truncation the largest absolute value of a coordinate of the latents
 */
record TruncatedSampler(Dcgan model, double truncation) implements ImageSampler {

  @Override
  public ImageShape imageShape() {
    return model.imageShape();
  }

  @Override
  public Iterable<Images> sampleBatches(long count, long seed) {
    Images all =
        model.sample(
            Math.toIntExact(count), seed, SamplingOptions.DEFAULT.withTruncation(truncation));
    List<Images> batches = new ArrayList<>();
    for (int from = 0; from < all.count(); from += SAMPLE_BATCH) {
      batches.add(all.slice(from, Math.min(all.count(), from + SAMPLE_BATCH)));
    }
    return batches;
  }
}
