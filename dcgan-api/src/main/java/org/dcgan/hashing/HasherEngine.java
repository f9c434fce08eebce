package org.dcgan.hashing;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.DivergedException;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * Trains and opens semantic hashers. This is the interface between the API and an engine, which is
 * found by {@link java.util.ServiceLoader}; applications use {@link SemanticHasher}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface HasherEngine {

  /**
   * Trains a hasher.
   *
   * @param source images of any size, at least one of which is readable
   * @param options the hyperparameters
   * @param runtime how the hasher is executed
   * @param progress notified of the training steps
   * @return an open hasher
   * @throws IllegalArgumentException if the source is empty
   * @throws DivergedException if the loss becomes NaN or infinite; lower the learning rate
   * @throws IOException if the source cannot be read
   */
  SemanticHasher trainHasher(
      ImageSource source, HasherOptions options, RuntimeOptions runtime, ProgressListener progress)
      throws IOException;

  /**
   * Opens a saved hasher.
   *
   * @param directory a folder written by {@link SemanticHasher#save}
   * @param runtime how the hasher is executed
   * @return an open hasher
   * @throws org.dcgan.ModelFormatException if the folder is not a saved hasher, is damaged, or has
   *     an unsupported format version
   * @throws IOException if the folder cannot be read
   */
  SemanticHasher loadHasher(Path directory, RuntimeOptions runtime) throws IOException;
}
