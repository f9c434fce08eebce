package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line option for a model; without it, the model that comes with the examples is used. */
final class ModelFolder {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "folder of a saved model, of a run's checkpoints, or of the run's best checkpoint"
              + " (RUN/best) (default: the pretrained model of rooms at 64 px;"
              + " programs for other images have none)")
  private @Nullable Path folder;

  /** Returns whether no folder is named, so that the pretrained model is used. */
  boolean isPretrained() {
    return folder == null;
  }

  /**
   * Reports that the option is missing, for a program that the pretrained model is of no use to.
   */
  void requireNamed() {
    if (isPretrained()) {
      throw new ParameterException(
          command.commandLine(),
          "--model DIR is missing: the pretrained model generates rooms only; name a folder of a"
              + " saved model");
    }
  }

  /** Returns the folder of the model, or the name of the pretrained model. */
  Path path() {
    return folder != null ? folder : Path.of(PretrainedRooms.NAME);
  }

  /**
   * Opens the model.
   *
   * @return the model, to be closed by the caller
   * @throws IOException if the model does not exist or cannot be read
   */
  Dcgan open() throws IOException {
    return folder != null ? Dcgan.load(folder) : PretrainedRooms.open();
  }
}
