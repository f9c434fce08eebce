package org.dcgan.examples;

import java.io.IOException;
import java.util.List;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.progress.ProgressListener;
import picocli.CommandLine.Option;

/** Command line options for SVMs on few labels. */
final class LabelCurveOptions {
  private static final int VALIDATION = 10_000;

  @Option(
      names = "--count",
      description =
          "number of training images to use; 10,000 of them, or a fifth if there are fewer than"
              + " 50,000, are held out to choose C (default: ${DEFAULT-VALUE})")
  private int count = 60_000;

  @Option(
      names = "--labels-per-class",
      split = ",",
      description = "numbers of labels per class (default: ${DEFAULT-VALUE})")
  private List<Integer> labelsPerClass = List.of(10, 30, 100);

  @Option(
      names = "--grid",
      split = ",",
      description = "values of the SVM's C to choose from (default: ${DEFAULT-VALUE})")
  private List<Double> grid = List.of(1e-5, 1e-4, 1e-3, 1e-2, 1e-1);

  @Option(
      names = "--draws",
      description = "random selections of each number of labels (default: ${DEFAULT-VALUE})")
  private int draws = 10;

  int count() {
    return count;
  }

  /**
   * Checks the options before anything takes time.
   *
   * @param training the training images
   * @throws IllegalArgumentException if a value is out of range or a class has too few images
   */
  void check(Dataset training) {
    curve(0).requireLabels(training.take(pool(training.size())));
  }

  /**
   * Measures test accuracy against the number of labels.
   *
   * @param training the features of the training images, some of which choose C
   * @param test the features of the test images
   * @param seed the random seed of the selections
   * @param progress is notified of fitted SVMs
   * @return the mean accuracy for each number of labels
   * @throws IOException if features cannot be read
   */
  List<LabelCurve.Point> run(
      FeatureTable training, FeatureTable test, long seed, ProgressListener progress)
      throws IOException {
    int pool = pool(training.rows());
    return curve(seed)
        .run(training.range(0, pool), training.range(pool, training.rows()), test, progress);
  }

  private LabelCurve curve(long seed) {
    return new LabelCurve(labelsPerClass, draws, grid, seed, SvmOptions.DEFAULT);
  }

  /** The number of images that are not held out. */
  private static int pool(int images) {
    return images - Math.min(VALIDATION, images / 5);
  }
}
