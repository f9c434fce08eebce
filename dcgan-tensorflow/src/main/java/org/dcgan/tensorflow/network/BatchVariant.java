package org.dcgan.tensorflow.network;

/**
 * How the convolutions of a network are computed for batches of some size outside training, where
 * the graph leaves the size open.
 *
 * @param winograd the kernels that are computed by Winograd's algorithm
 * @param images the images that its operations are arranged for; any other number is computed, too.
 *     0 if the number does not matter
 */
public record BatchVariant(WinogradUse winograd, int images) {
  /** All convolutions are direct. */
  public static final BatchVariant DIRECT = new BatchVariant(WinogradUse.NEVER, 0);

  /**
   * The variant for a use of the algorithm.
   *
   * @param winograd the kernels that are computed by it
   * @param images the images that its operations are arranged for, at least 1
   * @return {@link #DIRECT} if there are no such kernels
   */
  public static BatchVariant of(WinogradUse winograd, int images) {
    return winograd.isNever() ? DIRECT : new BatchVariant(winograd, images);
  }
}
