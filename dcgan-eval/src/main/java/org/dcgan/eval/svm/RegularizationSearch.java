package org.dcgan.eval.svm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.progress.ProgressListener;

/**
 * Chooses the C of an SVM: fits an SVM to training rows for each C of a grid, in increasing order
 * and each from the last one's weights, and selects the one with the best validation accuracy.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class RegularizationSearch {

  private RegularizationSearch() {}

  /**
   * The result for one C of the grid.
   *
   * @param c the weight of the loss
   * @param trainingAccuracy the accuracy on the training rows, in [0, 1]
   * @param validationAccuracy the accuracy on the validation rows, in [0, 1]
   * @param objective the sum of all classes' objectives
   * @param converged whether the fit reached its gap
   * @param passes the number of passes over the training rows
   */
  public record Trial(
      double c,
      double trainingAccuracy,
      double validationAccuracy,
      double objective,
      boolean converged,
      int passes) {}

  /**
   * The result of a search.
   *
   * @param best the trial with the highest validation accuracy; of equal ones that with the
   *     smallest C
   * @param trials all trials, in the order of C
   * @param classifier the classifier of the best trial
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
   * Searches a grid.
   *
   * @param training the rows to fit to
   * @param validation the rows to choose C on
   * @param grid values of C, each above 0, in any order
   * @param options options of the SVM
   * @param progress receives passes over the rows
   * @return the best C and all trials
   * @throws IllegalArgumentException if the grid is empty, or {@link L2Svm} rejects the tables
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
   * Searches a grid, with validation rows that are in memory already.
   *
   * @param training the rows to fit to
   * @param evaluator holds the rows to choose C on
   * @param grid values of C, each above 0, in any order
   * @param options options of the SVM
   * @param progress receives passes over the rows
   * @return the best C and all trials
   * @throws IllegalArgumentException if the grid is empty, or {@link L2Svm} rejects the tables
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
    Result best = null;
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
        if (best == null || trial.validationAccuracy() > best.best().validationAccuracy()) {
          best = new Result(trial, List.of(), fit.classifier());
        }
      }
    }
    Result found = requireNonNull(best);
    return new Result(found.best(), List.copyOf(trials), found.classifier());
  }
}
