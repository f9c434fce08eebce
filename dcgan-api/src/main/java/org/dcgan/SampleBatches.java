package org.dcgan;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.dcgan.image.Images;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;

/** Iterates over batches of generated images, whose latents come from one random stream. */
final class SampleBatches implements Iterator<Images> {
  private final Dcgan model;
  private final SeededRandom random;
  private long left;

  SampleBatches(Dcgan model, long count, long seed) {
    this.model = model;
    this.random = SeededRandom.of(seed);
    this.left = count;
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Images next() {
    if (left <= 0) {
      throw new NoSuchElementException("all images have been generated");
    }
    int dim = model.architecture().latentDim();
    LatentDistribution distribution = model.architecture().latentDistribution();
    float[] latents = new float[(int) Math.min(Dcgan.SAMPLE_BATCH, left) * dim];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = (float) distribution.sample(random);
    }
    Images batch = model.generator().generate(Latents.of(dim, latents));
    left -= batch.count();
    return batch;
  }
}
