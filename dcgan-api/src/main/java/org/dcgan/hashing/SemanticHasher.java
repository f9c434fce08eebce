package org.dcgan.hashing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.internal.Engines;
import org.dcgan.progress.ProgressListener;

/**
 * Gives images codes of 128 bits, of which near-duplicates have the same (paper, section 4.1.1):
 * the code layer of a 3072-128-3072 denoising autoencoder with dropout, bit i saying whether its
 * unit i is active.
 *
 * <pre>{@code
 * try (SemanticHasher hasher =
 *     SemanticHasher.train(photographs, HasherOptions.DEFAULT, ProgressListener.none())) {
 *   ImageCodes codes = hasher.codes(photographs, ProgressListener.none());
 * }
 * }</pre>
 *
 * <p>Images of any size are taken: their shorter side is reduced to 32 pixels and the middle of the
 * longer one kept, gray ones get three equal channels, and each is freed of its mean and scaled to
 * deviation 1, so that codes do not follow brightness and contrast. An image of one color has
 * nothing left then, and no code. Safe for use by several threads. A hasher that can be asked for
 * codes is trained; there is no other.
 */
public interface SemanticHasher extends AutoCloseable {
  /** Side of what the network sees, pixels. */
  int SIDE = 32;

  /** What the network sees: 32 x 32 pixels of 3 channels. */
  int INPUTS = 3 * SIDE * SIDE;

  /**
   * Trains a hasher. The same source, options and number of threads give the same bits.
   *
   * @param source images of any size, which are not changed; those that cannot be read are replaced
   *     by others, as in training a DCGAN
   * @param options how
   * @param progress told of the steps
   * @return an open hasher
   * @throws IllegalArgumentException if the source is empty
   * @throws IllegalStateException if there is no engine
   * @throws IOException if the source cannot be read
   */
  static SemanticHasher train(ImageSource source, HasherOptions options, ProgressListener progress)
      throws IOException {
    return train(source, options, RuntimeOptions.DEFAULT, progress);
  }

  /**
   * Trains a hasher on hardware of one's choice.
   *
   * @param source images of any size
   * @param options how
   * @param runtime device and threads; it always computes in float32
   * @param progress told of the steps
   * @return an open hasher
   * @throws IllegalArgumentException if the source is empty
   * @throws IllegalStateException if there is no engine
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
   * @param directory what {@link #save} wrote
   * @return an open hasher
   * @throws org.dcgan.ModelFormatException if it is not one, is damaged, or of a newer format
   * @throws IOException if it cannot be read
   */
  static SemanticHasher load(Path directory) throws IOException {
    requireNonNull(directory, "directory");

    return Engines.first(HasherEngine.class).loadHasher(directory, RuntimeOptions.DEFAULT);
  }

  /**
   * How it was trained.
   *
   * @return the options
   */
  HasherOptions options();

  /**
   * What it was trained on.
   *
   * @return the source's description
   */
  String dataset();

  /**
   * How far the network's output was from the clean images at the end of training.
   *
   * @return mean squared error in units of an image's variance, averaged over the last steps; 1 is
   *     what a gray surface would have
   */
  double loss();

  /**
   * Codes some images.
   *
   * @param images of any size, values in [-1, 1]; rounded to bytes first
   * @return their codes, by their place in the batch
   * @throws IllegalStateException if the hasher is closed
   */
  ImageCodes hash(Images images);

  /**
   * Codes every image of a source as they are read, a few hundred at a time.
   *
   * @param source images of any size
   * @param sink takes the codes, in order and in this thread
   * @param progress told of the images
   * @throws IllegalArgumentException if the source is empty
   * @throws IllegalStateException if the hasher is closed
   * @throws IOException if the source cannot be read, or the sink throws it
   */
  void codes(ImageSource source, CodeSink sink, ProgressListener progress) throws IOException;

  /**
   * Codes every image of a source, in 16 bytes an image.
   *
   * @param source images of any size
   * @param progress told of the images
   * @return their codes, by their index
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
   * What codes it gives: the same for the same weights, another for others.
   *
   * @return for example {@code semantic hash 1f2e3d4c5b6a}
   */
  String description();

  /**
   * Writes the hasher to a folder, with checksums. One that was there is replaced in one step, or
   * stays if writing fails.
   *
   * @param directory a folder of its own, made where it is missing
   * @throws IOException if it cannot be written
   */
  void save(Path directory) throws IOException;

  /** Releases native memory. Doing so again does nothing. */
  @Override
  void close();
}
