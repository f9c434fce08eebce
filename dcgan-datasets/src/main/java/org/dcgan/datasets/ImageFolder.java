package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.datasets.format.ImageFormat;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pictures below a folder: JPEG, PNG, GIF, BMP and WebP of any size, aspect, colour mode and
 * depth, delivered upright in 8 bits and 3 channels ({@link #grayscale()} for one). They differ in
 * size, so crop them before training:
 *
 * <pre>{@code
 * Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
 * }</pre>
 *
 * <p>Files are taken by their extension and sorted by their path, so the order is the same on every
 * machine. Hidden files and folders (names that begin with a dot) and other files are ignored.
 * Symbolic links are followed, each folder once. A file that cannot be decoded is found out when it
 * is read: it throws {@link UnreadableImageException}, is logged once, and counted.
 */
public final class ImageFolder implements Dataset {
  /**
   * Larger files are not pictures to train on; their bytes would have to be held while decoding.
   */
  private static final long MAX_FILE_BYTES = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(ImageFolder.class);

  private final Path root;
  private final List<Path> files;
  private final int[] labels;
  private final List<String> classNames;
  private final ImageDecoder decoder;
  private final String description;
  private final Set<Integer> unreadable = ConcurrentHashMap.newKeySet();

  private ImageFolder(
      Path root,
      List<Path> files,
      int[] labels,
      List<String> classNames,
      ImageDecoder decoder,
      String description) {
    this.root = root;
    this.files = files;
    this.labels = labels;
    this.classNames = classNames;
    this.decoder = decoder;
    this.description = description;
  }

  /**
   * Lists the pictures below a folder, without labels.
   *
   * @param folder where
   * @return the dataset
   * @throws IOException if there is no such folder, or no picture in it
   */
  public static ImageFolder open(Path folder) throws IOException {
    return builder(folder).open();
  }

  /**
   * Lists the pictures below a folder whose subfolders are the classes, at any depth below them:
   * {@code folder/cat/1.jpg}, {@code folder/dog/more/2.jpg}. Labels follow the sorted names.
   *
   * @param folder where
   * @return the dataset
   * @throws IOException if there is no such folder, no picture in it, or one outside the subfolders
   */
  public static ImageFolder withClasses(Path folder) throws IOException {
    return builder(folder).classes(true).open();
  }

  /**
   * Opens a folder with settings.
   *
   * @param folder where
   * @return settings at their defaults
   */
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  @Override
  public int size() {
    return files.size();
  }

  /** Always empty: the pictures differ in size, or might. */
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
  public Pixels read(int index) throws UnreadableImageException {
    checkElementIndex(index, size(), "picture");
    Path file = root.resolve(files.get(index));
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_FILE_BYTES) {
        throw new UnreadableImageException(
            file + ": has " + bytes + " bytes, more than the limit of " + MAX_FILE_BYTES);
      }
      return decoder.decode(Files.readAllBytes(file), file.toString(), 3);
    } catch (UnreadableImageException e) {
      count(index, e);
      throw e;
    } catch (IOException e) {
      UnreadableImageException unreadable =
          new UnreadableImageException(file + ": cannot be read (" + e + ")", e);
      count(index, unreadable);
      throw unreadable;
    }
  }

  private void count(int index, UnreadableImageException e) {
    if (unreadable.add(index)) {
      LOG.warn("Unreadable picture, number {} so far: {}", unreadable.size(), e.getMessage());
    }
  }

  /**
   * How many different pictures have turned out unreadable since the folder was opened.
   *
   * @return 0 to {@link #size()}
   */
  public int unreadableCount() {
    return unreadable.size();
  }

  @Override
  public int label(int index) {
    checkElementIndex(index, size(), "picture");
    return classNames.isEmpty() ? NO_LABEL : labels[index];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  /** The file's path within the folder, with slashes. */
  @Override
  public String name(int index) {
    return FolderWalk.withSlashes(files.get(index));
  }

  /**
   * The number of pictures, and a fingerprint of their names and file sizes; where the folder lies
   * does not matter.
   */
  @Override
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return description;
  }

  /** How to open a folder. */
  public static final class Builder {
    private final Path folder;
    private boolean classes;
    private long pixelLimit = ImageDecoder.DEFAULT_PIXEL_LIMIT;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /**
     * Whether the subfolders are classes. Default: no.
     *
     * @param classes true for labels
     * @return this
     */
    public Builder classes(boolean classes) {
      this.classes = classes;
      return this;
    }

    /**
     * The most pixels (height times width) that a picture may have; larger ones are unreadable.
     * Default: {@link ImageDecoder#DEFAULT_PIXEL_LIMIT}.
     *
     * @param pixelLimit at least 1
     * @return this
     */
    public Builder pixelLimit(long pixelLimit) {
      this.pixelLimit = pixelLimit;
      return this;
    }

    /**
     * Lists the pictures.
     *
     * @return the dataset
     * @throws IOException if there is no such folder, no picture in it, or, with classes, one
     *     outside the subfolders
     * @throws IllegalArgumentException if the pixel limit is below 1
     */
    public ImageFolder open() throws IOException {
      ImageDecoder decoder = ImageDecoder.withPixelLimit(pixelLimit);
      Folders.check(folder);
      List<FolderWalk.Found> found = FolderWalk.files(folder, ImageFormat::isImageName);
      if (found.isEmpty()) {
        throw new IOException(
            folder
                + ": expected images (JPEG, PNG, GIF, BMP, WebP), found none in it or its"
                + " subfolders; check the path and the files' extensions");
      }
      List<Path> files = new ArrayList<>(found.size());
      Hasher fingerprint = Hashing.sha256().newHasher();
      for (FolderWalk.Found file : found) {
        files.add(file.path());
        fingerprint
            .putString(file.name(), StandardCharsets.UTF_8)
            .putByte((byte) 0)
            .putLong(file.bytes());
      }
      List<String> names = classes ? classNames(files) : List.of();
      int[] labels =
          classes
              ? files.stream()
                  .mapToInt(f -> Collections.binarySearch(names, f.getName(0).toString()))
                  .toArray()
              : new int[0];
      String description =
          String.format(
              Locale.ROOT,
              "folder(%d images%s, %s)",
              files.size(),
              classes ? " in " + names.size() + " classes" : "",
              Fingerprints.shorten(fingerprint.hash()));
      return new ImageFolder(folder, files, labels, names, decoder, description);
    }

    private List<String> classNames(List<Path> files) throws IOException {
      Set<String> names = new TreeSet<>();
      for (Path file : files) {
        if (file.getNameCount() < 2) {
          throw new IOException(
              folder.resolve(file)
                  + ": expected every image in a subfolder named after its class, found this one"
                  + " outside; move it, or use ImageFolder.open for images without labels");
        }
        names.add(file.getName(0).toString());
      }
      return List.copyOf(names);
    }
  }
}
