package org.dcgan;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.architecture.ModelSpec;

/** Makes and opens models. Found by {@link java.util.ServiceLoader}. */
public interface DcganEngine {

  /**
   * What to call it.
   *
   * @return name and version, for example {@code TensorFlow 2.18.0}
   */
  String name();

  /**
   * Makes an untrained model.
   *
   * @param spec what it is
   * @param runtime how it runs
   * @return an open model
   */
  Dcgan create(ModelSpec spec, RuntimeOptions runtime);

  /**
   * Opens a saved model.
   *
   * @param directory what {@link Dcgan#save} wrote
   * @param runtime how it runs
   * @return an open model
   * @throws org.dcgan.ModelFormatException if it is not one, is damaged, or of another format
   * @throws IOException if it cannot be read
   */
  Dcgan load(Path directory, RuntimeOptions runtime) throws IOException;
}
