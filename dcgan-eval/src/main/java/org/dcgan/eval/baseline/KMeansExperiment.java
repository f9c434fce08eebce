package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.features.ValidationSplit;
import org.dcgan.eval.internal.LabeledSources;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.RegularizationSearch;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.io.TemporaryFolder;
import org.dcgan.progress.ProgressListener;

/**
 * The complete experiment of Coates, Lee and Ng: learns features from the training images, encodes
 * all images, scales the features, fits an L2-SVM, and evaluates it on the test images.
 *
 * @param options how features are learned
 * @param grid weights of the mean loss, each above 0; if there are several, the one with the best
 *     accuracy on {@code validation} training images is chosen and then used for all of them
 * @param validation the number of training images that the weight is chosen on, at least 1; not
 *     used for a single weight
 * @param svm how SVMs are fitted
 * @param folder the folder in which a temporary folder for feature files is created: 1.5 GB for
 *     60,000 images and 1,600 centroids; created if it is missing. What killed experiments left in
 *     it is deleted; other files in it remain unchanged
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KMeansExperiment(
    KMeansOptions options, List<Double> grid, int validation, SvmOptions svm, Path folder) {

  /**
   * 100, as in the demo. Its loss is {@code |w|^2 / 2 + C mean max(0, 1 - y w.x)^2}, with a mean
   * where LIBLINEAR has a sum, so that it equals a C of 0.002 in LIBLINEAR for 50,000 images.
   */
  public static final double DEFAULT_C = 100;

  /** 10,000, the number that the paper splits off from SVHN. */
  public static final int DEFAULT_VALIDATION = 10_000;

  /** Up to 5,000 passes, since the objective is badly conditioned for scaled features. */
  public static final SvmOptions DEFAULT_SVM = SvmOptions.DEFAULT.withPasses(5_000);

  private static final long VALIDATION = 31;
  private static final int BATCH = 64;

  /** Checks the ranges. */
  public KMeansExperiment {
    requireNonNull(options, "options");
    requireNonNull(grid, "grid");
    requireNonNull(svm, "svm");
    requireNonNull(folder, "folder");

    grid = List.copyOf(grid);
    checkArgument(!grid.isEmpty(), "the grid of C is empty; name at least one value");
    for (double c : grid) {
      checkArgument(
          c > 0 && c < Double.POSITIVE_INFINITY, "C must be above 0 and finite, got %s", c);
    }
    checkArgument(validation >= 1, "validation must be at least 1 image, got %s", validation);
  }

  /**
   * The experiment of the demo, with a C of {@value #DEFAULT_C}.
   *
   * @param options how features are learned
   * @param folder the folder in which a temporary folder for feature files is created
   * @return the experiment
   */
  public static KMeansExperiment of(KMeansOptions options, Path folder) {
    requireNonNull(options, "options");
    requireNonNull(folder, "folder");

    return new KMeansExperiment(
        options, List.of(DEFAULT_C), DEFAULT_VALIDATION, DEFAULT_SVM, folder);
  }

  /**
   * The result of the experiment.
   *
   * @param training the description of the training images
   * @param test the description of the test images
   * @param features the description of the learned features
   * @param dimension the number of features of an image
   * @param testAccuracy the share of test images that are classified correctly, in [0, 1]
   * @param trainingAccuracy the share of training images that are classified correctly, in [0, 1]
   * @param c the weight of the mean loss that was used
   * @param svmC the equivalent C of LIBLINEAR, for a sum over all training images
   * @param trials the accuracies for each weight of the grid, with the equivalent C of LIBLINEAR;
   *     empty for a single weight
   * @param svmConverged whether the SVM's objectives reached the requested gap
   * @param confusion the confusion matrix on the test images
   * @param learning the time for learning features
   * @param encoding the time for encoding all images
   * @param fitting the time for choosing C and fitting the SVM
   */
  public record Result(
      String training,
      String test,
      String features,
      int dimension,
      double testAccuracy,
      double trainingAccuracy,
      double c,
      double svmC,
      List<RegularizationSearch.Trial> trials,
      boolean svmConverged,
      ConfusionMatrix confusion,
      Duration learning,
      Duration encoding,
      Duration fitting) {
    /** Checks that no component is null. */
    public Result {
      requireNonNull(training, "training");
      requireNonNull(test, "test");
      requireNonNull(features, "features");
      requireNonNull(trials, "trials");
      requireNonNull(confusion, "confusion");
      requireNonNull(learning, "learning");
      requireNonNull(encoding, "encoding");
      requireNonNull(fitting, "fitting");
    }
  }

  /** Receives the learned features before images are encoded. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Called when the features have been learned.
     *
     * @param features the features, open until the experiment ends
     * @throws IOException if the observer fails, for example to write a file; it ends the
     *     experiment
     */
    void learned(KMeansFeatures features) throws IOException;
  }

  /**
   * Runs the experiment.
   *
   * @param training labeled images of one shape
   * @param test labeled images of the same shape and classes
   * @param runtime device and threads
   * @param progress receives the progress of all steps
   * @param observer receives the learned features
   * @return the result
   * @throws IllegalArgumentException if an image has no label, classes or shapes differ, or there
   *     are too few images
   * @throws IOException if images cannot be read or features cannot be written
   */
  public Result run(
      ImageSource training,
      ImageSource test,
      RuntimeOptions runtime,
      ProgressListener progress,
      Observer observer)
      throws IOException {
    requireNonNull(training, "training");
    requireNonNull(test, "test");
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");
    requireNonNull(observer, "observer");

    LabeledSources.requireClasses(training, 2);
    checkArgument(
        training.classNames().equals(test.classNames()),
        "training and test images must have the same classes, got %s and %s",
        printable(training.classNames()),
        printable(test.classNames()));
    checkArgument(
        grid.size() == 1 || validation < training.size(),
        "%s validation images were asked for, but %s has only %s images; ask for fewer",
        validation,
        printable(training.description()),
        training.size());
    var unused = LabeledSources.labels(training); // refuses images without one
    unused = LabeledSources.labels(test);
    long began = System.nanoTime();
    try (KMeansFeatures features = KMeansFeatures.learn(training, options, runtime, progress)) {
      Duration learning = since(began);
      observer.learned(features);
      began = System.nanoTime();
      FeatureExtraction extraction = FeatureExtraction.by(features).batch(BATCH).progress(progress);
      try (TemporaryFolder temporary = TemporaryFolder.in(folder, "kmeans-features-");
          FeatureMatrix trainingRows =
              extraction.write(training, temporary.path().resolve("training.features"));
          FeatureMatrix testRows =
              extraction.write(test, temporary.path().resolve("test.features"))) {
        Duration encoding = since(began);
        return evaluated(
            training, test, features, trainingRows, testRows, learning, encoding, progress);
      }
    }
  }

  private Result evaluated(
      ImageSource training,
      ImageSource test,
      KMeansFeatures features,
      FeatureTable trainingRows,
      FeatureTable testRows,
      Duration learning,
      Duration encoding,
      ProgressListener progress)
      throws IOException {
    ScaledSplit scaled = ScaledSplit.by(trainingRows, testRows);
    FeatureTable scaledTraining = scaled.training();
    long began = System.nanoTime();
    double c = grid.get(0);
    List<RegularizationSearch.Trial> trials = List.of();
    if (grid.size() > 1) {
      RegularizationSearch.Result found = search(scaledTraining, progress);
      trials = found.trials();
      int fitted = trainingRows.rows() - validation;
      c = grid.stream().filter(weight -> weight / fitted == found.best().c()).findFirst().get();
    }
    double svmC = c / trainingRows.rows();
    SvmFit fit;
    try (L2Svm solver = L2Svm.on(scaledTraining, svm, progress)) {
      fit = solver.fit(svmC);
    }
    Duration fitting = since(began);
    ConfusionMatrix confusion = fit.classifier().evaluate(scaled.test());
    return new Result(
        training.description(),
        test.description(),
        features.description(),
        features.dimension(),
        confusion.accuracy(),
        fit.classifier().evaluate(scaledTraining).accuracy(),
        c,
        svmC,
        trials,
        fit.converged(),
        confusion,
        learning,
        encoding,
        fitting);
  }

  private RegularizationSearch.Result search(FeatureTable training, ProgressListener progress)
      throws IOException {
    ValidationSplit split = ValidationSplit.of(training, validation, options.seed(), VALIDATION);
    int fitted = split.training().rows();
    return RegularizationSearch.search(
        split.training(),
        split.validation(),
        grid.stream().map(weight -> weight / fitted).toList(),
        svm,
        progress);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
