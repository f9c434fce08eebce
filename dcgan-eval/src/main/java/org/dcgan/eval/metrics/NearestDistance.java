package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.util.Locale;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.neighbors.NearestNeighbors;
import org.dcgan.eval.neighbors.Rows;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.training.ModelScore;

/**
 * The authors' {@code nnd}: the mean Euclidean distance from validation images to the nearest of n
 * generated images, over pixels in [-1, 1] (the authors' code, lib/metrics.py:61-82 and
 * faces:211-218, uses 10,000 images and n of 1,000, 10,000 and 100,000). Lower is better. The
 * distance falls as n grows, so that only distances with the same n can be compared, and it favors
 * blurred images, which are close to many others.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class NearestDistance implements ModelScore {
  /** 1,000, the smallest of the three numbers that the authors use. */
  public static final int DEFAULT_GENERATED = 1000;

  private final Images validation;
  private final int generated;
  private final long seed;
  private final String dataset;

  private NearestDistance(Images validation, int generated, long seed, String dataset) {
    this.validation = validation;
    this.generated = generated;
    this.seed = seed;
    this.dataset = dataset;
  }

  /**
   * Reads the validation images.
   *
   * @param source images of the model's shape, preferably ones it was not trained on; read now, not
   *     kept
   * @param count the number of images of the source, at least 2; of a smaller source all are used
   * @param generated n, the number of generated images, at least 1
   * @param seed the random seed that selects images and generates the latents
   * @return a score
   * @throws IllegalArgumentException if a number is too small, or the images differ in shape
   * @throws IOException if the images cannot be read
   */
  public static NearestDistance of(ImageSource source, int count, int generated, long seed)
      throws IOException {
    requireNonNull(source, "source");

    checkArgument(generated >= 1, "nnd needs at least 1 generated image, got %s", generated);
    Selection selection = Selection.of(source, count, seed);
    return new NearestDistance(
        ImageBatches.read(selection, 0, selection.size()), generated, seed, source.description());
  }

  @Override
  public String name() {
    return String.format(
        Locale.ROOT,
        "nnd, the mean distance of %d images of %s to the nearest of %d generated ones, seed %d",
        validation.count(),
        dataset,
        generated,
        seed);
  }

  @Override
  public double score(ImageSampler model) throws IOException {
    requireNonNull(model, "model");

    checkArgument(
        model.imageShape().equals(validation.shape()),
        "this model generates images of %s, but those of %s are %s; crop, resize or convert them"
            + " first",
        model.imageShape(),
        printable(dataset),
        validation.shape());
    NearestNeighbors search = NearestNeighbors.of(Rows.of(validation));
    boolean finite =
        Samples.generateFinite(model, generated, seed, batch -> search.add(Rows.of(batch)));
    return finite ? search.result().meanDistance() : Double.NaN;
  }
}
