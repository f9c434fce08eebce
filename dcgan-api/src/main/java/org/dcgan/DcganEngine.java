package org.dcgan;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.architecture.ModelSpec;

/**
 * Creates and opens models. This is the interface between the API and an engine, which is found by
 * {@link java.util.ServiceLoader}; applications use {@link Dcgan}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface DcganEngine {

  /**
   * Returns the name of the engine.
   *
   * @return the name and version, for example {@code TensorFlow 2.18.0}
   */
  String name();

  /**
   * Creates an untrained model.
   *
   * @param spec the architecture and the random seed of the initial weights
   * @param runtime how the model is executed
   * @return an open model
   */
  Dcgan create(ModelSpec spec, RuntimeOptions runtime);

  /**
   * Opens a saved model.
   *
   * @param directory a folder written by {@link Dcgan#save}, or a folder of checkpoints
   * @param runtime how the model is executed
   * @return an open model
   * @throws org.dcgan.ModelFormatException if the folder is not a saved model, is damaged, or has
   *     an unsupported format version
   * @throws IOException if the folder cannot be read
   */
  Dcgan load(Path directory, RuntimeOptions runtime) throws IOException;

  /**
   * Describes a saved model without reading its weights.
   *
   * @param directory a folder written by {@link Dcgan#save}, or a folder of checkpoints
   * @return its architecture, seed, step and dataset
   * @throws org.dcgan.ModelFormatException if the folder is not a saved model, its manifest is
   *     damaged, or it has an unsupported format version
   * @throws IOException if the folder cannot be read
   */
  ModelInfo info(Path directory) throws IOException;
}
