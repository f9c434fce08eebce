package org.dcgan.hashing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.dcgan.DivergedException;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.Engines;
import org.dcgan.progress.ProgressListener;

/**
 * Computes codes of 128 bits for images, which are equal for near-duplicates (paper, section
 * 4.1.1). The codes are taken from a 3072-128-3072 denoising autoencoder with dropout: bit i is 1
 * if unit i of the code layer is active.
 *
 * <pre>{@code
 * try (SemanticHasher hasher =
 *     SemanticHasher.train(photographs, HasherOptions.DEFAULT, ProgressListener.none())) {
 *   ImageCodes codes = hasher.codes(photographs, ProgressListener.none());
 * }
 * }</pre>
 *
 * <p>Images may have any size: the shorter side is reduced to 32 pixels and the longer one is
 * cropped to its center; grayscale images are converted to three equal channels. Each image is
 * normalized to mean 0 and standard deviation 1, so that codes do not depend on brightness and
 * contrast. An image of one color has no code. Hashers are thread-safe, own native memory, and must
 * be closed. There are no untrained hashers.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface SemanticHasher extends AutoCloseable {
  /** The side of the images that the network processes, in pixels. */
  int SIDE = 32;

  /** The number of inputs of the network: 32 x 32 pixels of 3 channels. */
  int INPUTS = 3 * SIDE * SIDE;

  /**
   * Trains a hasher with {@link RuntimeOptions#DEFAULT}. The same source, options and number of
   * threads give bit-for-bit the same hasher.
   *
   * @param source images of any size; unreadable images are replaced by others, as in the training
   *     of a DCGAN
   * @param options the hyperparameters
   * @param progress notified of the training steps
   * @return an open hasher
   * @throws IllegalArgumentException if the source is empty
   * @throws DivergedException if the loss becomes NaN or infinite; lower the learning rate
   * @throws IllegalStateException if the class path has no engine
   * @throws IOException if the source cannot be read
   */
  static SemanticHasher train(ImageSource source, HasherOptions options, ProgressListener progress)
      throws IOException {
    return train(source, options, RuntimeOptions.DEFAULT, progress);
  }

  /**
   * Trains a hasher. The same source, options and number of threads give bit-for-bit the same
   * hasher.
   *
   * @param source images of any size
   * @param options the hyperparameters
   * @param runtime device and number of threads; the precision is always float32
   * @param progress notified of the training steps
   * @return an open hasher
   * @throws IllegalArgumentException if the source is empty
   * @throws DivergedException if the loss becomes NaN or infinite; lower the learning rate
   * @throws IllegalStateException if the class path has no engine
   * @throws IOException if the source cannot be read
   */
  static SemanticHasher train(
      ImageSource source, HasherOptions options, RuntimeOptions runtime, ProgressListener progress)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(options, "options");
    requireNonNull(runtime, "runtime");
    requireNonNull(progress, "progress");

    return Engines.first(HasherEngine.class).trainHasher(source, options, runtime, progress);
  }

  /**
   * Opens a saved hasher.
   *
   * @param directory a folder written by {@link #save}
   * @return an open hasher
   * @throws org.dcgan.ModelFormatException if it is not one, is damaged, or of a newer format
   * @throws IOException if it cannot be read
   */
  static SemanticHasher load(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    return Engines.first(HasherEngine.class).loadHasher(directory, RuntimeOptions.DEFAULT);
  }

  /**
   * Returns the hyperparameters of the training.
   *
   * @return the options
   */
  HasherOptions options();

  /**
   * Returns the description of the training images.
   *
   * @return {@link ImageSource#description()} of the source
   */
  String dataset();

  /**
   * Returns the reconstruction error at the end of training.
   *
   * @return the mean squared error between the output and the image without noise, in units of the
   *     variance of the image and averaged over the last steps; a constant output would have an
   *     error of 1
   */
  double loss();

  /**
   * Computes the codes of a batch of images.
   *
   * @param images images of any size with values in [-1, 1], which are rounded to bytes first
   * @return the codes, by the index in the batch
   * @throws IllegalStateException if the hasher is closed
   */
  ImageCodes hash(Images images);

  /**
   * Computes the codes of all images of a source, which are read in batches of a few hundred.
   *
   * @param source images of any size
   * @param sink receives the codes in ascending order of the index, in the calling thread
   * @param progress notified of the number of images processed
   * @throws IllegalArgumentException if the source is empty
   * @throws IllegalStateException if the hasher is closed
   * @throws IOException if the source cannot be read, or if the sink throws it
   */
  void codes(ImageSource source, CodeSink sink, ProgressListener progress) throws IOException;

  /**
   * Computes the codes of all images of a source, in 16 bytes per image.
   *
   * @param source images of any size
   * @param progress notified of the number of images processed
   * @return the codes, by index
   * @throws IllegalArgumentException if the source is empty
   * @throws IllegalStateException if the hasher is closed
   * @throws IOException if the source cannot be read
   */
  default ImageCodes codes(ImageSource source, ProgressListener progress) throws IOException {
    requireNonNull(source, "source");
    requireNonNull(progress, "progress");

    ImageCodes codes = new ImageCodes(description(), SemanticCode.BITS, source.size());
    codes(
        source,
        new CodeSink() {
          @Override
          public void accept(int index, long high, long low) {
            codes.set(index, high, low);
          }

          @Override
          public void missing(int index) {
            codes.setMissing(index);
          }
        },
        progress);
    return codes;
  }

  /**
   * Returns a short name of the hasher that depends on its weights. Codes can be compared only if
   * they were computed by hashers with the same description.
   *
   * @return for example {@code semantic hash 1f2e3d4c5b6a}
   */
  String description();

  /**
   * Writes the hasher to a folder, with checksums. An existing hasher in the folder is replaced
   * atomically, or remains unchanged if writing fails.
   *
   * @param directory a folder for this hasher only; it is created if it does not exist
   * @throws IOException if the folder cannot be written
   */
  void save(Path directory) throws IOException;

  /** Releases native memory. Closing a hasher again has no effect. */
  @Override
  void close();
}
