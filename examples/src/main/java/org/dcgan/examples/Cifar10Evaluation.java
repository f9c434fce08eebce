package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.report.Progress;
import org.dcgan.feature.FeatureExtractor;

/**
 * The paper's protocol on CIFAR-10, for one set of features after the other.
 *
 * @param training the training images, in the shape that the features take
 * @param test the test images, in the same shape
 * @param protocol the protocol
 * @param standardized whether each feature is brought to mean 0 and standard deviation 1 first
 * @param output how features are stored
 * @param out the output folder
 */
record Cifar10Evaluation(
    Dataset training,
    Dataset test,
    Cifar10Protocol protocol,
    boolean standardized,
    FeatureOutput output,
    Path out) {
  /** Refuses images that the protocol would refuse after their features have been computed. */
  Cifar10Evaluation {
    if (protocol.validation() >= training.size()) {
      throw new IllegalArgumentException(
          "--validation must leave images to fit SVMs to, got "
              + protocol.validation()
              + " of "
              + training.size()
              + " training images; hold out fewer, for example a fifth");
    }
    protocol.requireLabels(training);
  }

  /**
   * Extracts features and runs the protocol on them.
   *
   * @param extractor computes the features
   * @param prefix the beginning of the names of feature files that are kept
   * @return the accuracies
   */
  Cifar10Protocol.Result run(FeatureExtractor extractor, String prefix) throws IOException {
    Progress progress = Progress.console();
    FeatureOutput.Evaluation<Cifar10Protocol.Result> svm =
        (learned, tested) -> protocol.run(learned, tested, progress);
    return output.evaluate(
        extractor, training, test, out, prefix, progress, standardized ? svm.standardized() : svm);
  }
}
