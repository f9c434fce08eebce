package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.eval.report.Progress;
import org.dcgan.feature.FeatureExtractor;

/**
 * Measures the samples of a race by their Fréchet distance from real images: real images are taken
 * from the first half of the training set, those of the floor from the second.
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
   * @param runtime the versions and threads of what trained
   * @param imagesPerSecond real images seen in a second of training
   * @param curve the distances over the training
   * @param distance the distance of all samples of the last time
   */
  record Evaluated(
      RaceEntry entry, String runtime, double imagesPerSecond, List<Point> curve, double distance) {
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
  private final int curveImages;
  private final long seed;
  private final RealFeatures real;
  private final double floor;
  private final double curveFloor;

  RaceEvaluation(FeatureExtractor extractor, Path data, int images, int curveImages, long seed)
      throws IOException {
    this.extractor = extractor;
    this.curveImages = curveImages;
    this.seed = seed;
    try (Cifar10 source = Cifar10.train(data)) {
      int half = source.size() / 2;
      this.real =
          RealFeatures.extract(extractor, source.range(0, half), images, seed, Progress.console());
      GeneratedFeatures others =
          GeneratedFeatures.extract(
              extractor, source.range(half, source.size()), images, seed, Progress.console());
      this.floor = distance(others);
      this.curveFloor = distance(first(others));
    }
  }

  /** Returns the distance of other real images. */
  double floor() {
    return floor;
  }

  /** Returns the distance of as many other real images as a point of the curves has samples. */
  double curveFloor() {
    return curveFloor;
  }

  private double distance(GeneratedFeatures generated) {
    return FrechetDistance.measure(real, generated).distance();
  }

  private GeneratedFeatures first(GeneratedFeatures features) {
    int count = Math.min(curveImages, features.features().count());
    return features.subset(IntStream.range(0, count).toArray(), seed);
  }

  Evaluated evaluate(RaceEntry entry, Path folder) throws IOException {
    RaceSamples.Listing listing = RaceSamples.read(folder);
    List<RaceSamples.Taken> taken = listing.taken();
    RaceSamples.Taken last = taken.get(taken.size() - 1);
    List<Point> curve = new ArrayList<>();
    double distance = Double.NaN;
    for (RaceSamples.Taken samples : taken) {
      try (ImagePack pack = ImagePack.open(folder.resolve(samples.file()))) {
        boolean complete = samples.equals(last);
        int count = complete ? pack.size() : Math.min(curveImages, pack.size());
        GeneratedFeatures features =
            GeneratedFeatures.extract(extractor, pack.take(count), count, seed, Progress.console());
        curve.add(new Point(samples.seconds(), samples.steps(), distance(first(features))));
        if (complete) {
          distance = distance(features);
        }
      }
    }
    return new Evaluated(entry, listing.runtime(), last.images() / last.seconds(), curve, distance);
  }
}
