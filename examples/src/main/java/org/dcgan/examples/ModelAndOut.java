package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import picocli.CommandLine.Option;

/** Command line options for the model to inspect and the output folder. */
public final class ModelAndOut {

  /** For picocli. */
  public ModelAndOut() {}

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "folder of a saved model or of a run's checkpoints")
  private Path model = Path.of("");

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for images and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/inspect");

  /** Returns the folder of the model. */
  public Path model() {
    return model;
  }

  /** Returns the random seed. */
  public long seed() {
    return seed;
  }

  /** Returns the output folder. */
  public Path out() {
    return out;
  }

  /** Returns a file in the output folder. */
  public Path out(String name) {
    return out.resolve(name);
  }

  /**
   * Opens the model.
   *
   * @return the model, to be closed by the caller
   * @throws IOException if the model does not exist or cannot be read
   */
  public Dcgan open() throws IOException {
    return Dcgan.load(model);
  }
}
