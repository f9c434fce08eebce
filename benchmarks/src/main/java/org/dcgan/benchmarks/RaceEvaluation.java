package org.dcgan.benchmarks;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * Measures the samples of a race by their Fréchet distance from real images: real images are taken
 * from the first half of the training set, those of the floor from the second. Distances are
 * printed as soon as they are measured.
 */
final class RaceEvaluation {
  /**
   * The distance of an entry's samples at one time.
   *
   * @param seconds the training time
   * @param steps the steps that were made
   * @param distance the Fréchet distance of the curve's number of images
   */
  record Point(double seconds, long steps, double distance) {}

  /**
   * The result of an entry.
   *
   * @param entry the entry
   * @param machine the machine that trained; null if it was not recorded
   * @param runtime the versions and threads of what trained
   * @param imagesPerSecond real images seen in a second of training
   * @param curve the distances over the training
   * @param distance the distance of all samples of the last time
   */
  record Evaluated(
      RaceEntry entry,
      @Nullable String machine,
      String runtime,
      double imagesPerSecond,
      List<Point> curve,
      double distance) {
    /** The training time after which the curve first reaches a distance; infinite if never. */
    double secondsTo(double wanted) {
      return curve.stream()
          .filter(point -> point.distance() <= wanted)
          .mapToDouble(Point::seconds)
          .findFirst()
          .orElse(Double.POSITIVE_INFINITY);
    }
  }

  private final FeatureExtractor extractor;
  private final int images;
  private final int curveImages;
  private final long seed;
  private final ProgressListener progress;
  private final Set<String> warnings = new LinkedHashSet<>();
  private final RealFeatures real;
  private final double realSpread;
  private final double floor;
  private final double curveFloor;

  /**
   * Computes the features of real images.
   *
   * @param extractor computes the features
   * @param source the training set
   * @param images the number of real images, of those of the floor, and at most of samples
   * @param curveImages the number of samples of each point of the curves
   * @param seed the random seed that selects images
   * @param progress is notified of the images whose features have been computed
   */
  RaceEvaluation(
      FeatureExtractor extractor,
      Dataset source,
      int images,
      int curveImages,
      long seed,
      ProgressListener progress)
      throws IOException {
    this.extractor = extractor;
    this.images = images;
    this.curveImages = curveImages;
    this.seed = seed;
    this.progress = progress;
    int half = source.size() / 2;
    this.real = RealFeatures.extract(extractor, source.range(0, half), images, seed, progress);
    GeneratedFeatures others =
        GeneratedFeatures.extract(
            extractor, source.range(half, source.size()), images, seed, progress);
    this.realSpread = ImageSpread.of(source);
    this.floor = distance(others);
    this.curveFloor = distance(first(others));
    System.out.printf(
        Locale.ROOT,
        "real images: %.2f (%.2f for the curve's number of images)%n",
        floor,
        curveFloor);
  }

  /** Returns the distance of other real images. */
  double floor() {
    return floor;
  }

  /** Returns the distance of as many other real images as a point of the curves has samples. */
  double curveFloor() {
    return curveFloor;
  }

  /** Returns reasons to doubt the distances. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private double distance(GeneratedFeatures generated) {
    FrechetDistance.Result result = FrechetDistance.measure(real, generated);
    for (String warning : result.warnings()) {
      if (warnings.add(warning)) {
        System.out.println("warning: " + oneLine(warning));
      }
    }
    return result.distance();
  }

  /** A training that collapsed says nothing about speed, and may be the fault of its settings. */
  private void checkSpread(RaceEntry entry, double spread) {
    if (spread < ImageSpread.LEAST_SHARE * realSpread) {
      String warning =
          String.format(
              Locale.ROOT,
              "%s has collapsed: a pixel of its last samples varies by %.1f of 255, of real images"
                  + " by %.1f; do not compare its distance with others, and find the cause",
              entry.label(),
              spread,
              realSpread);
      warnings.add(warning);
      System.out.println("warning: " + warning);
    }
  }

  private GeneratedFeatures first(GeneratedFeatures features) {
    int count = Math.min(curveImages, features.features().count());
    return features.subset(IntStream.range(0, count).toArray(), seed);
  }

  /**
   * Measures the distances of an entry.
   *
   * @param entry the entry
   * @param folder the folder of its samples
   * @param settings the settings of the race
   * @return the distances
   * @throws IOException if samples are missing or cannot be read
   */
  Evaluated evaluate(RaceEntry entry, Path folder, RaceSettings settings) throws IOException {
    RaceSamples.Listing listing = RaceSamples.read(folder, settings);
    List<RaceSamples.Taken> taken = listing.taken();
    RaceSamples.Taken last = taken.get(taken.size() - 1);
    List<Point> curve = new ArrayList<>();
    double distance = Double.NaN;
    for (RaceSamples.Taken samples : taken) {
      try (ImagePack pack = ImagePack.open(folder.resolve(samples.file()))) {
        boolean complete = samples.equals(last);
        int count = Math.min(complete ? images : Math.min(images, curveImages), pack.size());
        GeneratedFeatures features =
            GeneratedFeatures.extract(extractor, pack.take(count), count, seed, progress);
        Point point = new Point(samples.seconds(), samples.steps(), distance(first(features)));
        curve.add(point);
        System.out.printf(
            Locale.ROOT,
            "%s after %.0f s and %,d steps: %.2f%n",
            entry.label(),
            point.seconds(),
            point.steps(),
            point.distance());
        if (complete) {
          checkSpread(entry, ImageSpread.of(pack));
          distance = distance(features);
        }
      }
    }
    return new Evaluated(
        entry,
        listing.machine(),
        listing.runtime(),
        last.images() / last.seconds(),
        curve,
        distance);
  }
}
