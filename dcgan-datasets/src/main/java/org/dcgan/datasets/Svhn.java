package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.datasets.files.Folders;
import org.dcgan.datasets.format.MatNumbers;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;

/**
 * The Street View House Numbers, cropped digits (Netzer et al., 2011; "format 2"), from their
 * MATLAB files: 73,257 images for training, 26,032 for testing, 531,131 extra, each 32x32x3.
 *
 * <p>A label is the digit itself; the files store 10 for zero. (The authors of DCGAN subtract one
 * instead, so that their class 9 is the digit zero.)
 *
 * <p>Opening decompresses the file twice, since its checksum is at the end. This takes seconds for
 * the training set and half a minute for the extra set, whose 1.6 GB are kept in a temporary file.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Svhn implements Dataset {
  private static final ImageShape SHAPE = ImageShape.square(32, 3);
  private static final List<String> CLASS_NAMES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  private static final String IMAGES = "X";
  private static final String LABELS = "y";
  private static final int LABEL_OF_ZERO = 10;

  private final String fileName;
  private final MatNumbers file;
  private final byte[] labels;
  private final String description;
  private volatile boolean closed;

  private Svhn(String part, String fileName, MatNumbers file, byte[] labels) {
    this.fileName = fileName;
    this.file = file;
    this.labels = labels;
    this.description =
        String.format(
            Locale.ROOT,
            "svhn(%s, %d images, %s)",
            part,
            labels.length,
            Fingerprints.ofLabels(labels.length, i -> labels[i]));
  }

  /**
   * Opens the training images, train_32x32.mat.
   *
   * @param folder where the file is
   * @return the open dataset
   * @throws MalformedFileException if it is not such a file, truncated, damaged, not 32x32x3, or
   *     holds a label outside 1 to 10
   * @throws IOException if it is missing or cannot be read
   */
  public static Svhn train(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return inFolder(folder, "train");
  }

  /**
   * Opens the test images, test_32x32.mat.
   *
   * @param folder where the file is
   * @return the open dataset
   * @throws MalformedFileException if it is not such a file, truncated, damaged, not 32x32x3, or
   *     holds a label outside 1 to 10
   * @throws IOException if it is missing or cannot be read
   */
  public static Svhn test(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return inFolder(folder, "test");
  }

  /**
   * Opens the extra images, extra_32x32.mat, which are easier to classify than the others.
   *
   * @param folder where the file is
   * @return the open dataset
   * @throws MalformedFileException if it is not such a file, truncated, damaged, not 32x32x3, or
   *     holds a label outside 1 to 10
   * @throws IOException if it is missing or cannot be read
   */
  public static Svhn extra(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return inFolder(folder, "extra");
  }

  private static Svhn inFolder(Path folder, String part) throws IOException {
    String name = part + "_32x32.mat";
    Path home = Folders.holding(folder, "svhn", name, "SVHN's cropped digits (format 2)");
    return open(part, home.resolve(name));
  }

  /**
   * Opens a file of this format under any name.
   *
   * @param file the file
   * @return the open dataset
   * @throws MalformedFileException if it is not such a file, truncated, damaged, not 32x32x3, or
   *     holds a label outside 1 to 10
   * @throws IOException if it is missing or cannot be read
   */
  public static Svhn open(Path file) throws IOException {
    requireNonNull(file, "file");

    Path name = file.getFileName();
    return open(name == null ? "" : EntryNames.of(name), file);
  }

  private static Svhn open(String part, Path path) throws IOException {
    MatNumbers file = MatNumbers.read(path, IMAGES, LABELS);
    try {
      return open(part, path, file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static Svhn open(String part, Path path, MatNumbers file) throws IOException {
    int[] size = file.dimensions(IMAGES);
    int[] labeled = file.dimensions(LABELS);
    boolean single = Arrays.equals(size, new int[] {32, 32, 3});
    if ((!single && (size.length != 4 || size[0] != 32 || size[1] != 32 || size[2] != 3))
        || !file.isBytes(IMAGES)) {
      throw new MalformedFileException(
          path,
          "expected X to be 32x32x3xN of uint8 (the cropped digits, format 2), found "
              + Arrays.toString(size)
              + (file.isBytes(IMAGES) ? "" : " of another type"));
    }
    // MATLAB drops a last dimension of one.
    int count = single ? 1 : size[3];
    if (labeled.length != 2
        || Math.min(labeled[0], labeled[1]) != 1
        || Math.max(labeled[0], labeled[1]) != count) {
      throw new MalformedFileException(
          path,
          "expected y to hold "
              + count
              + " labels, one for each image of X; found "
              + Arrays.toString(labeled));
    }
    return new Svhn(
        part, path.getFileName().toString(), file, labels(path, file.values(LABELS, 0, count)));
  }

  private static byte[] labels(Path path, int[] stored) throws MalformedFileException {
    byte[] labels = new byte[stored.length];
    for (int i = 0; i < stored.length; i++) {
      int label = stored[i];
      if (label < 1 || label > LABEL_OF_ZERO) {
        throw new MalformedFileException(
            path,
            "the label of image " + i + " is " + label + ", expected 1 to 10, where 10 is zero");
      }
      labels[i] = (byte) (label % LABEL_OF_ZERO);
    }
    return labels;
  }

  private int check(int index) {
    checkState(!closed, "this dataset is closed: %s", description());
    return checkElementIndex(index, size(), "image");
  }

  @Override
  public int size() {
    return labels.length;
  }

  /** Always 32x32x3. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(SHAPE);
  }

  @Override
  public Pixels read(int index) throws IOException {
    int[] planes = file.values(IMAGES, check(index) * SHAPE.size(), SHAPE.size());
    byte[] data = new byte[SHAPE.size()];
    // Rows run fastest, then columns, then channels.
    for (int c = 0, from = 0; c < 3; c++) {
      for (int x = 0; x < 32; x++) {
        for (int y = 0; y < 32; y++) {
          data[(y * 32 + x) * 3 + c] = (byte) planes[from++];
        }
      }
    }
    return new Pixels(SHAPE, data);
  }

  /** The digit. */
  @Override
  public int label(int index) {
    return labels[check(index)];
  }

  /** "0" to "9". */
  @Override
  public List<String> classNames() {
    return CLASS_NAMES;
  }

  @Override
  public String name(int index) {
    return fileName + "#" + index;
  }

  /** Returns the number of images and a fingerprint of their labels. */
  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closed = true;
    file.close();
  }

  @Override
  public String toString() {
    return description();
  }
}
