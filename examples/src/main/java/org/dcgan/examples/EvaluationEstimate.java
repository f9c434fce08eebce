package org.dcgan.examples;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.feature.FeatureExtractor;

/**
 * How long an evaluation takes, extrapolated from a few images. SVMs on few rows are fitted with
 * values of C that are larger in proportion, so that their objective is as badly conditioned as
 * that of all rows and the fits take about as many passes. Time is proportional to the number of
 * features.
 *
 * @param dimension the number of features of an image
 * @param features the time in which all features are extracted
 * @param svms the time in which all SVMs are fitted
 */
record EvaluationEstimate(int dimension, Duration features, Duration svms) {
  /** The least number of images that are tried. */
  static final int LEAST = 256;

  /** The features that are tried: so many that passes over them take longer than their start. */
  private static final int VALUES = 1 << 23;

  /** The number of images after which the first one, which builds the graph, is not timed. */
  private static final int WARM_UP = 16;

  /**
   * Measures.
   *
   * @param extractor computes the features
   * @param training training images of several classes, with labels
   * @param test the number of test images
   * @param protocol the SVMs that are fitted
   */
  static EvaluationEstimate measure(
      FeatureExtractor extractor, Dataset training, int test, Cifar10Protocol protocol)
      throws IOException {
    int tried = Math.max(LEAST, VALUES / extractor.dimension());
    Dataset some = training.take(Math.min(tried, training.size()));
    FeatureExtraction extraction = FeatureExtraction.by(extractor);
    FeatureTable unused = extraction.read(some.take(Math.min(WARM_UP, some.size())));
    long began = System.nanoTime();
    FeatureTable rows = extraction.read(some);
    double perImage = (System.nanoTime() - began) / 1e9 / some.size();
    double features = perImage * ((double) training.size() + test);
    return new EvaluationEstimate(
        extractor.dimension(), seconds(features), seconds(svms(rows, training.size(), protocol)));
  }

  private static double svms(FeatureTable rows, int all, Cifar10Protocol protocol)
      throws IOException {
    int fitted = Math.max(1, all - protocol.validation());
    double grid = 0;
    double longest = 0;
    try (L2Svm svm = L2Svm.on(rows, protocol.svm())) {
      for (double c : protocol.grid().stream().sorted().distinct().toList()) {
        SvmFit fit = svm.fit(c * fitted / rows.rows());
        double perRow = fit.duration().toNanos() / 1e9 / rows.rows();
        grid += perRow;
        longest = Math.max(longest, perRow);
      }
    }
    List<Integer> few = protocol.labelsPerClass();
    double labels = few.stream().mapToDouble(n -> n).sum() * rows.classNames().size();
    return grid * fitted + longest * all + grid * labels * protocol.draws();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** The time for features of another number. */
  Duration total(int otherDimension) {
    double share = (double) otherDimension / dimension;
    return seconds(share * (features.toMillis() + svms.toMillis()) / 1000);
  }

  /** For example {@code about 9:30 with 28,672 features (extracting 2:10, SVMs 7:20)}. */
  String toText() {
    return String.format(
        Locale.ROOT,
        "about %s with %,d features (extracting %s, SVMs %s)",
        Clock.format(total(dimension)),
        dimension,
        Clock.format(features),
        Clock.format(svms));
  }
}
