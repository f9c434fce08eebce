package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.internal.LabeledSources;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * The paper's test of conditional generators (section 8.1, table 3): real images are classified by
 * the label of the nearest of n generated, labeled images. The error says how well generated images
 * replace real ones as training data, without a likelihood. It falls as n grows, so that only
 * errors with the same n can be compared; one pass over the images gives the errors for several n.
 *
 * <pre>{@code
 * NearestNeighborProtocol protocol = NearestNeighborProtocol.DEFAULT;
 * Result real = protocol.upTo(60_000).run(LabeledImageStream.of(training), test, progress);
 * Result generated = protocol.run(samples, test, progress);
 * System.out.print(new NearestNeighborTable(List.of(real, generated)).toText());
 * }</pre>
 *
 * <p>The distance is the Euclidean distance of pixels, as in the authors' code (lib/metrics.py:
 * nnc_score, nnd_score). The search is exact, as that of {@link
 * org.dcgan.eval.neighbors.NearestNeighbors}: among equally near images the first one counts. The
 * test images are held in memory, the others are not, so that memory does not depend on n. The time
 * is proportional to n and to the number of test images.
 *
 * @param counts the values of n, at least one, in ascending order, each at least 1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NearestNeighborProtocol(List<Integer> counts) {
  /** 1,000, 10,000 and 100,000, which the authors' script logs (mnist/train_cond_dcgan.py). */
  public static final NearestNeighborProtocol AUTHORS =
      new NearestNeighborProtocol(List.of(1_000, 10_000, 100_000));

  /** The authors' values and 50,000, the smaller of the two in table 3 of the paper. */
  public static final NearestNeighborProtocol DEFAULT =
      new NearestNeighborProtocol(List.of(1_000, 10_000, 50_000, 100_000));

  /** Checks the ranges. */
  public NearestNeighborProtocol {
    requireNonNull(counts, "counts");

    counts = List.copyOf(counts);
    checkArgument(!counts.isEmpty(), "the list of counts is empty; name at least one");
    int last = 0;
    for (int count : counts) {
      checkArgument(
          count > last,
          "counts must be at least 1 and in ascending order, got %s after %s",
          count,
          last);
      last = count;
    }
  }

  /**
   * The result for one n.
   *
   * @param samples n, the number of images that the test images were compared with
   * @param error the share of test images that were classified wrongly, with its 95 % confidence
   *     interval (Wilson), which covers the choice of the test images but not that of the samples
   * @param nnd the mean Euclidean distance of the test images to the nearest sample, over pixels in
   *     [0, 1] as in the authors' script for MNIST; {@link org.dcgan.eval.metrics.NearestDistance},
   *     over pixels in [-1, 1] as in their script for faces, is twice as large
   * @param confusion the test images by their class and by that of the nearest sample
   */
  public record Point(int samples, Proportion error, double nnd, ConfusionMatrix confusion) {
    /** Checks that no component is null. */
    public Point {
      requireNonNull(error, "error");
      requireNonNull(confusion, "confusion");
    }
  }

  /**
   * The result of the test.
   *
   * @param samples the description of the images that the classifier consists of
   * @param test the description of the test images
   * @param points the result for each n, in ascending order
   * @param duration the time, with that of generating or reading the images
   */
  public record Result(String samples, String test, List<Point> points, Duration duration) {
    /** Copies the points. */
    public Result {
      requireNonNull(samples, "samples");
      requireNonNull(test, "test");
      requireNonNull(points, "points");
      requireNonNull(duration, "duration");

      points = List.copyOf(points);
    }
  }

  /**
   * The same test with at most a number of images: the values of n below it, and the number itself
   * if there is a larger value.
   *
   * @param most the largest value of n, at least 1
   * @return the test
   */
  public NearestNeighborProtocol upTo(int most) {
    checkArgument(most >= 1, "most must be at least 1, got %s", most);
    return new NearestNeighborProtocol(
        counts.stream().map(count -> Math.min(count, most)).distinct().toList());
  }

  /**
   * Runs the test.
   *
   * @param samples the labeled images that the classifier consists of, as many as the largest n.
   *     Classes without names must have the number of the test images' classes if they say it
   * @param test the labeled images to classify, at least one, of the same shape and classes
   * @param progress receives the number of samples that have been compared
   * @return errors and distances
   * @throws IllegalArgumentException if there are too few images, shapes or classes differ, an
   *     image has no label, or a value of a sample is not finite, as with a model that has diverged
   * @throws IOException if images cannot be read, or the thread is interrupted
   */
  public Result run(LabeledImageStream samples, ImageSource test, ProgressListener progress)
      throws IOException {
    requireNonNull(samples, "samples");
    requireNonNull(test, "test");
    requireNonNull(progress, "progress");

    long began = System.nanoTime();
    int most = counts.get(counts.size() - 1);
    ImageShapes.require("the classifier of " + samples.description(), samples.imageShape(), test);
    StreamChecks.requireSize(samples, most);
    checkArgument(
        test.size() >= 1,
        "a test needs at least 1 image, but %s has none",
        printable(test.description()));
    LabeledSources.requireClasses(test, 1);
    StreamChecks.requireClasses(samples, test.description(), test.classNames());
    NearestNeighborCurve curve = NearestNeighborCurve.of(test, counts);
    try (ProgressListener.Task task =
        progress.start("nearest-neighbor classification", most, "samples")) {
      samples.read(
          most,
          (images, labels) -> {
            StreamChecks.requireLabels(samples, images.count(), labels, test.classNames());
            curve.add(samples, images, labels);
            task.advance(images.count());
          });
    }
    return new Result(
        samples.description(),
        test.description(),
        curve.finish(samples),
        Duration.ofNanos(System.nanoTime() - began));
  }
}
