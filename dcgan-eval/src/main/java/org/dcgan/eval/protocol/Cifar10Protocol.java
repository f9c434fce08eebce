package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.features.ValidationSplit;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.RegularizationSearch;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.progress.ProgressListener;

/**
 * The paper's experiment on CIFAR-10 (section 5.1, table 1): an L2-SVM on features of all training
 * images, and on 400 labels a class. Fits any dataset with classes.
 *
 * <p>The code was never released. The paper says neither how C was chosen nor how often 400 labels
 * were drawn; here C is chosen on {@link #validation} training images kept apart, as the section on
 * SVHN implies ("following similar dataset preparation rules as in the CIFAR-10 experiments, we
 * split off a validation set of 10,000"), and the SVM is then fitted to all of them. Features are
 * neither centered nor scaled, as in the authors' code for SVHN.
 *
 * @param validation training rows that C is chosen on, at least 1
 * @param grid values of C
 * @param labelsPerClass numbers of labels of each class for the second part; may be empty
 * @param draws of each number of labels
 * @param seed of the split and of the draws
 * @param svm how to fit
 */
public record Cifar10Protocol(
    int validation,
    List<Double> grid,
    List<Integer> labelsPerClass,
    int draws,
    long seed,
    SvmOptions svm) {
  /** As many as the paper splits off for SVHN. */
  public static final int DEFAULT_VALIDATION = 10_000;

  /** Around what the authors search for SVHN, a decade further to either side. */
  public static final List<Double> DEFAULT_GRID =
      List.of(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2);

  /** The paper's table 1, last column. */
  public static final int DEFAULT_LABELS_PER_CLASS = 400;

  /** The paper gives a spread but no number; ten folds are usual for this column. */
  public static final int DEFAULT_DRAWS = 10;

  private static final long PURPOSE = 0xc1fa;

  /** The paper's experiment, with a seed of 42. */
  public static final Cifar10Protocol DEFAULT =
      new Cifar10Protocol(
          DEFAULT_VALIDATION,
          DEFAULT_GRID,
          List.of(DEFAULT_LABELS_PER_CLASS),
          DEFAULT_DRAWS,
          42,
          SvmOptions.DEFAULT);

  /** Checks the ranges. */
  public Cifar10Protocol {
    grid = List.copyOf(grid);
    labelsPerClass = List.copyOf(labelsPerClass);
    checkArgument(validation >= 1, "validation must be at least 1 row, got %s", validation);
    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
    checkArgument(draws >= 1, "draws must be at least 1, got %s", draws);
  }

  /**
   * What came of it.
   *
   * @param training the rows it learned from
   * @param test the rows it was judged on
   * @param dimension features a row
   * @param c the one chosen
   * @param trials each C's accuracies
   * @param trainingAccuracy of the SVM fitted to all training rows, in [0, 1]
   * @param testAccuracy of the same, in [0, 1]
   * @param confusion of the same on test rows
   * @param fewLabels the second part, a point for each number of labels
   * @param duration without the extraction of features
   */
  public record Result(
      String training,
      String test,
      int dimension,
      double c,
      List<RegularizationSearch.Trial> trials,
      double trainingAccuracy,
      double testAccuracy,
      ConfusionMatrix confusion,
      List<LabelCurve.Point> fewLabels,
      Duration duration) {}

  /**
   * Runs the experiment.
   *
   * @param training features of the training images, more than {@link #validation}
   * @param test features of the test images, with the same classes
   * @param progress told of passes and draws
   * @return accuracies
   * @throws IllegalArgumentException if there are too few rows, or those of a class
   * @throws IOException if rows cannot be read
   */
  public Result run(FeatureTable training, FeatureTable test, ProgressListener progress)
      throws IOException {
    long began = System.nanoTime();
    ValidationSplit split = ValidationSplit.draw(training, validation, seed, PURPOSE);
    RegularizationSearch.Result found =
        RegularizationSearch.search(split.rest(), split.apart(), grid, svm, progress);
    SvmFit fit;
    try (L2Svm all = L2Svm.on(training, svm, progress)) {
      fit = all.fit(found.best().c());
    }
    ConfusionMatrix confusion = fit.classifier().judge(test);
    List<LabelCurve.Point> fewLabels =
        labelsPerClass.isEmpty()
            ? List.of()
            : new LabelCurve(labelsPerClass, draws, grid, seed, svm)
                .run(split.rest(), split.apart(), test, progress);
    return new Result(
        training.description(),
        test.description(),
        training.columns(),
        fit.c(),
        found.trials(),
        fit.trainingAccuracy(),
        confusion.accuracy(),
        confusion,
        fewLabels,
        Duration.ofNanos(System.nanoTime() - began));
  }
}
