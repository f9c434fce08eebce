package org.dcgan.hashing;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

/**
 * Trains and opens semantic hashers. For those who write an engine; found by {@link
 * java.util.ServiceLoader}. Applications use {@link SemanticHasher}.
 */
public interface HasherEngine {

  /**
   * Trains a hasher.
   *
   * @param source images of any size, at least one that can be read
   * @param options how
   * @param runtime where it runs
   * @param progress told of the steps
   * @return an open hasher
   * @throws IllegalArgumentException if the source is empty
   * @throws IOException if the source cannot be read
   */
  SemanticHasher trainHasher(
      ImageSource source, HasherOptions options, RuntimeOptions runtime, ProgressListener progress)
      throws IOException;

  /**
   * Opens a saved hasher.
   *
   * @param directory what {@link SemanticHasher#save} wrote
   * @param runtime where it runs
   * @return an open hasher
   * @throws org.dcgan.ModelFormatException if it is not one, is damaged, or of another format
   * @throws IOException if it cannot be read
   */
  SemanticHasher loadHasher(Path directory, RuntimeOptions runtime) throws IOException;
}
