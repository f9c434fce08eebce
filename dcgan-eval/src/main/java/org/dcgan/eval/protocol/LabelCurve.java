package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.ClassifierEvaluator;
import org.dcgan.eval.svm.RegularizationSearch;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.progress.ProgressListener;

/**
 * Accuracy on test images against the number of labels: for each number several balanced draws from
 * a pool, for each draw C chosen on validation rows that are not in the pool. Nothing is fitted to
 * test rows, nor chosen by them.
 *
 * @param labelsPerClass numbers of labels of each class, each at least 1
 * @param draws for each number, at least 1
 * @param grid values of C
 * @param seed the draws are a function of it, the number of labels and the draw's own number
 * @param svm how to fit
 */
public record LabelCurve(
    List<Integer> labelsPerClass, int draws, List<Double> grid, long seed, SvmOptions svm) {
  private static final long PURPOSE = 0x1abe1;

  /** Checks the ranges. */
  public LabelCurve {
    labelsPerClass = List.copyOf(labelsPerClass);
    grid = List.copyOf(grid);
    checkArgument(
        labelsPerClass.stream().allMatch(n -> n >= 1),
        "numbers of labels of each class must be at least 1, got %s",
        labelsPerClass);
    checkArgument(draws >= 1, "draws must be at least 1, got %s", draws);
    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
  }

  /**
   * What came of a number of labels.
   *
   * @param labelsPerClass the number
   * @param testAccuracy over the draws, in [0, 1]
   * @param validationAccuracy over the draws, in [0, 1]
   * @param chosen each draw's C
   */
  public record Point(
      int labelsPerClass,
      MeanAndSpread testAccuracy,
      MeanAndSpread validationAccuracy,
      List<Double> chosen) {}

  /**
   * Draws, fits and judges.
   *
   * @param pool rows to draw labels from
   * @param validation rows to choose C by
   * @param test rows to report on
   * @param progress told of draws
   * @return one point for each number of labels, in their order
   * @throws IllegalArgumentException if a class has fewer rows in the pool than are to be drawn
   * @throws IOException if rows cannot be read
   */
  public List<Point> run(
      FeatureTable pool, FeatureTable validation, FeatureTable test, ProgressListener progress)
      throws IOException {
    ClassIndex index = new ClassIndex(pool.labels(), pool.classNames().size());
    labelsPerClass.forEach(n -> index.require(n, pool.classNames(), pool.description()));
    List<Point> points = new ArrayList<>();
    try (ClassifierEvaluator validationJudge = ClassifierEvaluator.on(validation, svm);
        ClassifierEvaluator testJudge = ClassifierEvaluator.on(test, svm);
        ProgressListener.Task task =
            progress.start("few labels", (long) labelsPerClass.size() * draws, "draws")) {
      for (int labels : labelsPerClass) {
        List<Double> testAccuracies = new ArrayList<>();
        List<Double> validationAccuracies = new ArrayList<>();
        List<Double> chosen = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
          FeatureTable drawn = pool.subset(index.draw(labels, seed, PURPOSE, labels, draw));
          RegularizationSearch.Result found =
              RegularizationSearch.search(
                  drawn, validationJudge, grid, svm, ProgressListener.none());
          testAccuracies.add(testJudge.judge(found.classifier()).accuracy());
          validationAccuracies.add(found.best().validationAccuracy());
          chosen.add(found.best().c());
          task.advance(1);
        }
        points.add(
            new Point(
                labels,
                MeanAndSpread.of(testAccuracies),
                MeanAndSpread.of(validationAccuracies),
                chosen));
      }
    }
    return points;
  }
}
