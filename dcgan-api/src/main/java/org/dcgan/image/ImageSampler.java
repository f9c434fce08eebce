package org.dcgan.image;

import org.apiguardian.api.API;

/**
 * Generates images from random latents. This is the part of a model that metrics use; every open
 * {@link org.dcgan.Dcgan} implements it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ImageSampler {

  /**
   * The number of images in a batch of {@link #sampleBatches}, the last of which may be smaller.
   */
  int SAMPLE_BATCH = 256;

  /**
   * Returns the shape of the images.
   *
   * @return height, width and channels
   */
  ImageShape imageShape();

  /**
   * Generates any number of images in constant memory, one batch each time that the iterator is
   * advanced. An iteration may end early.
   *
   * @param count the number of images, at least 0
   * @param seed the random seed; the same seed gives the same images
   * @return batches of {@value #SAMPLE_BATCH} images, float32 NHWC in [-1, 1], of which the last
   *     may be smaller
   * @throws IllegalArgumentException if the count is negative
   * @throws IllegalStateException if the model is closed, at the latest when the iterator is
   *     advanced
   */
  Iterable<Images> sampleBatches(long count, long seed);
}
