package org.dcgan.examples.explore;

import org.dcgan.Dcgan;

/** Limits on what a loaded file may ask for. */
final class Seeds {

  private Seeds() {}

  /** Refuses a seed that JavaScript would round. */
  static void check(long seed) {
    if (Math.abs(seed) > SampleId.LARGEST_SEED || seed == Long.MIN_VALUE) {
      throw new IllegalArgumentException(
          "the page takes seeds from "
              + -SampleId.LARGEST_SEED
              + " to "
              + SampleId.LARGEST_SEED
              + ", got "
              + seed
              + "; use the programs for others");
    }
  }

  /** Refuses a number of samples whose latents would take long. */
  static void checkCount(Dcgan dcgan, int count) {
    int most = SampleLatents.perSeed(dcgan.architecture());
    if (count > most) {
      throw new IllegalArgumentException(
          "the page takes files of at most "
              + most
              + " samples of this model, got a count of "
              + count
              + "; use the programs for more");
    }
  }
}
