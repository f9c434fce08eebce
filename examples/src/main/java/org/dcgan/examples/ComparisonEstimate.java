package org.dcgan.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.metrics.FeatureOrigin;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.MetricSuite;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.eval.report.Clock;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;

/**
 * How long an evaluation of generators takes, extrapolated from a few images and from the metrics
 * of random numbers. Features that are kept from an earlier evaluation save time.
 *
 * @param images the number of images of which features are computed
 * @param features the time in which images are generated and their features computed
 * @param metrics the time in which metrics are computed from features
 */
record ComparisonEstimate(long images, Duration features, Duration metrics) {
  /** The number of images that are tried. */
  private static final int TRIED = 128;

  /** The number of images after which those before, which build the graphs, are not timed. */
  private static final int WARM_UP = 16;

  /**
   * What is evaluated.
   *
   * @param generators the number of generators
   * @param runs the number of runs
   * @param images the number of real and of generated images in each run
   * @param floor whether the floor is measured
   * @param passes how many times a network is applied to each generated image
   */
  record Extent(int generators, int runs, int images, boolean floor, int passes) {}

  /**
   * Measures.
   *
   * @param extractor computes the features
   * @param sampler generates images like those of the generators
   * @param real the real images
   * @param extent what is evaluated
   * @throws IOException if images cannot be read
   */
  static ComparisonEstimate measure(
      FeatureExtractor extractor, ImageSampler sampler, Dataset real, Extent extent)
      throws IOException {
    RealFeatures unused = extract(extractor, real, WARM_UP);
    int tried = Math.min(TRIED, real.size());
    long began = System.nanoTime();
    unused = extract(extractor, real, tried);
    double perImage = seconds(began) / tried;
    generate(sampler, WARM_UP);
    began = System.nanoTime();
    generate(sampler, TRIED);
    double perSample = seconds(began) / TRIED;
    int sides = extent.floor() ? 2 : 1;
    int perRun = Math.min(extent.images(), Math.max(2, real.size() / sides));
    double perMeasurement = measurement(perRun, extractor.dimension());
    long generated = (long) extent.passes() * extent.generators() * extent.runs() * perRun;
    long all = generated + (long) sides * perRun;
    long measurements = (long) extent.runs() * (extent.generators() + sides - 1);
    return new ComparisonEstimate(
        all,
        duration(all * perImage + generated * perSample),
        duration(measurements * perMeasurement));
  }

  private static RealFeatures extract(FeatureExtractor extractor, Dataset real, int count)
      throws IOException {
    return RealFeatures.extract(extractor, real, count, 1, ProgressListener.none());
  }

  private static void generate(ImageSampler sampler, int count) {
    for (Images unused : sampler.sampleBatches(count, 1)) {
      // Only the time counts.
    }
  }

  /** The time of all metrics of one run, in seconds. */
  private static double measurement(int images, int dimension) {
    FeatureOrigin origin = new FeatureOrigin("noise", "none", "noise", images, 1, 0);
    RealFeatures real = new RealFeatures(noise(images, dimension, 1), origin);
    GeneratedFeatures generated = new GeneratedFeatures(noise(images, dimension, 2), origin);
    long began = System.nanoTime();
    MetricSuite.Results unused = MetricSuite.measure(real, generated, ProgressListener.none());
    return seconds(began);
  }

  private static Features noise(int images, int dimension, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[Math.multiplyExact(images, dimension)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Features.of(dimension, values);
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** For example {@code about 52:10 (features of 68,000 images 50:00, metrics 2:10)}. */
  String toText() {
    return String.format(
        Locale.ROOT,
        "about %s (features of %,d images %s, metrics %s)",
        Clock.format(features.plus(metrics)),
        images,
        Clock.format(features),
        Clock.format(metrics));
  }
}
