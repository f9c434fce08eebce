package org.dcgan.examples;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.tensorflow.AuthorsRelease;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command line options that name a saved model or the authors' released one; one is required. */
final class SvhnModelOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "folder of a saved model or of a run's checkpoints")
  private @Nullable Path model;

  @Option(
      names = "--authors",
      paramLabel = "DIR",
      description = "folder with the 18 .npy files of the authors' released SVHN model")
  private @Nullable Path authors;

  /** Returns the folder of the model. */
  Path folder() {
    return model != null ? model : released();
  }

  /**
   * Opens the model.
   *
   * @return the model, to be closed by the caller
   * @throws IOException if the model does not exist or cannot be read
   */
  Dcgan open() throws IOException {
    return model != null
        ? Dcgan.load(model)
        : AuthorsRelease.svhn(released(), RuntimeOptions.DEFAULT);
  }

  private Path released() {
    return requireNonNull(authors, "--authors"); // required where there is no --model
  }
}
