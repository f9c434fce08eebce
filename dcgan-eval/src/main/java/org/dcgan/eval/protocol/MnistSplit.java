package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.dcgan.datasets.Dataset;
import org.dcgan.image.ImageSource;

/**
 * MNIST's training images split as the authors split them (mnist/load.py: mnist_with_valid_set):
 * shuffled, the first 50,000 to train on and the last 10,000 to validate with. The order is exactly
 * the authors', since the random number generator is. Both parts are views; closing one closes the
 * images.
 *
 * @param training the images to train on
 * @param validation the images to validate with
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MnistSplit(Dataset training, Dataset validation) {
  /** 50,000. */
  public static final int TRAINING = 50_000;

  /** The authors' random seed (lib/rng.py). */
  public static final int SEED = 42;

  /** Checks that no component is null. */
  public MnistSplit {
    requireNonNull(training, "training");
    requireNonNull(validation, "validation");
  }

  /**
   * The authors' split.
   *
   * @param images MNIST's 60,000 training images
   * @return 50,000 and 10,000 images
   * @throws IllegalArgumentException if there are at most 50,000 images
   */
  public static MnistSplit of(ImageSource images) {
    return of(images, TRAINING, SEED);
  }

  /**
   * The authors' split of another number of images.
   *
   * @param images the images
   * @param training the number of images to train on, at least 1 and fewer than all
   * @param seed the random seed of the order
   * @return the images to train on, and all others
   * @throws IllegalArgumentException if there are too few images
   */
  public static MnistSplit of(ImageSource images, int training, int seed) {
    requireNonNull(images, "images");

    checkArgument(
        training >= 1 && training < images.size(),
        "the number of training images must be at least 1 and below that of all images of %s, %s,"
            + " got %s",
        printable(images.description()),
        images.size(),
        training);
    int[] order = new ReferenceRandom(seed).shuffled(images.size());
    Dataset all = Dataset.of(images);
    return new MnistSplit(
        all.subset(Arrays.copyOf(order, training)),
        all.subset(Arrays.copyOfRange(order, training, order.length)));
  }
}
