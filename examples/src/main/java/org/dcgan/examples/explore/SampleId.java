package org.dcgan.examples.explore;

import org.dcgan.internal.json.JsonFields;

/**
 * A sample by seed and index: the same image for the same model at any time, and with the same
 * label if the model is conditional. All samples of a server have the label that it was started
 * with; addresses and favorites of the page therefore also contain that label.
 *
 * @param seed the random seed
 * @param index the index among the samples of the seed, from 0
 */
record SampleId(long seed, int index) {
  /** Seeds are limited to the integers that JavaScript represents exactly. */
  static final long LARGEST_SEED = (1L << 53) - 1;

  /** Reads the fields {@code seed} and {@code index}. */
  static SampleId of(JsonFields fields) {
    return new SampleId(seed(fields), fields.integer("index", 0, Integer.MAX_VALUE));
  }

  /** Reads the field {@code seed}. */
  static long seed(JsonFields fields) {
    return fields.longInteger("seed", -LARGEST_SEED, LARGEST_SEED);
  }
}
