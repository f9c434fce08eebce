package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.random.Permutation;

/**
 * A source of images that can be prepared and taken apart. Each step returns a view: nothing is
 * read before an image is asked for, images are not kept, and the step is added to {@link
 * #description()}, which identifies the dataset in checkpoints.
 *
 * <pre>{@code
 * Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
 * Dataset.Split split = Cifar10.train(data).classes("cat", "dog").split(0.9, 42);
 * }</pre>
 *
 * <p>Closing a view closes what it looks at, and with it all other views of that.
 */
public interface Dataset extends ImageSource {

  /**
   * Any source as a dataset.
   *
   * @param source a source of one's own
   * @return the source itself if it is a dataset already, or a view of it
   */
  static Dataset of(ImageSource source) {
    requireNonNull(source, "source");

    return source instanceof Dataset dataset ? dataset : new WrappedDataset(source);
  }

  /**
   * How many channels all images have, which may be known where their sides are not.
   *
   * @return 1 or 3, or empty
   */
  default OptionalInt channels() {
    return shape().map(ImageShape::channels).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /**
   * Returns whether the file of an image has pixels that are not fully opaque, over which {@link
   * #read} has composited the background color. This is found out when the image is read.
   *
   * @param index 0 to {@code size() - 1}
   * @return true if it was found; false for opaque images, for images that were not read yet, and
   *     for sources that do not tell, such as packs
   */
  default boolean isTransparent(int index) {
    return false;
  }

  /**
   * Applies a step of preprocessing to every image as it is read. An image that does not lend
   * itself to the step is unreadable ({@link org.dcgan.image.UnreadableImageException}).
   *
   * @param transform the step
   * @return the changed images
   * @throws IllegalArgumentException if the shape of the images is known and does not lend itself
   *     to the step
   */
  default Dataset transformed(PixelTransform transform) {
    requireNonNull(transform, "transform");

    return new TransformedDataset(this, transform);
  }

  /**
   * Square images of one size: the shorter side is resized, the middle of the longer one kept.
   * Images of that size already pass unchanged. Resizes with {@link Resampling#ANTIALIASED}.
   *
   * @param size side of the result, pixels
   * @return images of size x size
   */
  default Dataset centerCropped(int size) {
    return centerCropped(size, Resampling.ANTIALIASED);
  }

  /**
   * Square images of one size; with {@link Resampling#BILINEAR} this is the paper's preprocessing
   * of ImageNet ("min-resized center crops", section 4.3).
   *
   * @param size side of the result, pixels
   * @param resampling how the shorter side is resized
   * @return images of size x size
   */
  default Dataset centerCropped(int size, Resampling resampling) {
    requireNonNull(resampling, "resampling");

    return transformed(new PixelTransform.CenterCrop(size, resampling));
  }

  /**
   * Resizes the shorter side and keeps the aspect, with {@link Resampling#ANTIALIASED}.
   *
   * @param size the shorter side of the result, pixels
   * @return images whose shorter side is {@code size}
   */
  default Dataset minResized(int size) {
    return minResized(size, Resampling.ANTIALIASED);
  }

  /**
   * Resizes the shorter side and keeps the aspect.
   *
   * @param size the shorter side of the result, pixels
   * @param resampling how
   * @return images whose shorter side is {@code size}
   */
  default Dataset minResized(int size, Resampling resampling) {
    requireNonNull(resampling, "resampling");

    return transformed(new PixelTransform.MinResize(size, resampling));
  }

  /**
   * The middle of each image without resizing, as the authors cut 64 pixels out of faces of 128.
   *
   * @param size side of the result, pixels; images must be at least as large
   * @return images of size x size
   */
  default Dataset cropped(int size) {
    return transformed(new PixelTransform.Crop(size));
  }

  /**
   * Luma only.
   *
   * @return images of 1 channel
   */
  default Dataset grayscale() {
    return transformed(new PixelTransform.Grayscale());
  }

  /**
   * Three channels; gray images get three equal ones.
   *
   * @return images of 3 channels
   */
  default Dataset rgb() {
    return transformed(new PixelTransform.Rgb());
  }

  /**
   * Chosen images in a chosen order; an index may occur more than once.
   *
   * @param indices indices into this dataset
   * @return a dataset of as many images
   * @throws IndexOutOfBoundsException if there is no such index
   */
  default Dataset subset(int... indices) {
    requireNonNull(indices, "indices");

    return SelectedDataset.of(this, indices);
  }

  /**
   * A run of images.
   *
   * @param from the first
   * @param to one past the last
   * @return a dataset of {@code to - from} images
   */
  default Dataset range(int from, int to) {
    checkPositionIndexes(from, to, size());
    return new SelectedDataset(this, to - from, i -> from + i, "range(" + from + " to " + to + ")");
  }

  /**
   * The first images.
   *
   * @param count how many, at most {@link #size()}
   * @return a dataset of that size
   */
  default Dataset take(int count) {
    checkArgument(
        count >= 0 && count <= size(),
        "cannot take %s of the %s images of %s",
        count,
        size(),
        description());
    return new SelectedDataset(this, count, i -> i, "take(" + count + ")");
  }

  /**
   * Divides the images at random into two parts. The same seed gives the same parts; no list of
   * indices is held.
   *
   * @param fraction the share of the first part, in (0, 1); both parts must get an image
   * @param seed the chance
   * @return the two parts
   */
  default Split split(double fraction, long seed) {
    int first = (int) Math.round(fraction * size());
    checkArgument(
        fraction > 0 && fraction < 1 && first > 0 && first < size(),
        "a split of %s images with fraction %s leaves a part empty; the fraction must lie between"
            + " 0 and 1 and give each part at least one image",
        size(),
        (Double) fraction);
    Permutation order = Permutation.of(size(), seed);
    String step = "split(" + fraction + ", seed " + seed + ", ";
    return new Split(
        new SelectedDataset(this, first, order::at, step + "first)"),
        new SelectedDataset(this, size() - first, i -> order.at(first + i), step + "second)"));
  }

  /**
   * The images of some classes, in their order; labels are renumbered to the order given here.
   * Looks at all labels at once.
   *
   * @param names names of classes, each once
   * @return a dataset with these classes only
   * @throws IllegalArgumentException if a name is not a class of this dataset
   */
  default Dataset classes(String... names) {
    requireNonNull(names, "names");

    return ClassesDataset.of(this, List.of(names));
  }

  /**
   * What is left once near-duplicates are left out (paper, section 4.1.1). Nothing is deleted.
   *
   * @param report what {@link DuplicateReport#of} found in this dataset
   * @return the kept images, in their order
   * @throws IllegalArgumentException if the report is about another dataset
   */
  default Dataset deduplicated(DuplicateReport report) {
    requireNonNull(report, "report");

    return DeduplicatedDataset.of(this, report);
  }

  /**
   * This dataset's images and then those of others. Classes of equal names are one class; the
   * images of a source without classes have no label.
   *
   * @param others what to append
   * @return a dataset of all images; its shape is known if all have the same
   */
  default Dataset concat(ImageSource... others) {
    requireNonNull(others, "others");

    List<ImageSource> parts = new ArrayList<>(List.of(this));
    parts.addAll(Arrays.asList(others));
    return new ConcatenatedDataset(parts);
  }

  /**
   * Two parts of a dataset that have no image in common. Closing either closes the dataset.
   *
   * @param first the part whose share was asked for
   * @param second the rest
   */
  record Split(Dataset first, Dataset second) {
    /** Refuses null. */
    public Split {
      requireNonNull(first, "first");
      requireNonNull(second, "second");
    }
  }
}
