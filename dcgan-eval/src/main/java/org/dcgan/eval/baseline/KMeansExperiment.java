package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
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
 * The whole of Coates, Lee and Ng's experiment: features learned from the training images, all
 * images encoded, features standardized, an L2-SVM fitted and judged on the test images.
 *
 * @param options how features are learned
 * @param grid weights of the mean loss, each above 0: of several, the one that is best on {@code
 *     validation} training images kept apart is then used for all of them
 * @param validation training images that one of several weights is chosen on, at least 1; none are
 *     kept apart for a single weight
 * @param svm how SVMs are fitted
 * @param folder where features are kept while they are needed: 1.5 GB for 60,000 images and 1,600
 *     centroids; made if it is missing
 */
public record KMeansExperiment(
    KMeansOptions options, List<Double> grid, int validation, SvmOptions svm, Path folder) {

  /**
   * The demo's. Its loss is {@code |w|^2 / 2 + C mean max(0, 1 - y w.x)^2}: a mean, where LIBLINEAR
   * has a sum, so that 100 is LIBLINEAR's .002 for 50,000 images.
   */
  public static final double DEFAULT_C = 100;

  /** As many as the paper keeps apart of SVHN. */
  public static final int DEFAULT_VALIDATION = 10_000;

  /** Standardized features leave the objective badly conditioned: it takes more passes. */
  public static final SvmOptions DEFAULT_SVM = SvmOptions.DEFAULT.withPasses(5_000);

  private static final long APART = 31;
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
      checkArgument(c > 0, "C must be above 0, got %s", c);
    }
    checkArgument(validation >= 1, "validation must be at least 1 image, got %s", validation);
  }

  /**
   * The demo's: C is {@value #DEFAULT_C}.
   *
   * @param options how features are learned
   * @param folder where features are kept while they are needed
   * @return the experiment
   */
  public static KMeansExperiment of(KMeansOptions options, Path folder) {
    requireNonNull(options, "options");
    requireNonNull(folder, "folder");

    return new KMeansExperiment(
        options, List.of(DEFAULT_C), DEFAULT_VALIDATION, DEFAULT_SVM, folder);
  }

  /**
   * What came of it.
   *
   * @param training the images that features and SVM were learned from
   * @param test the images that they were judged on
   * @param features what was learned
   * @param dimension the length of a row
   * @param testAccuracy the share of test images taken for what they are, in [0, 1]
   * @param trainingAccuracy the same of the training images
   * @param c the weight of the mean loss that was used
   * @param svmC the same as LIBLINEAR's C, of a sum over all training images
   * @param trials how the weights of a grid did, with LIBLINEAR's C of the images fitted; empty for
   *     a single weight
   * @param svmConverged whether the SVM's objectives are as close to their minima as was asked for
   * @param confusion what was taken for what, of the test images
   * @param learning how long learning features took
   * @param encoding how long encoding all images took
   * @param fitting how long choosing C and fitting the SVM took
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

  /** Told of the features before they are put to use. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Features have been learned.
     *
     * @param features open until the experiment ends
     * @throws IOException if an image of them, say, cannot be written
     */
    void learned(KMeansFeatures features) throws IOException;
  }

  /**
   * Runs it.
   *
   * @param training labeled images of one shape
   * @param test labeled images of the same shape and classes
   * @param runtime where it runs
   * @param progress told of everything that takes time
   * @param observer told of the features
   * @return what came of it
   * @throws IOException if images cannot be read or features not be kept
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

    checkArgument(
        training.classNames().equals(test.classNames()),
        "the classes of training and test images differ: %s and %s",
        printable(training.classNames()),
        printable(test.classNames()));
    checkArgument(
        grid.size() == 1 || validation < training.size(),
        "%s images are to be kept apart for choosing C, but %s has only %s; keep fewer apart",
        validation,
        printable(training.description()),
        training.size());
    long began = System.nanoTime();
    try (KMeansFeatures features = KMeansFeatures.learn(training, options, runtime, progress)) {
      Duration learning = since(began);
      observer.learned(features);
      began = System.nanoTime();
      FeatureExtraction extraction = FeatureExtraction.by(features).batch(BATCH).progress(progress);
      Path ofTraining = folder.resolve("training.features");
      Path ofTest = folder.resolve("test.features");
      Files.createDirectories(folder);
      try (FeatureMatrix trainingRows = extraction.write(training, ofTraining);
          FeatureMatrix testRows = extraction.write(test, ofTest)) {
        Duration encoding = since(began);
        return evaluated(
            training, test, features, trainingRows, testRows, learning, encoding, progress);
      } finally {
        Files.deleteIfExists(ofTraining);
        Files.deleteIfExists(ofTest);
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
    ScaledSplit standardized = ScaledSplit.by(trainingRows, testRows);
    FeatureTable standardTraining = standardized.training();
    long began = System.nanoTime();
    double c = grid.get(0);
    List<RegularizationSearch.Trial> trials = List.of();
    if (grid.size() > 1) {
      RegularizationSearch.Result found = search(standardTraining, progress);
      trials = found.trials();
      int fitted = trainingRows.rows() - validation;
      c = grid.stream().filter(weight -> weight / fitted == found.best().c()).findFirst().get();
    }
    double svmC = c / trainingRows.rows();
    SvmFit fit;
    try (L2Svm solver = L2Svm.on(standardTraining, svm, progress)) {
      fit = solver.fit(svmC);
    }
    Duration fitting = since(began);
    ConfusionMatrix confusion = fit.classifier().evaluate(standardized.test());
    return new Result(
        training.description(),
        test.description(),
        features.description(),
        features.dimension(),
        confusion.accuracy(),
        fit.classifier().evaluate(standardTraining).accuracy(),
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
    ValidationSplit split = ValidationSplit.of(training, validation, options.seed(), APART);
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
