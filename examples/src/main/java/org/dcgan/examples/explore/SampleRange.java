package org.dcgan.examples.explore;

import org.dcgan.Dcgan;
import org.dcgan.internal.json.JsonFields;
import org.dcgan.latent.Latents;

/**
 * Consecutive samples of a seed.
 *
 * @param seed the random seed
 * @param first the index of the first sample
 * @param count the number of samples
 */
record SampleRange(long seed, int first, int count) {

  /** Reads the fields {@code seed}, {@code first} and {@code count}. */
  static SampleRange of(JsonFields fields) {
    return new SampleRange(
        SampleId.seed(fields),
        fields.integer("first", 0, Integer.MAX_VALUE - SampleApi.MOST_SAMPLES),
        fields.integer("count", 1, SampleApi.MOST_SAMPLES));
  }

  Latents latents(Dcgan dcgan) {
    return SampleLatents.range(dcgan, seed, first, count);
  }
}
