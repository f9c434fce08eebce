package org.dcgan.eval.internal;

import java.io.IOException;
import java.util.stream.IntStream;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/** Reads the images of a source batch by batch. */
public final class ImageBatches {

  private ImageBatches() {}

  /** Processes a batch. */
  @FunctionalInterface
  public interface Consumer {
    /**
     * Processes a batch.
     *
     * @param first the index of its first image
     * @param images the images from that index on
     * @throws IOException if processing fails
     */
    void accept(int first, Images images) throws IOException;
  }

  /**
   * Reads one batch.
   *
   * @param source images of one shape
   * @param first the index of the first image
   * @param batchSize the number of images, fewer at the source's end
   * @return the images
   * @throws IOException if an image cannot be read
   */
  public static Images read(ImageSource source, int first, int batchSize) throws IOException {
    return Images.read(
        source, IntStream.range(first, Math.min(source.size(), first + batchSize)).toArray());
  }

  /**
   * Reads all images in order.
   *
   * @param source images of one shape
   * @param batchSize the number of images in memory at a time, at least 1
   * @param consumer processes each batch
   * @throws IOException if an image cannot be read, or from the consumer
   */
  public static void forEach(ImageSource source, int batchSize, Consumer consumer)
      throws IOException {
    for (int first = 0; first < source.size(); first += batchSize) {
      consumer.accept(first, read(source, first, batchSize));
    }
  }
}
