package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.eval.internal.ImageBatches;
import org.dcgan.eval.internal.ImageShapes;
import org.dcgan.eval.internal.LabeledSources;
import org.dcgan.eval.neighbors.NearestNeighborClassification;
import org.dcgan.eval.neighbors.Rows;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;

/**
 * Compares test images with samples as they arrive and records a point at each count. Samples are
 * gathered in blocks of bounded size, since large blocks are compared faster.
 */
final class NearestNeighborCurve {
  private static final int MOST_ROWS = 4096;

  /** The largest number of values of a block, 32 MB. */
  private static final int MOST_VALUES = 1 << 23;

  /** Pixels in [0, 1] are at half the distance of pixels in [-1, 1]. */
  private static final double UNIT_RANGE = 0.5;

  private final List<Integer> counts;
  private final List<String> classNames;
  private final int[] truth;
  private final NearestNeighborClassification classification;
  private final ImageShape shape;
  private final int dim;
  private final float[] block;
  private final int[] blockLabels;
  private int filled;
  private int samples;
  private final List<NearestNeighborProtocol.Point> points = new ArrayList<>();

  private NearestNeighborCurve(
      List<Integer> counts, List<String> classNames, int[] truth, Images test) {
    this.counts = counts;
    this.classNames = classNames;
    this.truth = truth;
    this.classification = NearestNeighborClassification.of(Rows.of(test), truth);
    this.shape = test.shape();
    this.dim = shape.size();
    int rows = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / dim));
    this.block = new float[rows * dim];
    this.blockLabels = new int[rows];
  }

  static NearestNeighborCurve of(ImageSource test, List<Integer> counts) throws IOException {
    int[] truth = LabeledSources.labels(test);
    long values = (long) test.size() * ImageShapes.common(test).size();
    checkArgument(
        values <= Integer.MAX_VALUE - 8,
        "the test images are held in memory, but the %s of %s have %s values, more than an array"
            + " can have; use fewer test images",
        test.size(),
        printable(test.description()),
        values);
    return new NearestNeighborCurve(
        counts, test.classNames(), truth, ImageBatches.read(test, 0, test.size()));
  }

  /** Adds a batch; images beyond the last count are left out. */
  void add(LabeledImageStream source, Images images, int[] labels) throws IOException {
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while test images were classified");
    }
    ImageShapes.require("this test", shape, images);
    FloatBuffer values = images.data();
    for (int i = 0; i < images.count() && points.size() < counts.size(); i++) {
      int at = filled * dim;
      values.get(i * dim, block, at, dim);
      requireFinite(source, at);
      blockLabels[filled++] = labels[i];
      samples++;
      boolean counted = samples == counts.get(points.size());
      if (counted || filled == blockLabels.length) {
        compare();
      }
      if (counted) {
        addPoint();
      }
    }
  }

  private void requireFinite(LabeledImageStream source, int from) {
    for (int i = from; i < from + dim; i++) {
      if (!Float.isFinite(block[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "image %d of %s has the value %s, expected finite values; if a model generated it,"
                    + " its training has diverged: use an earlier checkpoint",
                samples,
                printable(source.description()),
                block[i]));
      }
    }
  }

  private void compare() {
    boolean full = filled == blockLabels.length;
    classification.add(
        Rows.of(dim, full ? block : Arrays.copyOf(block, filled * dim)),
        full ? blockLabels : Arrays.copyOf(blockLabels, filled));
    filled = 0;
  }

  private void addPoint() {
    ConfusionMatrix confusion = ConfusionMatrix.of(classNames, truth, classification.predictions());
    points.add(
        new NearestNeighborProtocol.Point(
            samples,
            Proportion.of(truth.length - (long) confusion.correct(), truth.length),
            UNIT_RANGE * classification.meanDistance(),
            confusion));
  }

  /** Returns the points, one for each count. */
  List<NearestNeighborProtocol.Point> finish(LabeledImageStream source) {
    checkArgument(
        points.size() == counts.size(),
        "%s ended after %s of %s images; lower the counts",
        printable(source.description()),
        samples,
        counts.get(counts.size() - 1));
    return points;
  }
}
