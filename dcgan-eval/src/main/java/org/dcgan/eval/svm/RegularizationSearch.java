package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.progress.ProgressListener;

/**
 * Chooses C: fits on training rows for each C of a grid, from the smallest on and each from the
 * last one's weights, and keeps the one with the best accuracy on other rows.
 */
public final class RegularizationSearch {

  private RegularizationSearch() {}

  /**
   * One C of the grid.
   *
   * @param c the weight of the loss
   * @param trainingAccuracy on the rows it was fitted to, in [0, 1]
   * @param validationAccuracy on the others, in [0, 1]
   * @param objective the sum of all classes' objectives
   * @param converged whether the fit reached its gap
   * @param passes over the training rows
   */
  public record Trial(
      double c,
      double trainingAccuracy,
      double validationAccuracy,
      double objective,
      boolean converged,
      int passes) {}

  /**
   * What was found.
   *
   * @param best the trial with the highest validation accuracy; of equal ones that of the least C
   * @param trials all of them, in the order of C
   * @param classifier the best trial's
   */
  public record Result(Trial best, List<Trial> trials, LinearClassifier classifier) {
    /** Checks that no component is null. */
    public Result {
      requireNonNull(best, "best");
      requireNonNull(trials, "trials");
      requireNonNull(classifier, "classifier");
    }
  }

  /**
   * Searches.
   *
   * @param training rows to fit to
   * @param validation rows to choose by
   * @param grid values of C, each above 0, in any order
   * @param options how to fit
   * @param progress told of passes over the rows
   * @return the best C, and all others
   * @throws IllegalArgumentException if the grid is empty, or for the tables' sake as {@link L2Svm}
   * @throws IOException if rows cannot be read
   */
  public static Result search(
      FeatureTable training,
      FeatureTable validation,
      List<Double> grid,
      SvmOptions options,
      ProgressListener progress)
      throws IOException {
    requireNonNull(training, "training");
    requireNonNull(validation, "validation");
    requireNonNull(grid, "grid");
    requireNonNull(options, "options");
    requireNonNull(progress, "progress");

    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
    try (ClassifierEvaluator evaluator = ClassifierEvaluator.on(validation, options)) {
      return search(training, evaluator, grid, options, progress);
    }
  }

  /**
   * Searches, with validation rows that are held already.
   *
   * @param training rows to fit to
   * @param evaluator holds the rows to choose by
   * @param grid values of C, each above 0, in any order
   * @param options how to fit
   * @param progress told of passes over the rows
   * @return the best C, and all others
   * @throws IllegalArgumentException if the grid is empty, or for the tables' sake as {@link L2Svm}
   * @throws IOException if rows cannot be read
   */
  public static Result search(
      FeatureTable training,
      ClassifierEvaluator evaluator,
      List<Double> grid,
      SvmOptions options,
      ProgressListener progress)
      throws IOException {
    requireNonNull(training, "training");
    requireNonNull(evaluator, "evaluator");
    requireNonNull(grid, "grid");
    requireNonNull(options, "options");
    requireNonNull(progress, "progress");

    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
    List<Trial> trials = new ArrayList<>();
    Trial best = null;
    LinearClassifier classifier = null;
    try (L2Svm svm = L2Svm.on(training, options, progress)) {
      for (double c : grid.stream().sorted().distinct().toList()) {
        SvmFit fit = svm.fit(c);
        Trial trial =
            new Trial(
                c,
                fit.trainingAccuracy(),
                evaluator.evaluate(fit.classifier()).accuracy(),
                fit.objective(),
                fit.converged(),
                fit.passes());
        trials.add(trial);
        if (best == null || trial.validationAccuracy() > best.validationAccuracy()) {
          best = trial;
          classifier = fit.classifier();
        }
      }
    }
    return new Result(best, List.copyOf(trials), classifier);
  }
}
