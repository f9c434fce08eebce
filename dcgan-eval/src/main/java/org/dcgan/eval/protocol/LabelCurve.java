package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.ClassifierEvaluator;
import org.dcgan.eval.svm.RegularizationSearch;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * Test accuracy over the number of labels: for each number, several balanced random subsets of a
 * pool; for each subset, C is chosen on validation rows that are not in the pool. Nothing is fitted
 * to or chosen by test rows.
 *
 * @param labelsPerClass the numbers of labels of each class, each at least 1
 * @param draws the number of subsets for each number of labels, at least 1
 * @param grid the values of C to choose from, at least one, each above 0
 * @param seed the random seed; a subset depends on it, the number of labels and the subset's index
 * @param svm options of the SVM
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LabelCurve(
    List<Integer> labelsPerClass, int draws, List<Double> grid, long seed, SvmOptions svm) {
  private static final long PURPOSE = 0x1abe1;

  /** Checks the ranges. */
  public LabelCurve {
    requireNonNull(labelsPerClass, "labelsPerClass");
    requireNonNull(grid, "grid");
    requireNonNull(svm, "svm");

    labelsPerClass = List.copyOf(labelsPerClass);
    grid = List.copyOf(grid);
    requireAtLeastOne(labelsPerClass);
    checkArgument(draws >= 1, "draws must be at least 1, got %s", draws);
    RegularizationGrid.require(grid);
  }

  static void requireAtLeastOne(List<Integer> labelsPerClass) {
    checkArgument(
        labelsPerClass.stream().allMatch(n -> n >= 1),
        "numbers of labels of each class must be at least 1, got %s",
        labelsPerClass);
  }

  /**
   * The result for a number of labels.
   *
   * @param labelsPerClass the number of labels of each class
   * @param testAccuracy the test accuracy over the subsets, in [0, 1]
   * @param validationAccuracy the validation accuracy over the subsets, in [0, 1]
   * @param chosen the C chosen for each subset
   */
  public record Point(
      int labelsPerClass,
      MeanAndSpread testAccuracy,
      MeanAndSpread validationAccuracy,
      List<Double> chosen) {
    /** Checks that no component is null. */
    public Point {
      requireNonNull(testAccuracy, "testAccuracy");
      requireNonNull(validationAccuracy, "validationAccuracy");
      requireNonNull(chosen, "chosen");
    }
  }

  /**
   * Refuses images that {@link #run} would refuse, before their features are extracted.
   *
   * @param pool the images to sample subsets from
   * @throws IllegalArgumentException if a class has fewer images than a subset needs
   */
  public void requireLabels(ImageSource pool) {
    requireNonNull(pool, "pool");

    var unused = index(LabelTable.of(pool));
  }

  /**
   * Runs the experiment.
   *
   * @param pool the rows to sample subsets from
   * @param validation the rows to choose C on
   * @param test the rows to evaluate on
   * @param progress receives the number of finished subsets
   * @return one point for each number of labels, in their order
   * @throws IllegalArgumentException if a class has fewer rows in the pool than a subset needs
   * @throws IOException if rows cannot be read
   */
  public List<Point> run(
      FeatureTable pool, FeatureTable validation, FeatureTable test, ProgressListener progress)
      throws IOException {
    requireNonNull(pool, "pool");
    requireNonNull(validation, "validation");
    requireNonNull(test, "test");
    requireNonNull(progress, "progress");

    ClassIndex index = index(pool);
    List<Point> points = new ArrayList<>();
    try (ClassifierEvaluator validationRows = ClassifierEvaluator.on(validation, svm);
        ClassifierEvaluator testRows = ClassifierEvaluator.on(test, svm);
        ProgressListener.Task task =
            progress.start("few labels", (long) labelsPerClass.size() * draws, "draws")) {
      for (int labels : labelsPerClass) {
        List<Double> testAccuracies = new ArrayList<>();
        List<Double> validationAccuracies = new ArrayList<>();
        List<Double> chosen = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
          FeatureTable subset = pool.subset(index.sample(labels, seed, PURPOSE, labels, draw));
          RegularizationSearch.Result found =
              RegularizationSearch.search(
                  subset, validationRows, grid, svm, ProgressListener.none());
          testAccuracies.add(testRows.evaluate(found.classifier()).accuracy());
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

  /** The rows of each class, of which there must be enough. */
  ClassIndex index(FeatureTable pool) {
    ClassIndex index = new ClassIndex(pool.labels(), pool.classNames().size());
    labelsPerClass.forEach(n -> index.require(n, pool.classNames(), pool.description()));
    return index;
  }
}
