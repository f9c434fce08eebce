package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.datasets.files.UnreadableImageLog;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.datasets.format.LmdbFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;

/**
 * One category of LSUN as published (Yu et al., arXiv 1506.03365): an LMDB environment whose values
 * are WebP images, such as the 3,033,042 of bedroom_train_lmdb. Any LMDB environment whose values
 * are encoded images can be read. The images differ in size; crop them before training:
 *
 * <pre>{@code
 * Dataset bedrooms = Lsun.open(Path.of("bedroom_train_lmdb")).centerCropped(64);
 * }</pre>
 *
 * <p>The images are in the order of their keys and are read on demand; only the pages of the keys
 * are held in memory (half a megabyte for the bedrooms). On a disk with slow random access, train
 * with a {@linkplain org.dcgan.training.EpochOrder#sharded sharded epoch order} rather than a
 * random one.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Lsun implements Dataset {
  private final LmdbFile file;
  private final UnreadableImageLog images;
  private final String description;

  private Lsun(LmdbFile file, ImageDecoder decoder) {
    this.file = file;
    this.images = new UnreadableImageLog(decoder, file.size());
    this.description =
        "lsun("
            + file.size()
            + " images, "
            + Fingerprints.shorten(file.fingerprint())
            + DecoderDescription.suffix(decoder)
            + ")";
  }

  /**
   * Opens an environment and checks its structure: all pages that hold keys are read, which takes
   * seconds for three million keys on an SSD and minutes on a hard disk.
   *
   * @param path the folder, such as bedroom_val_lmdb, or the file data.mdb itself; it may be
   *     read-only, and must not be written to while it is open
   * @return the open dataset
   * @throws MalformedFileException if it is no LMDB environment, truncated, damaged, or empty
   * @throws IOException if it is missing or cannot be read
   */
  public static Lsun open(Path path) throws IOException {
    requireNonNull(path, "path");

    return open(path, ImageDecoder.DEFAULT_PIXEL_LIMIT);
  }

  /**
   * Opens an environment with a custom limit on the size of images.
   *
   * @param path the folder or the file
   * @param pixelLimit the most pixels (height times width) that an image may have, at least 1;
   *     larger ones are unreadable
   * @return the open dataset
   * @throws MalformedFileException if it is no LMDB environment, truncated, damaged, or empty
   * @throws IOException if it is missing or cannot be read
   */
  public static Lsun open(Path path, long pixelLimit) throws IOException {
    requireNonNull(path, "path");

    return open(path, pixelLimit, ImageDecoder.DEFAULT_BACKGROUND);
  }

  /**
   * Opens an environment with a custom limit on the size of images and a custom background.
   *
   * @param path the folder or the file
   * @param pixelLimit the most pixels (height times width) that an image may have, at least 1;
   *     larger ones are unreadable
   * @param background the color that transparent pixels are composited over; it becomes part of the
   *     description where it is not {@link ImageFolder#DEFAULT_BACKGROUND}
   * @return the open dataset
   * @throws MalformedFileException if it is no LMDB environment, truncated, damaged, or empty
   * @throws IOException if it is missing or cannot be read
   */
  public static Lsun open(Path path, long pixelLimit, RgbColor background) throws IOException {
    requireNonNull(path, "path");
    requireNonNull(background, "background");

    ImageDecoder decoder = ImageDecoder.withPixelLimit(pixelLimit).withBackground(background);
    LmdbFile file = LmdbFile.open(path);
    if (file.size() == 0) {
      file.close();
      throw new MalformedFileException(
          file.path(), "expected images, found an environment without entries");
    }
    return new Lsun(file, decoder);
  }

  @Override
  public int size() {
    return file.size();
  }

  /** Always empty: the images differ in size. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.empty();
  }

  /** Always 3. */
  @Override
  public OptionalInt channels() {
    return OptionalInt.of(3);
  }

  @Override
  public Pixels read(int index) throws IOException {
    checkElementIndex(index, size(), "image");
    return images.decode(index, file.path() + ", entry " + index, () -> file.value(index));
  }

  /**
   * Returns the number of distinct images that were found to be unreadable since the environment
   * was opened.
   *
   * @return 0 to {@link #size()}
   */
  public int unreadableCount() {
    return images.count();
  }

  /** Known once the image has been read. */
  @Override
  public boolean isTransparent(int index) {
    return images.isTransparent(checkElementIndex(index, size(), "image"));
  }

  /** Returns the entry's key, as text if it is valid UTF-8 and otherwise in hexadecimal. */
  @Override
  public String name(int index) {
    try {
      byte[] key = file.key(index);
      return Utf8.isWellFormed(key)
          ? new String(key, StandardCharsets.UTF_8)
          : HexFormat.of().formatHex(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the number of images and a fingerprint of their keys and sizes. The description does
   * not depend on the location of the environment.
   */
  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    file.close();
  }

  @Override
  public String toString() {
    return description;
  }
}
