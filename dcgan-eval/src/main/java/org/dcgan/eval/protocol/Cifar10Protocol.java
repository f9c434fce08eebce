package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.features.ValidationSplit;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.RegularizationSearch;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * The paper's experiment on CIFAR-10 (section 5.1, table 1): an L2-SVM on features of all training
 * images, and on 400 labels a class. It can be run on any dataset with classes.
 *
 * <p>The code was never released. The paper says neither how C was chosen nor how often 400 labels
 * were sampled; here C is chosen on {@link #validation} training images that are split off, as the
 * section on SVHN implies ("following similar dataset preparation rules as in the CIFAR-10
 * experiments, we split off a validation set of 10,000"), and the SVM is then fitted to all of
 * them. Features are neither centered nor scaled, as in the authors' code for SVHN.
 *
 * @param validation the number of training rows that C is chosen on, at least 1
 * @param grid the values of C to choose from, at least one, each above 0
 * @param labelsPerClass the numbers of labels of each class for the second part, each at least 1;
 *     may be empty
 * @param draws the number of random subsets for each number of labels, at least 1
 * @param seed the random seed of the split and of the subsets
 * @param svm options of the SVM
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Cifar10Protocol(
    int validation,
    List<Double> grid,
    List<Integer> labelsPerClass,
    int draws,
    long seed,
    SvmOptions svm) {
  /** 10,000, the number that the paper splits off for SVHN. */
  public static final int DEFAULT_VALIDATION = 10_000;

  /** The range that the authors search for SVHN, extended by a decade at either end. */
  public static final List<Double> DEFAULT_GRID =
      List.of(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2);

  /** 400, as in the last column of table 1 of the paper. */
  public static final int DEFAULT_LABELS_PER_CLASS = 400;

  /** 10; the paper gives a spread but no number of subsets, and ten are usual for this column. */
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
    requireNonNull(grid, "grid");
    requireNonNull(labelsPerClass, "labelsPerClass");
    requireNonNull(svm, "svm");

    grid = List.copyOf(grid);
    labelsPerClass = List.copyOf(labelsPerClass);
    checkArgument(validation >= 1, "validation must be at least 1 row, got %s", validation);
    RegularizationGrid.require(grid);
    LabelCurve.requireAtLeastOne(labelsPerClass);
    checkArgument(draws >= 1, "draws must be at least 1, got %s", draws);
  }

  /**
   * The result of the experiment.
   *
   * @param training the description of the training rows
   * @param test the description of the test rows
   * @param dimension the number of features in a row
   * @param c the chosen C
   * @param trials the accuracies for each C
   * @param trainingAccuracy the training accuracy of the SVM that was fitted to all training rows,
   *     in [0, 1]
   * @param testAccuracy the test accuracy of the same SVM, in [0, 1]
   * @param confusion the confusion matrix of the same SVM on the test rows
   * @param fewLabels the second part, a point for each number of labels
   * @param duration the time without the extraction of features
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
      Duration duration) {
    /** Checks that no component is null. */
    public Result {
      requireNonNull(training, "training");
      requireNonNull(test, "test");
      requireNonNull(trials, "trials");
      requireNonNull(confusion, "confusion");
      requireNonNull(fewLabels, "fewLabels");
      requireNonNull(duration, "duration");
    }
  }

  /**
   * Refuses images that {@link #run} would refuse, before their features are extracted.
   *
   * @param training the training images, in the order of the rows of features
   * @throws IllegalArgumentException if there are too few images, or too few of a class
   */
  public void requireLabels(ImageSource training) {
    requireNonNull(training, "training");

    requireLabels(ValidationSplit.of(LabelTable.of(training), validation, seed, PURPOSE));
  }

  private void requireLabels(ValidationSplit split) {
    if (!labelsPerClass.isEmpty()) {
      var unused = curve().index(split.training());
    }
  }

  private LabelCurve curve() {
    return new LabelCurve(labelsPerClass, draws, grid, seed, svm);
  }

  /**
   * Runs the experiment.
   *
   * @param training features of the training images, more than {@link #validation}
   * @param test features of the test images, with the same classes
   * @param progress receives passes over the rows and random subsets
   * @return accuracies
   * @throws IllegalArgumentException if there are too few rows, or too few of a class
   * @throws IOException if rows cannot be read
   */
  public Result run(FeatureTable training, FeatureTable test, ProgressListener progress)
      throws IOException {
    requireNonNull(training, "training");
    requireNonNull(test, "test");
    requireNonNull(progress, "progress");

    long began = System.nanoTime();
    ValidationSplit split = ValidationSplit.of(training, validation, seed, PURPOSE);
    requireLabels(split);
    RegularizationSearch.Result found =
        RegularizationSearch.search(split.training(), split.validation(), grid, svm, progress);
    SvmFit fit;
    try (L2Svm all = L2Svm.on(training, svm, progress)) {
      fit = all.fit(found.best().c());
    }
    ConfusionMatrix confusion = fit.classifier().evaluate(test);
    List<LabelCurve.Point> fewLabels =
        labelsPerClass.isEmpty()
            ? List.of()
            : curve().run(split.training(), split.validation(), test, progress);
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
