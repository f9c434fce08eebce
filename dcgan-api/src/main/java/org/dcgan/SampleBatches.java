package org.dcgan;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.latent.Latents;
import org.dcgan.random.SeededRandom;
import org.jspecify.annotations.Nullable;

/** Iterates over batches of generated images, whose latents come from one random stream. */
final class SampleBatches implements Iterator<Images> {
  private final Dcgan model;
  private final SeededRandom random;
  private final @Nullable Labels labels;
  private long done;
  private long left;

  SampleBatches(Dcgan model, long count, long seed) {
    this(model, count, seed, null);
  }

  /** Iterates over images whose labels are the given ones in turn. */
  SampleBatches(Dcgan model, long count, long seed, @Nullable Labels labels) {
    this.model = model;
    this.random = SeededRandom.of(seed);
    this.labels = labels;
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
    int count = (int) Math.min(Dcgan.SAMPLE_BATCH, left);
    int dim = model.architecture().latentDim();
    LatentDistribution distribution = model.architecture().latentDistribution();
    float[] latents = new float[count * dim];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = (float) distribution.sample(random);
    }
    Generator generator =
        labels == null
            ? model.generator()
            : model.generator().withLabels(labels.inTurn(done, count));
    Images batch = generator.generate(Latents.of(dim, latents));
    left -= batch.count();
    done += batch.count();
    return batch;
  }
}
