package org.dcgan.tensorflow.tuning;

import static com.google.common.base.Preconditions.checkArgument;

import org.dcgan.tensorflow.network.RowChunks;

/**
 * Numbers of images that are computed at once outside training, for which the same algorithms are
 * chosen. Kernels that are read once for a batch weigh more in small ones.
 */
public enum BatchSize {
  /** One image. */
  SINGLE(1, 1),
  /** 2 to 7 images, measured with 4. */
  FEW(7, 4),
  /** 8 to 31 images, measured with 16. */
  SEVERAL(31, 16),
  /** 32 to 64 images, measured with 32: the chunks in which many images are computed. */
  MANY(RowChunks.CHUNK, 32);

  private final int most;
  private final int measured;

  BatchSize(int most, int measured) {
    this.most = most;
    this.measured = measured;
  }

  /**
   * The size of a batch.
   *
   * @param images the number of images, from 1 to 64
   * @return the size
   */
  public static BatchSize of(int images) {
    checkArgument(
        images >= 1 && images <= MANY.most, "expected 1 to %s images, got %s", MANY.most, images);
    for (BatchSize size : values()) {
      if (images <= size.most) {
        return size;
      }
    }
    return MANY;
  }

  /**
   * The largest number of images of this size.
   *
   * @return 1, 7, 31 or 64
   */
  public int most() {
    return most;
  }

  /**
   * The number of images for which algorithms are measured and arranged.
   *
   * @return 1, 4, 16 or 32
   */
  public int measured() {
    return measured;
  }
}
