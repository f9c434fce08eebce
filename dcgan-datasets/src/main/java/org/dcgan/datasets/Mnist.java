package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableList;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.datasets.files.Folders;
import org.dcgan.datasets.format.IdxFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;

/**
 * MNIST and the datasets that share its format: images of 28x28x1, bright on black, in two IDX
 * files, raw or compressed with gzip. MNIST itself has 60,000 for training and 10,000 for testing.
 *
 * <pre>{@code
 * Dataset digits = Mnist.train(Path.of("mnist"));
 * Dataset letters = Mnist.train(Path.of("emnist"), Mnist.Family.EMNIST_LETTERS);
 * }</pre>
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Mnist implements Dataset {
  private static final String DIGITS = "0123456789";
  private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String SMALL = "abcdefghijklmnopqrstuvwxyz";

  /** The lower-case letters whose shape differs from that of the capital letter. */
  private static final String DISTINCT_SMALL = "abdefghnqrt";

  /** The published datasets of this format. */
  public enum Family {
    /** MNIST (LeCun et al., 1998): ten digits. */
    MNIST("train", "t10k", false, 0, letters(DIGITS)),
    /** Fashion-MNIST (Xiao et al., arXiv 1708.07747): ten articles of clothing. */
    FASHION(
        "train",
        "t10k",
        false,
        0,
        ImmutableList.of(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot")),
    /** EMNIST (Cohen et al., arXiv 1702.05373): ten digits, balanced. */
    EMNIST_DIGITS("emnist-digits-train", "emnist-digits-test", true, 0, letters(DIGITS)),
    /** EMNIST's replica of MNIST. */
    EMNIST_MNIST("emnist-mnist-train", "emnist-mnist-test", true, 0, letters(DIGITS)),
    /** EMNIST: 26 letters, lower and upper case as one class. */
    EMNIST_LETTERS("emnist-letters-train", "emnist-letters-test", true, 1, letters(CAPITALS)),
    /**
     * EMNIST: 47 classes of equal size, which are digits, capital letters, and eleven lower-case
     * letters.
     */
    EMNIST_BALANCED(
        "emnist-balanced-train",
        "emnist-balanced-test",
        true,
        0,
        letters(DIGITS + CAPITALS + DISTINCT_SMALL)),
    /** EMNIST: the same 47 classes with all their images. */
    EMNIST_BYMERGE(
        "emnist-bymerge-train",
        "emnist-bymerge-test",
        true,
        0,
        letters(DIGITS + CAPITALS + DISTINCT_SMALL)),
    /** EMNIST: 62 classes, which are digits, capital letters and lower-case letters. */
    EMNIST_BYCLASS(
        "emnist-byclass-train", "emnist-byclass-test", true, 0, letters(DIGITS + CAPITALS + SMALL));

    private final String train;
    private final String test;
    private final boolean transposed;
    private final int firstLabel;
    private final ImmutableList<String> classNames;

    Family(
        String train,
        String test,
        boolean transposed,
        int firstLabel,
        ImmutableList<String> classNames) {
      this.train = train;
      this.test = test;
      this.transposed = transposed;
      this.firstLabel = firstLabel;
      this.classNames = classNames;
    }

    private static ImmutableList<String> letters(String all) {
      return all.chars().mapToObj(Character::toString).collect(ImmutableList.toImmutableList());
    }

    /**
     * Returns whether the files store images with rows and columns exchanged, as those of EMNIST
     * do; such images are transposed when they are read.
     *
     * @return true for EMNIST
     */
    public boolean transposed() {
      return transposed;
    }

    /**
     * Returns the names of the classes.
     *
     * @return the names in the order of the labels; labels begin with 0 even where those of the
     *     file begin with 1
     */
    public List<String> classNames() {
      return classNames;
    }
  }

  private final Family family;
  private final IdxFile images;
  private final byte[] labels;
  private final ImageShape shape;
  private final String description;
  private volatile boolean closed;

  private Mnist(Family family, String part, IdxFile images, byte[] labels, ImageShape shape) {
    this.family = family;
    this.images = images;
    this.labels = labels;
    this.shape = shape;
    this.description =
        String.format(
            Locale.ROOT,
            "%s(%s, %d images, %s)",
            family.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            part,
            labels.length,
            Fingerprints.ofLabels(labels.length, i -> labels[i]));
  }

  /**
   * Opens the training images of MNIST: train-images-idx3-ubyte and train-labels-idx1-ubyte, with
   * or without .gz.
   *
   * @param folder where the files are
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or if the
   *     two do not belong together
   * @throws IOException if a file is missing or cannot be read
   */
  public static Mnist train(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return train(folder, Family.MNIST);
  }

  /**
   * Opens the test images of MNIST: t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, with or
   * without .gz.
   *
   * @param folder where the files are
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or if the
   *     two do not belong together
   * @throws IOException if a file is missing or cannot be read
   */
  public static Mnist test(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return test(folder, Family.MNIST);
  }

  /**
   * Opens the training images of a dataset of this format.
   *
   * @param folder where the files are, under the names that they are published by
   * @param family which dataset
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or if the
   *     two do not belong together
   * @throws IOException if a file is missing or cannot be read
   */
  public static Mnist train(Path folder, Family family) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(family, "family");

    return open(folder, family, "train", family.train);
  }

  /**
   * Opens the test images of a dataset of this format.
   *
   * @param folder where the files are, under the names that they are published by
   * @param family which dataset
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or if the
   *     two do not belong together
   * @throws IOException if a file is missing or cannot be read
   */
  public static Mnist test(Path folder, Family family) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(family, "family");

    return open(folder, family, "test", family.test);
  }

  private static Mnist open(Path folder, Family family, String part, String prefix)
      throws IOException {
    Folders.check(folder);
    return open(
        family,
        part,
        find(folder, prefix + "-images-idx3-ubyte"),
        find(folder, prefix + "-labels-idx1-ubyte"));
  }

  /**
   * Finds the file of that name, raw or compressed; some unpackers replace the second dash by a
   * dot.
   */
  private static Path find(Path folder, String name) throws IOException {
    String dotted = name.replace("-idx", ".idx");
    for (String candidate : List.of(name, name + ".gz", dotted, dotted + ".gz")) {
      if (Files.isRegularFile(folder.resolve(candidate))) {
        return folder.resolve(candidate);
      }
    }
    throw new FileNotFoundException(
        "neither "
            + printable(folder.resolve(name))
            + " nor "
            + name
            + ".gz exists; expected an IDX file");
  }

  /**
   * Opens two files of this format under any names.
   *
   * @param family the dataset that defines their classes and orientation
   * @param part a name for {@link #description()}, such as "train"
   * @param imageFile images: IDX of 3 dimensions
   * @param labelFile their labels: IDX of 1 dimension
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or if the
   *     two do not belong together
   * @throws IOException if a file is missing or cannot be read
   */
  public static Mnist open(Family family, String part, Path imageFile, Path labelFile)
      throws IOException {
    requireNonNull(family, "family");
    requireNonNull(part, "part");
    requireNonNull(imageFile, "imageFile");
    requireNonNull(labelFile, "labelFile");

    byte[] labels = labels(family, labelFile);
    IdxFile images = IdxFile.read(imageFile, 3);
    if (images.dimension(0) != labels.length) {
      images.close();
      throw new MalformedFileException(
          labelFile,
          "expected "
              + images.dimension(0)
              + " labels, one for each image of "
              + imageFile
              + "; found "
              + labels.length);
    }
    int rows = images.dimension(family.transposed ? 2 : 1);
    int columns = images.dimension(family.transposed ? 1 : 2);
    return new Mnist(family, part, images, labels, new ImageShape(rows, columns, 1));
  }

  /** Reads the labels and shifts them to begin with 0. */
  private static byte[] labels(Family family, Path labelFile) throws IOException {
    int classes = family.classNames.size();
    try (IdxFile file = IdxFile.read(labelFile, 1)) {
      byte[] labels = new byte[file.dimension(0)];
      file.values(0, labels);
      for (int i = 0; i < labels.length; i++) {
        int stored = labels[i] & 255;
        int label = stored - family.firstLabel;
        if (label < 0 || label >= classes) {
          throw new MalformedFileException(
              labelFile,
              String.format(
                  Locale.ROOT,
                  "the label of image %d (offset %d) is %d, expected %d to %d for %s",
                  i,
                  8 + i,
                  stored,
                  family.firstLabel,
                  family.firstLabel + classes - 1,
                  family));
        }
        labels[i] = (byte) label;
      }
      return labels;
    }
  }

  private int check(int index) {
    checkState(!closed, "this dataset is closed: %s", description());
    return checkElementIndex(index, size(), "image");
  }

  @Override
  public int size() {
    return labels.length;
  }

  /** 28x28x1 in all published files. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(shape);
  }

  @Override
  public Pixels read(int index) throws IOException {
    byte[] data = new byte[shape.size()];
    images.values(check(index) * data.length, data);
    return new Pixels(shape, family.transposed ? transposed(data) : data);
  }

  private byte[] transposed(byte[] columns) {
    byte[] rows = new byte[columns.length];
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        rows[y * shape.width() + x] = columns[x * shape.height() + y];
      }
    }
    return rows;
  }

  @Override
  public int label(int index) {
    return labels[check(index)] & 255;
  }

  @Override
  public List<String> classNames() {
    return family.classNames;
  }

  @Override
  public String name(int index) {
    return EntryNames.of(images.path().getFileName()) + "#" + index;
  }

  /**
   * Returns the number of images and a fingerprint of their labels, since other sets are published
   * in files of the same names.
   */
  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closed = true;
    images.close();
  }

  @Override
  public String toString() {
    return description();
  }
}
