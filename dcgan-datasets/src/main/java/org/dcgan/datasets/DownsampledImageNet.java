package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.ClassNames;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.datasets.files.Fingerprints;
import org.dcgan.datasets.files.Folders;
import org.dcgan.datasets.format.NpzFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;

/**
 * ImageNet downsampled to 8, 16, 32 or 64 pixels (Chrabaszcz et al., arXiv 1707.08819) from its
 * NumPy archives: 1,281,167 images for training in ten files, 50,000 for validation in one.
 *
 * <p>Only the labels are held on the heap. Uncompressed arrays are read from the archives on
 * demand; compressed arrays are first unpacked into temporary files (3.9 GB for 32 pixels, 15.7 GB
 * for 64).
 *
 * <p>Labels are 0 to 999, one less than in the files. They follow the order of the ILSVRC 2015
 * development kit, not that of the synset numbers. If map_clsloc.txt lies beside the files, the
 * class names are read from it.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class DownsampledImageNet implements Dataset {
  private static final int CLASSES = 1000;
  private static final int TRAINING_FILES = 10;
  private static final String NAMES_FILE = "map_clsloc.txt";

  private final List<Path> files;
  private final List<NpzFile.Numbers> images;

  /** Index of each file's first image, and the total size at the end. */
  private final int[] starts;

  private final short[] labels;
  private final List<String> classNames;
  private final ImageShape shape;
  private final String description;
  private volatile boolean closed;

  private DownsampledImageNet(
      String part,
      List<Path> files,
      List<NpzFile.Numbers> images,
      int[] starts,
      short[] labels,
      List<String> classNames,
      ImageShape shape) {
    this.files = files;
    this.images = images;
    this.starts = starts;
    this.labels = labels;
    this.classNames = classNames;
    this.shape = shape;
    this.description =
        String.format(
            Locale.ROOT,
            "imagenet%d(%s, %d images, %s)",
            shape.height(),
            part,
            labels.length,
            Fingerprints.ofLabels(labels.length, i -> labels[i]));
  }

  /**
   * Opens the training images.
   *
   * @param folder the folder that holds train_data_batch_1.npz to train_data_batch_10.npz
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or holds
   *     a label outside 1 to 1000
   * @throws IOException if a file is missing or cannot be read, or if there is no room in the
   *     folder for temporary files
   */
  public static DownsampledImageNet train(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    Folders.check(folder);
    return open(
        "train",
        IntStream.rangeClosed(1, TRAINING_FILES)
            .mapToObj(i -> folder.resolve("train_data_batch_" + i + ".npz"))
            .toList());
  }

  /**
   * Opens the validation images.
   *
   * @param folder the folder that holds val_data.npz
   * @return the open dataset
   * @throws MalformedFileException if the file is not of that format, truncated or damaged, or
   *     holds a label outside 1 to 1000
   * @throws IOException if the file is missing or cannot be read, or if there is no room in the
   *     folder for temporary files
   */
  public static DownsampledImageNet validation(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    Folders.check(folder);
    return open("validation", List.of(folder.resolve("val_data.npz")));
  }

  /**
   * Opens files of this format and concatenates their images.
   *
   * @param part a name for {@link #description()}, such as "train"
   * @param files at least one
   * @return the open dataset
   * @throws MalformedFileException if a file is not of that format, truncated or damaged, or holds
   *     a label outside 1 to 1000
   * @throws IOException if a file is missing or cannot be read, or if there is no room in the
   *     folder for temporary files
   */
  public static DownsampledImageNet open(String part, List<Path> files) throws IOException {
    requireNonNull(part, "part");
    requireNonNull(files, "files");

    List<NpzFile.Numbers> images = new ArrayList<>();
    try {
      return open(part, files, images);
    } catch (IOException | RuntimeException | Error e) {
      images.forEach(NpzFile.Numbers::close);
      throw e;
    }
  }

  private static DownsampledImageNet open(
      String part, List<Path> files, List<NpzFile.Numbers> images) throws IOException {
    int[] starts = new int[files.size() + 1];
    short[] labels = new short[0];
    int side = 0;
    for (int f = 0; f < files.size(); f++) {
      List<NpzFile.Numbers> arrays = NpzFile.read(files.get(f), "data", "labels");
      NpzFile.Numbers data = arrays.get(0);
      images.add(data);
      int found = side(files.get(f), data);
      if (side != 0 && found != side) {
        throw new MalformedFileException(
            files.get(f), "expected images of " + side + " pixels, found " + found);
      }
      side = found;
      int count = (int) data.shape()[0];
      starts[f + 1] = Math.addExact(starts[f], count);
      labels = Arrays.copyOf(labels, starts[f + 1]);
      try (NpzFile.Numbers stored = arrays.get(1)) {
        labels(files.get(f), stored, count, labels, starts[f]);
      }
    }
    if (side == 0) {
      throw new IllegalArgumentException("no files were named; name at least one");
    }
    return new DownsampledImageNet(
        part,
        List.copyOf(files),
        images,
        starts,
        labels,
        classNames(files.get(0).resolveSibling(NAMES_FILE)),
        ImageShape.square(side, 3));
  }

  private static int side(Path file, NpzFile.Numbers data) throws MalformedFileException {
    long[] shape = data.shape();
    int side = shape.length == 2 ? (int) Math.round(Math.sqrt(shape[1] / 3.)) : 0;
    if (side == 0 || 3L * side * side != shape[1] || data.bytesEach() != 1 || data.signed()) {
      throw new MalformedFileException(
          file,
          "expected data to be N x (3 * side * side) of uint8, found "
              + Arrays.toString(shape)
              + " of "
              + data.bytesEach()
              + " bytes each");
    }
    return side;
  }

  private static void labels(
      Path file, NpzFile.Numbers numbers, int count, short[] labels, int start) throws IOException {
    if (numbers.shape().length != 1 || numbers.shape()[0] != count) {
      throw new MalformedFileException(
          file,
          "expected "
              + count
              + " labels, one for each row of data; found "
              + Arrays.toString(numbers.shape()));
    }
    for (int i = 0; i < count; i++) {
      long label = numbers.value(i);
      if (label < 1 || label > CLASSES) {
        throw new MalformedFileException(
            file, "the label of image " + i + " is " + label + ", expected 1 to " + CLASSES);
      }
      labels[start + i] = (short) (label - 1);
    }
  }

  /** Lines such as "n02119789 1 kit_fox"; without the file, the numbers. */
  private static List<String> classNames(Path file) throws IOException {
    String[] names =
        IntStream.rangeClosed(1, CLASSES).mapToObj(String::valueOf).toArray(String[]::new);
    if (Files.exists(file)) {
      for (String line : ClassNames.lines(file)) {
        String[] fields = line.strip().split("\\s+", 3);
        if (line.isBlank()) {
          continue;
        }
        if (fields.length < 3 || !fields[1].matches("[1-9]\\d{0,2}|1000")) {
          throw new MalformedFileException(
              file,
              "expected lines of synset, number and name, such as 'n02119789 1 kit_fox'; found '"
                  + line.substring(0, Math.min(80, line.length()))
                  + "'");
        }
        names[Integer.parseInt(fields[1]) - 1] = fields[0] + " " + fields[2];
      }
    }
    return List.of(names);
  }

  private int file(int index) {
    checkState(!closed, "this dataset is closed: %s", description());
    checkElementIndex(index, size(), "image");
    int file = 0;
    while (starts[file + 1] <= index) {
      file++;
    }
    return file;
  }

  @Override
  public int size() {
    return labels.length;
  }

  /** Square, 3 channels. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(shape);
  }

  @Override
  public Pixels read(int index) throws IOException {
    int file = file(index);
    int area = shape.height() * shape.width();
    byte[] planes = new byte[shape.size()];
    images.get(file).read((long) (index - starts[file]) * planes.length, planes);
    byte[] data = new byte[planes.length];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < area; i++) {
        data[3 * i + c] = planes[c * area + i];
      }
    }
    return new Pixels(shape, data);
  }

  @Override
  public int label(int index) {
    int unused = file(index); // checks the index
    return labels[index];
  }

  /** Returns synset and name of each class, or "1" to "1000" if map_clsloc.txt is missing. */
  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    int file = file(index);
    return EntryNames.of(files.get(file).getFileName()) + "#" + (index - starts[file]);
  }

  /** Returns the size and number of the images and a fingerprint of their labels. */
  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    closed = true;
    images.forEach(NpzFile.Numbers::close);
  }

  @Override
  public String toString() {
    return description();
  }
}
