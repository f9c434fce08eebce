package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.ClassifierEvaluator;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.progress.ProgressListener;

/**
 * The paper's experiment on SVHN (section 5.2, table 2), as the authors' script runs it
 * (svhn/svhn_semisup_analysis.py:123-176, svhn/load.py:24-34): 10,000 validation images split off
 * by a shuffle; for each C, ten random subsets with 100 labels of each class from the rest; then,
 * with the C of the lowest mean validation error, 100 more subsets whose SVMs are evaluated on the
 * test images. The split and the subsets are exactly the authors', since the random number
 * generators are.
 *
 * <p>Errors are percentages, as the authors print them. The authors' LinearSVC stops after 1,000
 * iterations; this SVM is minimized to convergence.
 *
 * @param validation the number of training rows split off, at least 1
 * @param labelsPerClass the number of labels of each class in a subset, at least 1
 * @param grid the values of C, each above 0, in the order in which subsets are sampled for them
 * @param drawsPerC the number of subsets for each C, at least 1
 * @param testDraws the number of subsets with the best C, at least 1
 * @param seed the random seed of both generators
 * @param svm options of the SVM
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SvhnProtocol(
    int validation,
    int labelsPerClass,
    List<Double> grid,
    int drawsPerC,
    int testDraws,
    int seed,
    SvmOptions svm) {
  /** The authors' grid (svhn/svhn_semisup_analysis.py:123). */
  public static final List<Double> AUTHORS_GRID = List.of(1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2);

  /** The authors' experiment. */
  public static final SvhnProtocol AUTHORS =
      new SvhnProtocol(10_000, 100, AUTHORS_GRID, 10, 100, 42, SvmOptions.DEFAULT);

  /** Checks the ranges. */
  public SvhnProtocol {
    requireNonNull(grid, "grid");
    requireNonNull(svm, "svm");

    grid = List.copyOf(grid);
    checkArgument(validation >= 1, "validation must be at least 1 row, got %s", validation);
    checkArgument(labelsPerClass >= 1, "labelsPerClass must be at least 1, got %s", labelsPerClass);
    RegularizationGrid.require(grid);
    checkArgument(drawsPerC >= 1, "drawsPerC must be at least 1, got %s", drawsPerC);
    checkArgument(testDraws >= 1, "testDraws must be at least 1, got %s", testDraws);
  }

  /**
   * The split of the training images.
   *
   * @param validation the first of the shuffled indices
   * @param pool the other indices in shuffled order, to sample labels from and to gather statistics
   *     over
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Split(int[] validation, int[] pool) {
    /** Checks that no component is null. */
    public Split {
      requireNonNull(validation, "validation");
      requireNonNull(pool, "pool");
    }
  }

  /**
   * The errors for a C.
   *
   * @param c the weight of the loss
   * @param trainingError the training error in percent, over the subsets
   * @param validationError the validation error in percent, over the subsets
   */
  public record GridPoint(double c, MeanAndSpread trainingError, MeanAndSpread validationError) {
    /** Checks that no component is null. */
    public GridPoint {
      requireNonNull(trainingError, "trainingError");
      requireNonNull(validationError, "validationError");
    }
  }

  /**
   * The result of the experiment. Errors are percentages.
   *
   * @param training the description of the training rows
   * @param test the description of the test rows
   * @param dimension the number of features in a row
   * @param grid the errors for each C
   * @param c the C with the lowest mean validation error
   * @param trainingError the training error with that C
   * @param validationError the validation error with that C
   * @param testError the test error with that C, the number in table 2 of the paper
   * @param confusion the confusion matrix on the test rows, summed over all subsets
   * @param duration the time without the extraction of features
   */
  public record Result(
      String training,
      String test,
      int dimension,
      List<GridPoint> grid,
      double c,
      MeanAndSpread trainingError,
      MeanAndSpread validationError,
      MeanAndSpread testError,
      ConfusionMatrix confusion,
      Duration duration) {
    /** Checks that no component is null. */
    public Result {
      requireNonNull(training, "training");
      requireNonNull(test, "test");
      requireNonNull(grid, "grid");
      requireNonNull(trainingError, "trainingError");
      requireNonNull(validationError, "validationError");
      requireNonNull(testError, "testError");
      requireNonNull(confusion, "confusion");
      requireNonNull(duration, "duration");
    }
  }

  /**
   * Splits the training images as the authors do.
   *
   * @param size the number of training images, more than {@link #validation}
   * @return the indices of both parts
   */
  public Split split(int size) {
    checkArgument(
        size > validation,
        "%s validation images were asked for, but there are only %s images; ask for fewer",
        validation,
        size);
    int[] order = new ReferenceRandom(seed).shuffled(size);
    return new Split(
        Arrays.copyOf(order, validation), Arrays.copyOfRange(order, validation, order.length));
  }

  /**
   * The random subsets in the order in which they are sampled: {@link #drawsPerC} for each C, then
   * {@link #testDraws}.
   *
   * @param pool the labels of the pool, in the order of {@link Split#pool}
   * @param classes the order of labels in a subset; the authors' order is the digits 1 to 9, then 0
   * @return indices into the pool, {@link #labelsPerClass} of each class in that order
   */
  public List<int[]> draws(int[] pool, int[] classes) {
    requireNonNull(pool, "pool");
    requireNonNull(classes, "classes");

    ReferenceRandom random = new ReferenceRandom(seed);
    List<int[]> draws = new ArrayList<>();
    for (int i = 0; i < grid.size() * drawsPerC + testDraws; i++) {
      draws.add(
          Arrays.stream(classes)
              .mapToObj(
                  label -> IntStream.range(0, pool.length).filter(r -> pool[r] == label).toArray())
              .flatMapToInt(rows -> Arrays.stream(random.sample(rows, labelsPerClass)))
              .toArray());
    }
    return draws;
  }

  /**
   * Runs the experiment.
   *
   * @param training features of all training images, in the dataset's order
   * @param test features of the test images
   * @param progress receives the number of finished subsets
   * @return errors
   * @throws IllegalArgumentException if there are too few rows, or too few of a class
   * @throws IOException if rows cannot be read
   */
  public Result run(FeatureTable training, FeatureTable test, ProgressListener progress)
      throws IOException {
    requireNonNull(training, "training");
    requireNonNull(test, "test");
    requireNonNull(progress, "progress");

    long began = System.nanoTime();
    Split split = split(training.rows());
    FeatureTable pool = training.subset(split.pool());
    int classes = training.classNames().size();
    new ClassIndex(pool.labels(), classes)
        .require(labelsPerClass, training.classNames(), "the pool");
    List<int[]> draws = draws(pool.labels(), authorsOrder(classes));
    List<GridPoint> points = new ArrayList<>();
    try (ClassifierEvaluator validationRows =
            ClassifierEvaluator.on(training.subset(split.validation()), svm);
        ClassifierEvaluator testRows = ClassifierEvaluator.on(test, svm);
        ProgressListener.Task task = progress.start("fitting SVMs", draws.size(), "draws")) {
      int next = 0;
      for (double c : grid) {
        Errors errors = new Errors();
        for (int i = 0; i < drawsPerC; i++) {
          SvmFit fit = L2Svm.train(pool.subset(draws.get(next++)), c, svm);
          errors.training.add(percentWrong(fit.trainingAccuracy()));
          errors.validation.add(percentWrong(validationRows.evaluate(fit.classifier()).accuracy()));
          task.advance(1);
        }
        points.add(
            new GridPoint(
                c, MeanAndSpread.of(errors.training), MeanAndSpread.of(errors.validation)));
      }
      double best = best(points);
      Errors errors = new Errors();
      List<ConfusionMatrix> confusions = new ArrayList<>();
      for (int i = 0; i < testDraws; i++) {
        SvmFit fit = L2Svm.train(pool.subset(draws.get(next++)), best, svm);
        errors.training.add(percentWrong(fit.trainingAccuracy()));
        errors.validation.add(percentWrong(validationRows.evaluate(fit.classifier()).accuracy()));
        confusions.add(testRows.evaluate(fit.classifier()));
        errors.test.add(percentWrong(confusions.get(i).accuracy()));
        task.advance(1);
      }
      return new Result(
          training.description(),
          test.description(),
          training.columns(),
          points,
          best,
          MeanAndSpread.of(errors.training),
          MeanAndSpread.of(errors.validation),
          MeanAndSpread.of(errors.test),
          ConfusionMatrix.sum(confusions),
          Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private static final class Errors {
    private final List<Double> training = new ArrayList<>();
    private final List<Double> validation = new ArrayList<>();
    private final List<Double> test = new ArrayList<>();
  }

  private static double percentWrong(double accuracy) {
    return 100 * (1 - accuracy);
  }

  /** The C of the lowest error, the first of equal ones, as numpy.argmin. */
  private static double best(List<GridPoint> points) {
    GridPoint best = points.get(0);
    for (GridPoint point : points) {
      best = point.validationError().mean() < best.validationError().mean() ? point : best;
    }
    return best.c();
  }

  /**
   * The files' labels minus one (svhn/load.py:17): digit 1 first, and digit 0, stored as 10, last.
   */
  private static int[] authorsOrder(int classes) {
    return IntStream.range(0, classes).map(k -> (k + 1) % classes).toArray();
  }
}
