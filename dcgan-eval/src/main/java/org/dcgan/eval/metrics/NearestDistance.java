package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.util.Locale;
import org.dcgan.eval.neighbors.NearestNeighbors;
import org.dcgan.eval.neighbors.Rows;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.training.ModelScore;

/**
 * The authors' {@code nnd}: the mean Euclidean distance of validation images to the nearest of n
 * generated ones, by pixels in [-1, 1] (authors' code, lib/metrics.py:61-82 and faces:211-218, who
 * take 10,000 images and n of 1,000, 10,000 and 100,000). Lower is better. It falls as n grows, and
 * a blurred image is near to many, so compare it for the same n only.
 */
public final class NearestDistance implements ModelScore {
  /** The least of the authors' three. */
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
   * @param source images of the model's shape, better such as were not trained on; read now, not
   *     kept
   * @param count how many of them, at least 2; of a smaller source all
   * @param generated n, how many images are generated, at least 1
   * @param seed which of both
   * @return a score
   * @throws IllegalArgumentException if a number is too small, or the images differ in shape
   * @throws IOException if the images cannot be read
   */
  public static NearestDistance of(ImageSource source, int count, int generated, long seed)
      throws IOException {
    checkArgument(generated >= 1, "nnd takes at least 1 generated image, got %s", generated);
    Selection selection = Selection.of(source, count, seed);
    return new NearestDistance(
        selection.batch(0, selection.size()), generated, seed, source.description());
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
    checkArgument(
        model.imageShape().equals(validation.shape()),
        "this model draws images of %s, but those of %s are %s; crop, resize or convert them first",
        model.imageShape(),
        dataset,
        validation.shape());
    NearestNeighbors search = NearestNeighbors.of(Rows.of(validation));
    boolean finite =
        Samples.draw(
            model,
            generated,
            seed,
            batch -> {
              if (!Samples.finite(batch.data())) {
                return false;
              }
              search.add(Rows.of(batch));
              return true;
            });
    return finite ? search.result().meanDistance() : Double.NaN;
  }
}
