package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkPositionIndexes;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.transform.PixelTransform;
import org.dcgan.datasets.transform.Resampling;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Shard;
import org.dcgan.random.Permutation;

/**
 * A source of images with operations that preprocess, select, split and combine them. Each
 * operation returns a view: images are read on demand, nothing is cached, and the operation is
 * appended to {@link #description()}, which identifies the dataset in checkpoints.
 *
 * <pre>{@code
 * Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
 * Dataset.Split split = Cifar10.train(data).classes("cat", "dog").split(0.9, 42);
 * }</pre>
 *
 * <p>Closing a view closes the underlying source, and thus all other views of that source.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Dataset extends ImageSource {

  /**
   * Returns a source as a dataset, so that the operations of this interface can be applied to it.
   *
   * @param source any source, for example a custom one
   * @return the source itself if it is a dataset, otherwise a view of it
   */
  static Dataset of(ImageSource source) {
    requireNonNull(source, "source");

    return source instanceof Dataset dataset ? dataset : new WrappedDataset(source);
  }

  /**
   * Returns the number of channels of all images, which may be known where their height and width
   * are not.
   *
   * @return 1 or 3; empty if it is not known or differs between images
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
   * Applies a preprocessing step to every image as it is read. An image to which the step cannot be
   * applied is unreadable ({@link org.dcgan.image.UnreadableImageException}).
   *
   * @param transform the preprocessing step
   * @return a view of the transformed images
   * @throws IllegalArgumentException if the shape of the images is known and the step cannot be
   *     applied to it
   */
  default Dataset transformed(PixelTransform transform) {
    requireNonNull(transform, "transform");

    return new TransformedDataset(this, transform);
  }

  /**
   * Resizes every image so that its shorter side has a given size, and crops the longer side to the
   * same size around the center. Images that already have this size are unchanged. Resizes with
   * {@link Resampling#ANTIALIASED}.
   *
   * @param size side of the result, pixels
   * @return images of size x size
   */
  default Dataset centerCropped(int size) {
    return centerCropped(size, Resampling.ANTIALIASED);
  }

  /**
   * Resizes and center-crops every image like {@link #centerCropped(int)}, with a choice of
   * resampling. With {@link Resampling#BILINEAR} this is the paper's preprocessing of ImageNet
   * ("min-resized center crops", section 4.3).
   *
   * @param size side of the result, pixels
   * @param resampling the filter for resizing
   * @return images of size x size
   */
  default Dataset centerCropped(int size, Resampling resampling) {
    requireNonNull(resampling, "resampling");

    return transformed(new PixelTransform.CenterCrop(size, resampling));
  }

  /**
   * Resizes every image so that its shorter side has a given size, and keeps the aspect ratio.
   * Resizes with {@link Resampling#ANTIALIASED}.
   *
   * @param size the shorter side of the result, pixels
   * @return images whose shorter side is {@code size}
   */
  default Dataset minResized(int size) {
    return minResized(size, Resampling.ANTIALIASED);
  }

  /**
   * Resizes every image so that its shorter side has a given size, and keeps the aspect ratio.
   *
   * @param size the shorter side of the result, pixels
   * @param resampling the filter for resizing
   * @return images whose shorter side is {@code size}
   */
  default Dataset minResized(int size, Resampling resampling) {
    requireNonNull(resampling, "resampling");

    return transformed(new PixelTransform.MinResize(size, resampling));
  }

  /**
   * Crops a square around the center of every image without resizing, as the authors crop 64 pixels
   * from face images of 128 pixels.
   *
   * @param size side of the result, pixels; images must be at least as large
   * @return images of size x size
   */
  default Dataset cropped(int size) {
    return transformed(new PixelTransform.Crop(size));
  }

  /**
   * Converts every image to grayscale (luma).
   *
   * @return images of 1 channel
   */
  default Dataset grayscale() {
    return transformed(new PixelTransform.Grayscale());
  }

  /**
   * Converts every image to three channels; grayscale images get three equal channels.
   *
   * @return images of 3 channels
   */
  default Dataset rgb() {
    return transformed(new PixelTransform.Rgb());
  }

  /**
   * Appends the horizontally mirrored image of every image, which doubles the dataset. It helps
   * with few images whose mirror images are plausible, such as faces, and not with text.
   *
   * @return all images, then their mirror images in the same order, with the same labels
   * @throws IllegalArgumentException if that would be more than 2^31 - 1 images
   */
  default Dataset withMirrored() {
    return concat(transformed(new PixelTransform.MirrorHorizontally()));
  }

  /**
   * Selects images by their indices, in the given order; an index may occur more than once.
   *
   * @param indices indices into this dataset
   * @return a view with one image for each index
   * @throws IndexOutOfBoundsException if an index is negative or not below {@link #size()}
   */
  default Dataset subset(int... indices) {
    requireNonNull(indices, "indices");

    return SelectedDataset.of(this, indices);
  }

  /**
   * Selects consecutive images.
   *
   * @param from index of the first image
   * @param to one past the index of the last image
   * @return a dataset of {@code to - from} images
   */
  default Dataset range(int from, int to) {
    checkPositionIndexes(from, to, size());
    return new SelectedDataset(this, to - from, i -> from + i, "range(" + from + " to " + to + ")");
  }

  /**
   * Selects one of several parts of this dataset, for a process that computes features or codes of
   * that part only.
   *
   * @param shard the part
   * @return a view of consecutive images, whose description ends with the part
   */
  default Dataset shard(Shard shard) {
    requireNonNull(shard, "shard");

    int from = shard.from(size());
    return new SelectedDataset(this, shard.to(size()) - from, i -> from + i, shard.toString());
  }

  /**
   * Selects the first images.
   *
   * @param count the number of images, 0 to {@link #size()}
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
   * Splits the images at random into two parts. The same seed gives the same parts. The views
   * compute their indices, so a split takes no memory per image.
   *
   * @param fraction the share of the first part, in (0, 1); both parts must get an image
   * @param seed the random seed
   * @return the two parts
   */
  default Split split(double fraction, long seed) {
    int first = (int) Math.round(fraction * size());
    checkArgument(
        fraction > 0 && fraction < 1 && first > 0 && first < size(),
        "cannot split %s images with fraction %s: a part would be empty; the fraction must lie"
            + " between 0 and 1 and give each part at least one image",
        size(),
        (Double) fraction);
    Permutation order = Permutation.of(size(), seed);
    String step = "split(" + fraction + ", seed " + seed + ", ";
    return new Split(
        new SelectedDataset(this, first, order::at, step + "first)"),
        new SelectedDataset(this, size() - first, i -> order.at(first + i), step + "second)"));
  }

  /**
   * Selects the images of some classes, in the order of this dataset. Labels are renumbered to the
   * order in which the classes are given. All labels are read by this call.
   *
   * @param names names of distinct classes, at least one
   * @return a dataset with these classes only
   * @throws IllegalArgumentException if a name is not a class of this dataset
   */
  default Dataset classes(String... names) {
    requireNonNull(names, "names");

    return ClassesDataset.of(this, List.of(names));
  }

  /**
   * Gives every image a label, in place of those that this dataset may have. Use it for labels that
   * are kept apart from the images, for example in a database or a CSV file.
   *
   * @param classNames distinct names of the classes in the order of their labels; classes without
   *     images are permitted
   * @param labels one for each image: an index into the names, or {@link #NO_LABEL}; copied
   * @return a view of the same images with these labels
   * @throws IllegalArgumentException if there are fewer or more labels than images, a label is out
   *     of range, or two classes have the same name
   */
  default Dataset labeled(List<String> classNames, int... labels) {
    requireNonNull(classNames, "classNames");
    requireNonNull(labels, "labels");

    return LabeledDataset.of(this, classNames, labels);
  }

  /**
   * Gives every image a label of a class without a name; classes are named after their numbers
   * ("0", "1" and so on).
   *
   * @param labels one for each image, 0 to 65,535 or {@link #NO_LABEL}; copied
   * @return a view of the same images with these labels
   * @throws IllegalArgumentException if there are fewer or more labels than images, or a label is
   *     out of range
   */
  default Dataset labeled(int... labels) {
    requireNonNull(labels, "labels");

    return LabeledDataset.numbered(this, labels);
  }

  /**
   * Omits near-duplicates (paper, section 4.1.1). No file is deleted.
   *
   * @param report the result of {@link DuplicateReport#of} for this dataset
   * @return the images that are kept, in the order of this dataset
   * @throws IllegalArgumentException if the report is about another dataset
   */
  default Dataset deduplicated(DuplicateReport report) {
    requireNonNull(report, "report");

    return DeduplicatedDataset.of(this, report);
  }

  /**
   * Appends the images of other sources. Classes with equal names become one class; images of a
   * source without classes have no label.
   *
   * @param others the sources to append
   * @return a dataset of all images; its shape is known if all sources have the same shape
   */
  default Dataset concat(ImageSource... others) {
    requireNonNull(others, "others");

    List<ImageSource> parts = new ArrayList<>(List.of(this));
    for (ImageSource other : others) {
      parts.add(requireNonNull(other, "others"));
    }
    return new ConcatenatedDataset(parts);
  }

  /**
   * Two parts of a dataset that have no image in common. Closing either closes the dataset.
   *
   * @param first the part whose share was given
   * @param second the remaining images
   */
  record Split(Dataset first, Dataset second) {
    /** Refuses null. */
    public Split {
      requireNonNull(first, "first");
      requireNonNull(second, "second");
    }
  }
}
