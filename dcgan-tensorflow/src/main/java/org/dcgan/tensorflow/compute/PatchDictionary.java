package org.dcgan.tensorflow.compute;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.internal.Problems;

/**
 * Maps a square patch of an image, or of a layer's maps, to one activation per centroid (Coates,
 * Lee and Ng 2011, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning", section
 * 3).
 *
 * <p>A patch p of D = {@code side * side * channels.size()} values (row, column, channel; the
 * channel innermost) is normalized to unit contrast, {@code (p - mean p) / sqrt(var p + contrast)}
 * with the sample variance (divided by D - 1), then whitened, {@code x = whitening * (p - mean)}.
 * Its activations are {@code max(0, mean of all z - z_k)}, where {@code z_k} is the distance of x
 * to centroid k.
 *
 * @param side rows and columns of a patch, at least 1
 * @param channels the input channels of a patch, ascending, without duplicates
 * @param contrast added to a patch's variance, above 0, in units of the input squared
 * @param mean [D], subtracted before whitening
 * @param whitening [D, D], symmetric, row-major
 * @param centroids [K, D], row-major, K at least 1
 */
@SuppressWarnings("ArrayRecordComponent")
public record PatchDictionary(
    int side,
    List<Integer> channels,
    double contrast,
    float[] mean,
    float[] whitening,
    float[] centroids) {

  /**
   * Checks that the sizes are consistent. The arrays are not copied and must not be changed
   * afterwards.
   */
  public PatchDictionary {
    requireNonNull(channels, "channels");
    requireNonNull(mean, "mean");
    requireNonNull(whitening, "whitening");
    requireNonNull(centroids, "centroids");

    channels = ImmutableList.copyOf(channels);
    boolean ascending = !channels.isEmpty() && channels.get(0) >= 0;
    for (int i = 1; i < channels.size(); i++) {
      ascending &= channels.get(i) > channels.get(i - 1);
    }
    int d = side * side * channels.size();
    new Problems()
        .require(side >= 1, "the side of a patch must be at least 1, got %d", side)
        .require(ascending, "channels must be ascending, each once, got %s", channels)
        .require(d >= 2, "a patch needs at least 2 values, got %d", d)
        .require(contrast > 0, "contrast must be above 0, got %s", contrast)
        .require(mean.length == d, "mean must have %d values, got %d", d, mean.length)
        .require(
            whitening.length == (long) d * d,
            "whitening must have %d values, got %d",
            (long) d * d,
            whitening.length)
        .require(
            centroids.length > 0 && d > 0 && centroids.length % d == 0,
            "centroids must be rows of %d values, at least one, got %d values",
            d,
            centroids.length)
        .throwIfAny("invalid patch dictionary");
  }

  /**
   * Returns the number of values of a patch.
   *
   * @return D, at least 2
   */
  public int dimension() {
    return mean.length;
  }

  /**
   * Returns the number of centroids.
   *
   * @return K, at least 1
   */
  public int size() {
    return centroids.length / dimension();
  }
}
