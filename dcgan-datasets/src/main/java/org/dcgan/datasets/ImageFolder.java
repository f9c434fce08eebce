package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.Archives;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.datasets.files.ImageFiles;
import org.dcgan.datasets.files.UnreadableImageLog;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.image.UnreadableImageException;

/**
 * All images below a folder: JPEG, PNG, GIF, BMP and WebP of any size, aspect, color mode and
 * depth, decoded to 8 bits and 3 channels and turned upright ({@link #grayscale()} gives one
 * channel). The images may differ in size; crop them before training:
 *
 * <pre>{@code
 * Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
 * }</pre>
 *
 * <p>Files are selected by their extension and sorted by their path, so that the order is the same
 * on every machine. Names of files, folders and entries of archives are UTF-8, or else ISO-8859-1,
 * whatever the locale of the process; entries of zip archives written under DOS or Windows are code
 * page 437 where they are not UTF-8. A folder is refused if two of its entries have names that
 * differ as bytes but are equal as text. Hidden files and folders (names that begin with a dot) and
 * other files are ignored. Symbolic links are followed, each folder once. An archive (zip, tar,
 * tar.gz) can be opened instead of a folder. Zip and tar archives are read in place; a tar.gz
 * archive is first unpacked into a temporary file. An archive is refused if an entry's path leads
 * out of it, or if its compression ratio is one that images do not reach.
 *
 * <p>Damaged files are detected when they are read: {@link #read} throws {@link
 * UnreadableImageException}, and the file is logged once and counted ({@link #unreadableCount()}).
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ImageFolder implements Dataset {
  /** The default limit on the number of pixels of an image; larger images are unreadable. */
  public static final long DEFAULT_PIXEL_LIMIT = ImageDecoder.DEFAULT_PIXEL_LIMIT;

  /** The default color behind transparent pixels: white. */
  public static final RgbColor DEFAULT_BACKGROUND = ImageDecoder.DEFAULT_BACKGROUND;

  private final ImageFiles files;
  private final int[] labels;
  private final List<String> classNames;
  private final UnreadableImageLog images;
  private final String description;
  private volatile boolean closed;

  private ImageFolder(
      ImageFiles files,
      int[] labels,
      List<String> classNames,
      ImageDecoder decoder,
      String description) {
    this.files = files;
    this.labels = labels;
    this.classNames = classNames;
    this.images = new UnreadableImageLog(decoder, files.count());
    this.description = description;
  }

  /**
   * Lists the images below a folder, without labels.
   *
   * @param folder the folder; or a zip, tar or tar.gz archive
   * @return the dataset
   * @throws IOException if there is no such folder, or no image in it
   */
  public static ImageFolder open(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return builder(folder).open();
  }

  /**
   * Lists the images below a folder whose subfolders are the classes, at any depth below them:
   * {@code folder/cat/1.jpg}, {@code folder/dog/more/2.jpg}. Labels follow the sorted names.
   *
   * @param folder the folder; or a zip, tar or tar.gz archive of such a folder
   * @return the dataset
   * @throws IOException if there is no such folder, no image in it, or one outside the subfolders
   */
  public static ImageFolder withClasses(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return builder(folder).classes(true).open();
  }

  /**
   * Returns a builder with which a folder is opened with other settings than the defaults.
   *
   * @param folder the folder; or a zip, tar or tar.gz archive
   * @return a builder with default settings
   */
  public static Builder builder(Path folder) {
    requireNonNull(folder, "folder");

    return new Builder(folder);
  }

  @Override
  public int size() {
    return files.count();
  }

  /** Always empty: the images may differ in size. */
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
    checkState(!closed, "this dataset is closed: %s", description);
    checkElementIndex(index, size(), "image");
    return images.decode(index, files.location(index), () -> files.read(index));
  }

  /**
   * Returns the number of distinct images that were found to be unreadable since the folder was
   * opened.
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

  @Override
  public int label(int index) {
    checkElementIndex(index, size(), "image");
    return classNames.isEmpty() ? NO_LABEL : labels[index];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  /** Returns the file's path within the folder or archive, with slashes as separators. */
  @Override
  public String name(int index) {
    return files.name(index);
  }

  /**
   * Returns the number of images and a fingerprint of their names and file sizes. The description
   * does not depend on the location of the folder, nor on whether it is a folder or an archive.
   */
  @Override
  public String description() {
    return description;
  }

  /** Closes the archive. Has no effect on files of a folder. */
  @Override
  public void close() throws IOException {
    closed = true;
    files.close();
  }

  @Override
  public String toString() {
    return description;
  }

  /** Settings for opening a folder. */
  public static final class Builder {
    private final Path folder;
    private boolean classes;
    private long pixelLimit = ImageDecoder.DEFAULT_PIXEL_LIMIT;
    private RgbColor background = ImageDecoder.DEFAULT_BACKGROUND;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /**
     * Sets whether the subfolders are classes, as for {@link #withClasses}. Default: false.
     *
     * @param classes true to label each image with its subfolder
     * @return this
     */
    public Builder classes(boolean classes) {
      this.classes = classes;
      return this;
    }

    /**
     * Sets the limit on the number of pixels (height times width) of an image; larger images are
     * unreadable. Lower it to skip images that take too much memory to decode; raise it for images
     * beyond the default. Default: {@link #DEFAULT_PIXEL_LIMIT} (100 million).
     *
     * @param pixelLimit at least 1
     * @return this
     */
    public Builder pixelLimit(long pixelLimit) {
      this.pixelLimit = pixelLimit;
      return this;
    }

    /**
     * Sets the color that transparent pixels are composited over. Choose the color for which the
     * images were made, for example black for white icons. A color other than the default becomes
     * part of the dataset's description. Default: white ({@link #DEFAULT_BACKGROUND}).
     *
     * @param background any color
     * @return this
     */
    public Builder background(RgbColor background) {
      this.background = Objects.requireNonNull(background, "background");
      return this;
    }

    /**
     * Lists the images.
     *
     * @return the dataset
     * @throws IOException if there is no such folder, no image in it, or, with classes, one outside
     *     the subfolders
     * @throws IllegalArgumentException if the pixel limit is below 1
     */
    public ImageFolder open() throws IOException {
      ImageDecoder decoder = ImageDecoder.withPixelLimit(pixelLimit).withBackground(background);
      ImageFiles files = Archives.open(folder);
      try {
        return open(files, decoder);
      } catch (IOException | RuntimeException | Error e) {
        files.close();
        throw e;
      }
    }

    private ImageFolder open(ImageFiles files, ImageDecoder decoder) throws IOException {
      if (files.count() == 0) {
        throw new IOException(
            printable(folder)
                + ": expected images (JPEG, PNG, GIF, BMP, WebP), found none in it or its"
                + " subfolders; "
                + files.formatHints().advice());
      }
      Hasher fingerprint = Hashing.sha256().newHasher();
      for (int i = 0; i < files.count(); i++) {
        fingerprint
            .putString(files.name(i), StandardCharsets.UTF_8)
            .putByte((byte) 0)
            .putLong(files.bytes(i));
      }
      List<String> names = classes ? classNames(files) : List.of();
      int[] labels =
          IntStream.range(0, classes ? files.count() : 0)
              .map(i -> Collections.binarySearch(names, firstPart(files.name(i))))
              .toArray();
      String description =
          String.format(
              Locale.ROOT,
              "folder(%d images%s, %s%s)",
              files.count(),
              classes ? " in " + names.size() + " classes" : "",
              Fingerprints.shorten(fingerprint.hash()),
              DecoderDescription.suffix(decoder));
      return new ImageFolder(files, labels, names, decoder, description);
    }

    private static String firstPart(String name) {
      return name.substring(0, name.indexOf('/'));
    }

    private static List<String> classNames(ImageFiles files) throws IOException {
      Set<String> names = new TreeSet<>();
      for (int i = 0; i < files.count(); i++) {
        if (files.name(i).indexOf('/') < 0) {
          throw new IOException(
              files.location(i)
                  + ": expected every image in a subfolder named after its class, found this one"
                  + " outside; move it, or use ImageFolder.open for images without labels");
        }
        names.add(firstPart(files.name(i)));
      }
      return List.copyOf(names);
    }
  }
}
