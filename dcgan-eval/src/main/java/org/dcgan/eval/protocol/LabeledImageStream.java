package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apiguardian.api.API;
import org.dcgan.Dcgan;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.latent.Labels;
import org.dcgan.random.Permutation;

/**
 * Labeled images in a fixed order that are read batch by batch, so that memory does not depend on
 * their number: generated images of known classes, or real ones. The first n images are the same
 * each time, whatever number is read.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface LabeledImageStream {

  /** Processes a batch. */
  @FunctionalInterface
  interface Consumer {
    /**
     * Processes a batch.
     *
     * @param images one image or more
     * @param labels the label of each image, at least 0; not to be modified
     * @throws IOException if processing fails
     */
    void accept(Images images, int[] labels) throws IOException;
  }

  /**
   * Returns a description of the images for results.
   *
   * @return one line, for example {@code mnist(train, 60000 images)}
   */
  String description();

  /**
   * Returns the shape of all images.
   *
   * @return height, width and channels
   */
  ImageShape imageShape();

  /**
   * Returns the names of the classes.
   *
   * @return the names in the order of the labels; by default an empty list, for labels without
   *     names
   */
  default List<String> classNames() {
    return List.of();
  }

  /**
   * Returns the number of classes. A test refuses images whose number of classes differs from that
   * of the images that they are compared with.
   *
   * @return the number of classes; by default that of the names, or empty for classes without
   *     names, whose number is not known before the labels are read
   */
  default OptionalInt classes() {
    List<String> names = classNames();
    return names.isEmpty() ? OptionalInt.empty() : OptionalInt.of(names.size());
  }

  /**
   * Returns the number of images that there are.
   *
   * @return the number of images; by default empty, for as many as are asked for
   */
  default OptionalLong size() {
    return OptionalLong.empty();
  }

  /**
   * Reads images from the beginning.
   *
   * @param count the number of images, at least 0 and at most {@link #size()}
   * @param consumer receives all of them in order, in batches of any size
   * @throws IOException if images cannot be read, or from the consumer
   */
  void read(long count, Consumer consumer) throws IOException;

  /**
   * The images of a source in its order. The first n images of a source that is sorted by classes,
   * such as a folder, are all of one class; use {@link #shuffled} for those.
   *
   * @param source labeled images of one shape; not closed
   * @return the images
   * @throws IllegalArgumentException if the images differ in size or have no classes
   */
  static LabeledImageStream of(ImageSource source) {
    requireNonNull(source, "source");

    return new SourceImageStream(source, source.description(), index -> index);
  }

  /**
   * The images of a source in random order.
   *
   * @param source labeled images of one shape; not closed
   * @param seed the random seed of the order; the same seed gives the same order
   * @return the images
   * @throws IllegalArgumentException if the images differ in size or have no classes
   */
  static LabeledImageStream shuffled(ImageSource source, long seed) {
    requireNonNull(source, "source");

    checkArgument(
        source.size() >= 1,
        "a random order needs at least 1 image, but %s has none",
        printable(source.description()));
    Permutation order = Permutation.of(source.size(), seed, SourceImageStream.ORDER);
    return new SourceImageStream(
        source, source.description() + " > shuffled by seed " + seed, order::at);
  }

  /**
   * Generated images of the classes 0, 1, ... in turn, which are generated while they are read.
   *
   * @param model generates image i of class i modulo {@code classes}, such as a conditional model
   *     with the labels of its classes in turn; must stay open
   * @param classes the number of classes, at least 1
   * @param seed the random seed of the latents
   * @param description the name of the model for results
   * @return any number of images, of classes without names
   */
  static LabeledImageStream inTurn(ImageSampler model, int classes, long seed, String description) {
    requireNonNull(model, "model");
    requireNonNull(description, "description");

    checkArgument(classes >= 1, "classes must be at least 1, got %s", classes);
    return new GeneratedImageStream(model, classes, seed, description);
  }

  /**
   * Images of a conditional model, of all its classes in turn, which are generated while they are
   * read.
   *
   * @param model a conditional model, which must stay open
   * @param seed the random seed of the latents
   * @param description the name of the model for results
   * @return any number of images, of classes without names
   * @throws IllegalArgumentException if the model has no classes
   */
  static LabeledImageStream generated(Dcgan model, long seed, String description) {
    requireNonNull(model, "model");
    requireNonNull(description, "description");

    int classes = model.architecture().classes();
    checkArgument(
        classes >= 1,
        "%s is a model without classes, so the classes of its images are unknown; use a model that"
            + " was trained with Dcgan.builder().classes(n)",
        printable(description));
    return inTurn(model.withLabels(Labels.ofEachClass(classes, 1)), classes, seed, description);
  }
}
