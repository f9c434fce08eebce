package org.dcgan.examples;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.dcgan.Dcgan;
import org.dcgan.Generator;
import org.dcgan.SamplingOptions;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.latent.Latents;

/**
 * Samples of a model from truncated latents: the images of {@link Dcgan#sample(int, long,
 * SamplingOptions)}, one batch in memory at a time.
 *
 * @param model the model, with labels if it is conditional
 * @param options the options of the samples
 */
record TruncatedSampler(Dcgan model, SamplingOptions options) implements ImageSampler {

  /**
   * Creates a sampler.
   *
   * @param model the model, with labels if it is conditional
   * @param truncation the largest absolute value of a coordinate of the latents
   * @throws IllegalArgumentException if the truncation is not above 0, or changes nothing
   */
  static TruncatedSampler of(Dcgan model, double truncation) {
    check(model.architecture().latentDistribution(), truncation);
    return new TruncatedSampler(model, SamplingOptions.DEFAULT.withTruncation(truncation));
  }

  /**
   * Checks a truncation without a model.
   *
   * @param latents the distribution of the latents
   * @param truncation the largest absolute value of a coordinate
   * @throws IllegalArgumentException if the truncation is not above 0, or changes nothing
   */
  static void check(LatentDistribution latents, double truncation) {
    SamplingOptions unused = SamplingOptions.DEFAULT.withTruncation(truncation);
    if (changesNothing(latents, truncation)) {
      throw new IllegalArgumentException(
          "a truncation of "
              + truncation
              + " changes nothing, because the coordinates of "
              + (latents == LatentDistribution.UNIFORM
                  ? "uniform latents are in [-1, 1]"
                  : "latents are finite")
              + "; choose a smaller one");
    }
  }

  /** Returns whether no latent has a coordinate above a truncation. */
  static boolean changesNothing(LatentDistribution latents, double truncation) {
    return Double.isInfinite(truncation)
        || (truncation >= 1 && latents == LatentDistribution.UNIFORM);
  }

  @Override
  public ImageShape imageShape() {
    return model.imageShape();
  }

  @Override
  public Iterable<Images> sampleBatches(long count, long seed) {
    Latents latents =
        Latents.sampleTruncated(
            model.architecture().latentDistribution(),
            options.truncation(),
            Math.toIntExact(count),
            model.architecture().latentDim(),
            seed);
    return () -> new Batches(latents);
  }

  /** Generates a batch when it is asked for. */
  private final class Batches implements Iterator<Images> {
    private final Latents latents;
    private int done;

    Batches(Latents latents) {
      this.latents = latents;
    }

    @Override
    public boolean hasNext() {
      return done < latents.count();
    }

    @Override
    public Images next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all images have been generated");
      }
      int count = Math.min(SAMPLE_BATCH, latents.count() - done);
      Images batch = generator(count).generate(latents.slice(done, done + count), options);
      done += count;
      return batch;
    }

    /** The labels of a batch go on where those of the batch before ended. */
    private Generator generator(int count) {
      return model
          .labels()
          .map(labels -> model.withLabels(labels.inTurn(done, count)).generator())
          .orElseGet(model::generator);
    }
  }
}
