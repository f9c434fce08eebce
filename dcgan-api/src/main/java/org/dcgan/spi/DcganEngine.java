package org.dcgan.spi;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.Dcgan;
import org.dcgan.ModelSpec;
import org.dcgan.RuntimeOptions;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageSource;
import org.dcgan.progress.ProgressListener;

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

  /**
   * Trains a hasher.
   *
   * @param source pictures of any size, at least one that can be read
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
