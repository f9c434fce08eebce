package org.dcgan.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Images to train on or to judge by: a known number of them, each readable by its index, as
 * unsigned bytes. Nothing is scaled here; [-1, 1] is the network's business.
 *
 * <p>Implementations are safe for reading from several threads at once, hold no more than they must
 * in memory, and return the same image for the same index every time. A source that owns a file or
 * native memory releases it in {@link #close()}; a view of another source closes that one.
 */
public interface ImageSource extends AutoCloseable {

  /** What {@link #label} returns where there are no labels. */
  int NO_LABEL = -1;

  /**
   * How many images there are.
   *
   * @return the number of valid indices
   */
  int size();

  /**
   * The shape that all images share.
   *
   * @return empty where images differ in shape; such a source has to be cropped or resized before a
   *     network can take it
   */
  Optional<ImageShape> shape();

  /**
   * Reads one image.
   *
   * @param index 0 to {@code size() - 1}
   * @return its pixels, the caller's to keep
   * @throws IndexOutOfBoundsException if there is no such index
   * @throws UnreadableImageException if this image is damaged; others may be read
   * @throws IOException if the source as a whole has become unreadable
   */
  Pixels read(int index) throws IOException;

  /**
   * The class of an image.
   *
   * @param index 0 to {@code size() - 1}
   * @return an index into {@link #classNames()}, or {@link #NO_LABEL}
   */
  default int label(int index) {
    return NO_LABEL;
  }

  /**
   * The names of the classes, in the order of their labels.
   *
   * @return empty where there are no labels
   */
  default List<String> classNames() {
    return List.of();
  }

  /**
   * What to call an image in a log or a report.
   *
   * @param index 0 to {@code size() - 1}
   * @return a file's path within the source, an entry's key, or the number itself
   */
  default String name(int index) {
    return "#" + index;
  }

  /**
   * What this source is and how it was made, in one line that is the same whenever the same source
   * is opened again; it identifies the dataset in models and checkpoints.
   *
   * @return for example {@code cifar10(train, 50000 images) > grayscale}
   */
  String description();

  /** Releases what the source holds; it cannot be read afterwards. Does nothing by default. */
  @Override
  default void close() throws IOException {}
}
