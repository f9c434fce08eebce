package org.dcgan.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A finite collection of images for training or evaluation, with random access by index. Pixels are
 * unsigned bytes; they are scaled to [-1, 1] when a batch is made of them ({@link
 * Images#of(java.util.List)}).
 *
 * <p>Implementations are thread-safe and return the same image for the same index every time. They
 * should not keep all images in memory. A source that owns files or native memory releases them in
 * {@link #close()}; a view of another source closes that source.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface ImageSource extends AutoCloseable {

  /** The value that {@link #label} returns for an image without a label. */
  int NO_LABEL = -1;

  /**
   * Returns the number of images.
   *
   * @return the number of images, at least 0; valid indices are 0 to {@code size() - 1}
   */
  int size();

  /**
   * Returns the common shape of all images.
   *
   * @return the shape, or empty if images differ in shape; such a source must be cropped or resized
   *     before training
   */
  Optional<ImageShape> shape();

  /**
   * Reads one image.
   *
   * @param index 0 to {@code size() - 1}
   * @return the pixels, which the caller owns
   * @throws IndexOutOfBoundsException if the index is out of range
   * @throws UnreadableImageException if this image is damaged; other images may still be readable
   * @throws IOException if the source as a whole has become unreadable
   */
  Pixels read(int index) throws IOException;

  /**
   * Returns the class label of an image.
   *
   * @param index 0 to {@code size() - 1}
   * @return an index into {@link #classNames()}, or {@link #NO_LABEL}
   */
  default int label(int index) {
    return NO_LABEL;
  }

  /**
   * Returns the names of the classes in the order of their labels.
   *
   * @return the names, or an empty list if there are no labels
   */
  default List<String> classNames() {
    return List.of();
  }

  /**
   * Returns the name of an image for logs and reports.
   *
   * @param index 0 to {@code size() - 1}
   * @return for example the path of a file within the source or the key of an entry; by default
   *     {@code #} and the index
   */
  default String name(int index) {
    return "#" + index;
  }

  /**
   * Returns a one-line description of the source and of the transformations applied to it. It
   * identifies the dataset in models and checkpoints and must therefore be the same whenever the
   * same source is opened.
   *
   * @return for example {@code cifar10(train, 50000 images) > grayscale}
   */
  String description();

  /**
   * Releases the resources of the source, which cannot be read afterwards. The default
   * implementation does nothing.
   */
  @Override
  default void close() throws IOException {}
}
