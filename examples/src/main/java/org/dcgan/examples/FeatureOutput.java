package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.eval.baseline.ScaledSplit;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FloatFormat;
import org.dcgan.image.ImageSource;
import org.dcgan.internal.io.TemporaryFolder;
import org.dcgan.progress.ProgressListener;
import picocli.CommandLine.Option;

/** Command line options for extracted features, and the extraction itself. */
final class FeatureOutput {
  /** The beginning of the names of temporary folders. */
  private static final String TEMPORARY = "temporary-features-";

  @Option(
      names = "--numbers",
      description =
          "number format of stored features: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE};"
              + " FLOAT16 takes half the disk space and memory)")
  private FloatFormat format = FloatFormat.FLOAT32;

  @Option(
      names = "--keep-features",
      description = "keep the feature files in OUT/features instead of deleting them")
  private boolean keep;

  /** Returns the number format of stored features. */
  FloatFormat format() {
    return format;
  }

  /**
   * Evaluates the features of training and test images.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  interface Evaluation<R> {
    /**
     * Evaluates features.
     *
     * @param training a row of features, with its label, for each training image
     * @param test the same of the test images
     * @return the result
     * @throws IOException if features cannot be read
     */
    R of(FeatureTable training, FeatureTable test) throws IOException;

    /**
     * The same evaluation of features that are standardized first.
     *
     * @return brings each feature to mean 0 and standard deviation 1 over the training images
     */
    default Evaluation<R> standardized() {
      return (training, test) -> {
        ScaledSplit scaled = ScaledSplit.by(training, test);
        return of(scaled.training(), scaled.test());
      };
    }
  }

  /**
   * Extracts the features of training and test images into files and evaluates them. Files that are
   * to be kept are written to the subfolder {@code features} and replace those of an earlier run;
   * otherwise a temporary folder is used, so that kept files of an earlier run remain.
   *
   * @param <R> the result
   * @param extractor computes the features
   * @param training the training images, with labels
   * @param test the test images, with labels
   * @param folder the folder in which the folder of the files is created
   * @param prefix the beginning of the files' names
   * @param progress is notified of extracted images
   * @param evaluation evaluates the features
   * @return the result of the evaluation
   * @throws IOException if images cannot be read or files cannot be written
   */
  <R> R evaluate(
      FeatureExtractor extractor,
      ImageSource training,
      ImageSource test,
      Path folder,
      String prefix,
      ProgressListener progress,
      Evaluation<R> evaluation)
      throws IOException {
    if (keep) {
      deleteLeftovers(folder);
      return evaluated(
          extractor, training, test, folder.resolve("features"), prefix, progress, evaluation);
    }
    try (TemporaryFolder temporary = TemporaryFolder.in(folder, TEMPORARY)) {
      return evaluated(extractor, training, test, temporary.path(), prefix, progress, evaluation);
    }
  }

  /**
   * Deletes the temporary folders of processes that were killed. They take as much disk space as
   * the features of all images. {@link #evaluate} does so before it extracts features.
   *
   * @param folder the folder of {@link #evaluate}
   */
  static void deleteLeftovers(Path folder) {
    TemporaryFolder.deleteAbandoned(folder, TEMPORARY);
  }

  private <R> R evaluated(
      FeatureExtractor extractor,
      ImageSource training,
      ImageSource test,
      Path folder,
      String prefix,
      ProgressListener progress,
      Evaluation<R> evaluation)
      throws IOException {
    try (FeatureMatrix learned =
            extract(extractor, training, file(folder, prefix + "training"), progress);
        FeatureMatrix tested = extract(extractor, test, file(folder, prefix + "test"), progress)) {
      return evaluation.of(learned, tested);
    }
  }

  private FeatureMatrix extract(
      FeatureExtractor extractor, ImageSource images, Path file, ProgressListener progress)
      throws IOException {
    return FeatureExtraction.by(extractor).format(format).progress(progress).write(images, file);
  }

  private static Path file(Path folder, String name) {
    return folder.resolve(name + ".features");
  }
}
