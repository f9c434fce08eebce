package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.KMeansFeatures;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.report.Progress;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;

/**
 * Evaluates four kinds of features on the same digits and the same few labels.
 *
 * @param training the training images, in the shape that the model takes
 * @param test the test images, in the same shape
 * @param labels the evaluation
 * @param output the extraction
 * @param out the output folder
 * @param seed the random seed of weights and label selections
 */
record MnistComparison(
    Dataset training,
    Dataset test,
    LabelCurveOptions labels,
    FeatureOutput output,
    Path out,
    long seed) {
  private static final int STATISTICS_IMAGES = 10_000;
  private static final int STATISTICS_BATCH_SIZE = 128;

  /** Notes results as they come. */
  @FunctionalInterface
  interface Notes {
    /**
     * Notes the results so far.
     *
     * @param curves accuracy against the number of labels, by kind of features
     * @throws IOException if they cannot be written
     */
    void write(Map<String, List<LabelCurve.Point>> curves) throws IOException;
  }

  /**
   * Evaluates the features of a discriminator, of the same network untrained, of K-means, and raw
   * pixels.
   *
   * @param dcgan the model; its population statistics are computed again from training images. The
   *     discriminator of a conditional model gets {@link MeanLabel}
   * @param kMeansOptions how K-means is learned
   * @param notes is notified of the results so far, after each kind of features
   * @return accuracy against the number of labels, by kind of features
   * @throws IOException if images cannot be read or features cannot be stored
   */
  Map<String, List<LabelCurve.Point>> run(Dcgan dcgan, KMeansOptions kMeansOptions, Notes notes)
      throws IOException {
    Progress progress = Progress.console();
    FeatureOutput.Evaluation<List<LabelCurve.Point>> svms =
        (learned, tested) -> labels.run(learned, tested, seed, progress);
    Dataset images = training.take(Math.min(STATISTICS_IMAGES, training.size()));
    Dcgan model = MeanLabel.of(dcgan);
    model.gatherStatistics(images, STATISTICS_BATCH_SIZE);
    FeatureExtractor trained = model.discriminator().features();
    Map<String, List<LabelCurve.Point>> curves = new LinkedHashMap<>();
    curves.put("trained D", evaluate(trained, "trained-", progress, svms));
    notes.write(curves);
    try (UntrainedDiscriminator untrained =
        UntrainedDiscriminator.like(
            dcgan.architecture(), seed, images, STATISTICS_BATCH_SIZE, FeatureOptions.DEFAULT)) {
      curves.put("untrained D", evaluate(untrained, "untrained-", progress, svms));
    }
    notes.write(curves);
    try (KMeansFeatures kMeans =
        KMeansFeatures.learn(training, kMeansOptions, RuntimeOptions.DEFAULT, progress)) {
      // Sums over quadrants are large and of very different scales, unlike D's features.
      curves.put("k-means", evaluate(kMeans, "k-means-", progress, svms.standardized()));
    }
    notes.write(curves);
    RawPixels pixels = new RawPixels(dcgan.architecture().image());
    curves.put("pixels", evaluate(pixels, "pixels-", progress, svms));
    notes.write(curves);
    return curves;
  }

  private List<LabelCurve.Point> evaluate(
      FeatureExtractor extractor,
      String prefix,
      Progress progress,
      FeatureOutput.Evaluation<List<LabelCurve.Point>> svms)
      throws IOException {
    return output.evaluate(extractor, training, test, out, prefix, progress, svms);
  }

  /** Returns the accuracies with the most labels in one line. */
  static String summary(Map<String, List<LabelCurve.Point>> curves) {
    StringBuilder text = new StringBuilder("MNIST test accuracy");
    String separator = " ";
    for (Map.Entry<String, List<LabelCurve.Point>> curve : curves.entrySet()) {
      LabelCurve.Point last = curve.getValue().get(curve.getValue().size() - 1);
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s %.2f ± %.2f %%",
              separator,
              curve.getKey(),
              100 * last.testAccuracy().mean(),
              100 * last.testAccuracy().spread()));
      separator = ", ";
    }
    return text.append(" with the most labels").toString();
  }
}
