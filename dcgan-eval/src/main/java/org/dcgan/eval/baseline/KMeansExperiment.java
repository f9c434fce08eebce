package org.dcgan.eval.baseline;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.SvmFit;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * The whole of Coates, Lee and Ng's experiment: features learnt from the training pictures, all
 * pictures encoded, features standardised, an L2-SVM fitted and judged on the test pictures.
 *
 * @param options how features are learnt
 * @param c the weight of the mean loss, above 0
 * @param folder where features are kept while they are needed: 1.5 GB for 60,000 pictures and 1,600
 *     centroids; made if it is missing
 */
public record KMeansExperiment(KMeansOptions options, double c, Path folder) {

  /**
   * The demo's. Its loss is {@code |w|^2 / 2 + C mean max(0, 1 - y w.x)^2}: a mean, where LIBLINEAR
   * has a sum, so that 100 is LIBLINEAR's .002 for 50,000 pictures.
   */
  public static final double DEFAULT_C = 100;

  private static final int BATCH = 64;

  /** Checks the ranges. */
  public KMeansExperiment {
    checkArgument(c > 0, "c must be above 0, got %s", c);
  }

  /**
   * What came of it.
   *
   * @param training the pictures that features and SVM were learnt from
   * @param test the pictures that they were judged on
   * @param features what was learnt
   * @param dimension the length of a row
   * @param testAccuracy the share of test pictures taken for what they are, in [0, 1]
   * @param trainingAccuracy the same of the training pictures
   * @param svmC LIBLINEAR's C
   * @param svmConverged whether the SVM's objectives are as close to their minima as was asked for
   * @param confusion what was taken for what, of the test pictures
   * @param learning how long learning features took
   * @param encoding how long encoding all pictures took
   * @param fitting how long fitting the SVM took
   */
  public record Result(
      String training,
      String test,
      String features,
      int dimension,
      double testAccuracy,
      double trainingAccuracy,
      double svmC,
      boolean svmConverged,
      ConfusionMatrix confusion,
      Duration learning,
      Duration encoding,
      Duration fitting) {}

  /** Told of the features before they are put to use. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Features have been learnt.
     *
     * @param features open until the experiment ends
     * @throws IOException if a picture of them, say, cannot be written
     */
    void learnt(KMeansFeatures features) throws IOException;
  }

  /**
   * Runs it.
   *
   * @param training labelled pictures of one shape
   * @param test labelled pictures of the same shape and classes
   * @param runtime where it runs
   * @param progress told of everything that takes time
   * @param observer told of the features
   * @return what came of it
   * @throws IOException if pictures cannot be read or features not be kept
   */
  public Result run(
      ImageSource training,
      ImageSource test,
      RuntimeOptions runtime,
      ProgressListener progress,
      Observer observer)
      throws IOException {
    checkArgument(
        training.classNames().equals(test.classNames()),
        "the classes of training and test pictures differ: %s and %s",
        training.classNames(),
        test.classNames());
    long began = System.nanoTime();
    try (KMeansFeatures features = KMeansFeatures.learn(training, options, runtime, progress)) {
      Duration learning = since(began);
      observer.learnt(features);
      began = System.nanoTime();
      FeatureExtraction extraction = FeatureExtraction.by(features).batch(BATCH).progress(progress);
      Path ofTraining = folder.resolve("training.features");
      Path ofTest = folder.resolve("test.features");
      Files.createDirectories(folder);
      try (FeatureMatrix trainingRows = extraction.write(training, ofTraining);
          FeatureMatrix testRows = extraction.write(test, ofTest)) {
        Duration encoding = since(began);
        return judged(
            training, test, features, trainingRows, testRows, learning, encoding, progress);
      } finally {
        Files.deleteIfExists(ofTraining);
        Files.deleteIfExists(ofTest);
      }
    }
  }

  private Result judged(
      ImageSource training,
      ImageSource test,
      KMeansFeatures features,
      FeatureTable trainingRows,
      FeatureTable testRows,
      Duration learning,
      Duration encoding,
      ProgressListener progress)
      throws IOException {
    Standardisation standardisation = Standardisation.of(trainingRows);
    FeatureTable standardTraining = standardisation.apply(trainingRows);
    double svmC = c / trainingRows.rows();
    SvmFit fit;
    try (L2Svm svm = L2Svm.on(standardTraining, SvmOptions.DEFAULT, progress)) {
      fit = svm.fit(svmC);
    }
    ConfusionMatrix confusion = fit.classifier().judge(standardisation.apply(testRows));
    return new Result(
        training.description(),
        test.description(),
        features.description(),
        features.dimension(),
        confusion.accuracy(),
        fit.classifier().judge(standardTraining).accuracy(),
        svmC,
        fit.converged(),
        confusion,
        learning,
        encoding,
        fit.duration());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
