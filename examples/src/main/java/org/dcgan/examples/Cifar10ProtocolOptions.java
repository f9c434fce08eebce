package org.dcgan.examples;

import java.util.List;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.svm.SvmOptions;
import picocli.CommandLine.Option;

/** Command line options for the evaluation of features on CIFAR-10. */
final class Cifar10ProtocolOptions {
  @Option(
      names = "--validation",
      description =
          "number of training images that are held out to choose C (default: ${DEFAULT-VALUE})")
  private int validation = Cifar10Protocol.DEFAULT_VALIDATION;

  @Option(
      names = "--grid",
      split = ",",
      description = "values of the SVM's C to choose from (default: ${DEFAULT-VALUE})")
  private List<Double> grid = Cifar10Protocol.DEFAULT_GRID;

  @Option(
      names = "--labels-per-class",
      split = ",",
      description =
          "numbers of labels per class for the SVMs on few labels (default: ${DEFAULT-VALUE})")
  private List<Integer> labelsPerClass = List.of(25, 100, Cifar10Protocol.DEFAULT_LABELS_PER_CLASS);

  @Option(
      names = "--few-labels",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "whether SVMs are fitted to few labels, too (default: they are)")
  private boolean fewLabels = true;

  @Option(
      names = "--draws",
      description = "random selections of the few labels (default: ${DEFAULT-VALUE})")
  private int draws = Cifar10Protocol.DEFAULT_DRAWS;

  @Option(
      names = "--seed",
      description = "random seed of the splits and selections (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  long seed() {
    return seed;
  }

  Cifar10Protocol protocol() {
    return new Cifar10Protocol(
        validation, grid, fewLabels ? labelsPerClass : List.of(), draws, seed, SvmOptions.DEFAULT);
  }
}
