package org.dcgan.tensorflow.network;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The part of a batch that one worker computes.
 *
 * @param from the index of its first image in the batch
 * @param size its number of images, at least 1
 * @param total the number of images of the batch
 */
public record BatchShare(int from, int size, int total) {

  /** Checks the ranges. */
  public BatchShare {
    checkArgument(
        from >= 0 && size >= 1 && from + size <= total,
        "invalid share: %s images from %s of %s",
        size,
        from,
        total);
  }

  /**
   * The whole batch.
   *
   * @param batchSize its number of images
   * @return the share of a single worker
   */
  public static BatchShare whole(int batchSize) {
    return new BatchShare(0, batchSize, batchSize);
  }

  /**
   * The share of a worker. Shares are consecutive, and their sizes differ by at most 1.
   *
   * @param batchSize images of the batch, at least one for each worker
   * @param worker the index of the worker
   * @param workers the number of workers
   * @return its share
   */
  public static BatchShare of(int batchSize, int worker, int workers) {
    int from = Math.toIntExact((long) batchSize * worker / workers);
    int to = Math.toIntExact((long) batchSize * (worker + 1) / workers);
    return new BatchShare(from, to - from, batchSize);
  }

  /**
   * The index after the last image.
   *
   * @return at most {@code total}
   */
  public int to() {
    return from + size;
  }

  /**
   * Whether this is the whole batch.
   *
   * @return true for the only worker
   */
  public boolean isWhole() {
    return size == total;
  }

  /**
   * The fraction of the batch.
   *
   * @return more than 0, at most 1
   */
  public float fraction() {
    return size / (float) total;
  }
}
