package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.Progress;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.internal.CloseOnFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command line options that name a saved hasher, or say how to train one. */
final class HasherOptionGroup {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "folder of a saved hasher; without it a hasher is trained on the dataset")
  private @Nullable Path model;

  @Option(
      names = "--steps",
      description = "batches that a new hasher is trained on (default: ${DEFAULT-VALUE})")
  private int steps = HasherOptions.DEFAULT_STEPS;

  @Option(
      names = "--seed",
      description =
          "random seed of a new hasher and of the groups that are shown (default:"
              + " ${DEFAULT-VALUE})")
  private long seed = HasherOptions.DEFAULT_SEED;

  long seed() {
    return seed;
  }

  /**
   * Loads the hasher, or trains one on a dataset and saves it.
   *
   * @param dataset the images to train on
   * @param folder the folder to save a new hasher in
   * @return an open hasher
   * @throws IOException if the hasher cannot be read or written, or images cannot be read
   */
  SemanticHasher open(Dataset dataset, Path folder) throws IOException {
    if (model != null) {
      IgnoredOptions.refuse(command, "with --model, whose hasher is trained", "--steps");
      return SemanticHasher.load(model);
    }
    HasherOptions options = HasherOptions.DEFAULT.toBuilder().steps(steps).seed(seed).build();
    return CloseOnFailure.of(
        SemanticHasher.train(dataset, options, Progress.console()),
        hasher -> {
          hasher.save(folder);
          return hasher;
        });
  }
}
