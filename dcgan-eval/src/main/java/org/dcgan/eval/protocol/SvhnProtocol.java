package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
 * by a shuffle, for each C ten draws of 100 labels a class from the rest, the C with the least mean
 * validation error, and with it 100 draws more that are judged on the test images. Split and draws
 * are theirs to the image, since their generators are.
 *
 * <p>Errors are percent, as they print them. Where their LinearSVC stops after 1,000 iterations,
 * this SVM goes to its minimum.
 *
 * @param validation training rows split off, at least 1
 * @param labelsPerClass labels of each class in a draw, at least 1
 * @param grid values of C, in the order in which draws are made for them
 * @param drawsPerC draws for each C, at least 1
 * @param testDraws draws with the best C, at least 1
 * @param seed of both generators
 * @param svm how to fit
 */
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
    grid = List.copyOf(grid);
    checkArgument(validation >= 1, "validation must be at least 1 row, got %s", validation);
    checkArgument(labelsPerClass >= 1, "labelsPerClass must be at least 1, got %s", labelsPerClass);
    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
    checkArgument(drawsPerC >= 1, "drawsPerC must be at least 1, got %s", drawsPerC);
    checkArgument(testDraws >= 1, "testDraws must be at least 1, got %s", testDraws);
  }

  /**
   * Which training images go where.
   *
   * @param validation the first of the shuffled indices
   * @param pool the others, to draw labels from and to gather statistics over, in their order
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Split(int[] validation, int[] pool) {}

  /**
   * What came of a C.
   *
   * @param c the weight of the loss
   * @param trainingError percent, over the draws
   * @param validationError percent, over the draws
   */
  public record GridPoint(double c, MeanAndSpread trainingError, MeanAndSpread validationError) {}

  /**
   * What came of it. Errors are percent.
   *
   * @param training the rows it learned from
   * @param test the rows it was judged on
   * @param dimension features a row
   * @param grid each C's errors
   * @param c the one with the least mean validation error
   * @param trainingError over the test draws
   * @param validationError over the test draws
   * @param testError over the test draws: table 2's number
   * @param confusion on test rows, summed over the test draws
   * @param duration without the extraction of features
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
      Duration duration) {}

  /**
   * Splits the training images as the authors do.
   *
   * @param size how many there are, more than {@link #validation}
   * @return indices of both parts
   */
  public Split split(int size) {
    checkArgument(
        size > validation,
        "%s images are to be split off for validation, but there are only %s; split off fewer",
        validation,
        size);
    int[] order = new ReferenceRandom(seed).shuffled(size);
    return new Split(
        Arrays.copyOf(order, validation), Arrays.copyOfRange(order, validation, order.length));
  }

  /**
   * The draws, in the order in which they are made: {@link #drawsPerC} for each C, then {@link
   * #testDraws}.
   *
   * @param pool labels of the pool, in the order of {@link Split#pool}
   * @param classes the labels' order in a draw; the authors' classes are the digits 1 to 9, then 0
   * @return indices into the pool, {@link #labelsPerClass} of each class in that order
   */
  public List<int[]> draws(int[] pool, int[] classes) {
    ReferenceRandom chance = new ReferenceRandom(seed);
    List<int[]> draws = new ArrayList<>();
    for (int i = 0; i < grid.size() * drawsPerC + testDraws; i++) {
      draws.add(
          Arrays.stream(classes)
              .mapToObj(
                  label -> IntStream.range(0, pool.length).filter(r -> pool[r] == label).toArray())
              .flatMapToInt(rows -> Arrays.stream(chance.sample(rows, labelsPerClass)))
              .toArray());
    }
    return draws;
  }

  /**
   * Runs the experiment.
   *
   * @param training features of all training images, in the dataset's order
   * @param test features of the test images
   * @param progress told of draws
   * @return errors
   * @throws IllegalArgumentException if there are too few rows, or those of a class
   * @throws IOException if rows cannot be read
   */
  public Result run(FeatureTable training, FeatureTable test, ProgressListener progress)
      throws IOException {
    long began = System.nanoTime();
    Split split = split(training.rows());
    FeatureTable pool = training.subset(split.pool());
    int classes = training.classNames().size();
    new ClassIndex(pool.labels(), classes)
        .require(labelsPerClass, training.classNames(), "the pool");
    List<int[]> draws = draws(pool.labels(), authorsOrder(classes));
    List<GridPoint> points = new ArrayList<>();
    try (ClassifierEvaluator validationJudge =
            ClassifierEvaluator.on(training.subset(split.validation()), svm);
        ClassifierEvaluator testJudge = ClassifierEvaluator.on(test, svm);
        ProgressListener.Task task = progress.start("fitting SVMs", draws.size(), "draws")) {
      int next = 0;
      for (double c : grid) {
        Errors errors = new Errors();
        for (int i = 0; i < drawsPerC; i++) {
          SvmFit fit = L2Svm.train(pool.subset(draws.get(next++)), c, svm);
          errors.training.add(percentWrong(fit.trainingAccuracy()));
          errors.validation.add(percentWrong(validationJudge.judge(fit.classifier()).accuracy()));
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
        errors.validation.add(percentWrong(validationJudge.judge(fit.classifier()).accuracy()));
        confusions.add(testJudge.judge(fit.classifier()));
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

  /** The first of the least, as numpy.argmin. */
  private static double best(List<GridPoint> points) {
    GridPoint best = points.get(0);
    for (GridPoint point : points) {
      best = point.validationError().mean() < best.validationError().mean() ? point : best;
    }
    return best.c();
  }

  /** The files' label less one (svhn/load.py:17): 1 first, and 0, which they call 10, last. */
  private static int[] authorsOrder(int classes) {
    return IntStream.range(0, classes).map(k -> (k + 1) % classes).toArray();
  }
}
