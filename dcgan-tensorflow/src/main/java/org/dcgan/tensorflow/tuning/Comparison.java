package org.dcgan.tensorflow.tuning;

import org.dcgan.tensorflow.network.WinogradUse;

/**
 * What the timing of whole work has decided.
 *
 * @param times with all proposed kernels by Winograd's algorithm (the candidate), and with direct
 *     convolutions (the incumbent)
 * @param use the proposed kernels that are computed by the algorithm: all, some or none
 * @param nanoseconds how long the work took with them when they were chosen
 */
record Comparison(Workload.Times times, WinogradUse use, double nanoseconds) {

  /**
   * The faster one of the whole sets. If both take as long, no kernel is computed by the algorithm,
   * because it needs more memory.
   */
  static Comparison of(WinogradUse proposed, Workload.Times times) {
    return times.candidateSaves(0)
        ? new Comparison(times, proposed, times.candidate())
        : new Comparison(times, WinogradUse.NEVER, times.incumbent());
  }

  /** The same times of the whole sets, with other kernels. */
  Comparison with(WinogradUse chosen, double nanosecondsWithThem) {
    return new Comparison(times, chosen, nanosecondsWithThem);
  }
}
