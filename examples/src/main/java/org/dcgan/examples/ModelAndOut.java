package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import picocli.CommandLine.Option;

/** Command line options that say which model to look into and where results go. */
public final class ModelAndOut {

  /** For picocli. */
  public ModelAndOut() {}

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "a model's folder, or a run's folder of checkpoints")
  private Path model = Path.of("");

  @Option(names = "--seed", description = "all chance comes from it (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where images and result.json go (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/inspect");

  /** The folder of the model. */
  public Path model() {
    return model;
  }

  /** What all chance comes from. */
  public long seed() {
    return seed;
  }

  /** The folder for results. */
  public Path out() {
    return out;
  }

  /** A file for results. */
  public Path out(String name) {
    return out.resolve(name);
  }

  /**
   * Opens the model.
   *
   * @return to be closed
   * @throws IOException if it is not there or cannot be read
   */
  public Dcgan open() throws IOException {
    return Dcgan.load(model);
  }
}
