package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.ClassNames;
import org.dcgan.datasets.files.Folders;
import org.dcgan.datasets.files.FormatHints;
import org.dcgan.datasets.format.CifarFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;

/**
 * CIFAR-10 from its official binary version (cifar-10-binary.tar.gz, unpacked): 50,000 images for
 * training and 10,000 for testing, 32x32x3, ten classes. Images are read from the files on demand;
 * none is held on the heap.
 *
 * <p>The images keep the order of the files, which the publisher has shuffled.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Cifar10 implements Dataset {
  private static final String USUAL_FOLDER = "cifar-10-batches-bin";
  private static final String NAMES_FILE = "batches.meta.txt";
  private static final List<String> KNOWN_CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final String part;
  private final List<CifarFile> files;
  private final List<String> classNames;
  private volatile boolean closed;

  private Cifar10(String part, List<CifarFile> files, List<String> classNames) {
    this.part = part;
    this.files = files;
    this.classNames = classNames;
  }

  /**
   * Opens the 50,000 training images.
   *
   * @param folder the folder that holds data_batch_1.bin to data_batch_5.bin, or its parent
   * @return the open dataset
   * @throws MalformedFileException if a file is of the wrong size or holds a label above 9
   * @throws IOException if a file is missing or cannot be read
   */
  public static Cifar10 train(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return open(
        folder, "train", Stream.of(1, 2, 3, 4, 5).map(n -> "data_batch_" + n + ".bin").toList());
  }

  /**
   * Opens the 10,000 test images.
   *
   * @param folder the folder that holds test_batch.bin, or its parent
   * @return the open dataset
   * @throws MalformedFileException if the file is of the wrong size or holds a label above 9
   * @throws IOException if the file is missing or cannot be read
   */
  public static Cifar10 test(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return open(folder, "test", List.of("test_batch.bin"));
  }

  private static Cifar10 open(Path folder, String part, List<String> names) throws IOException {
    checkNoPickles(folder);
    Path home =
        Folders.holding(
            folder,
            USUAL_FOLDER,
            names.get(0),
            "CIFAR-10's binary version (unpack cifar-10-binary.tar.gz)");
    List<CifarFile> files = new ArrayList<>();
    try {
      for (String name : names) {
        files.add(CifarFile.open(home.resolve(name), CifarFile.RECORDS, KNOWN_CLASSES.size()));
      }
      return new Cifar10(
          part, List.copyOf(files), ClassNames.read(home.resolve(NAMES_FILE), KNOWN_CLASSES));
    } catch (IOException | RuntimeException | Error e) {
      files.forEach(CifarFile::close);
      throw e;
    }
  }

  private static void checkNoPickles(Path folder) throws IOException {
    for (Path candidate : new Path[] {folder, folder.resolve("cifar-10-batches-py")}) {
      if (Files.isRegularFile(candidate.resolve("data_batch_1"))
          && !Files.exists(folder.resolve(USUAL_FOLDER))
          && !Files.exists(folder.resolve("data_batch_1.bin"))) {
        throw new FileNotFoundException(
            candidate
                + ": expected CIFAR-10's binary version, found data_batch_1 without .bin; "
                + FormatHints.CIFAR10_ADVICE);
      }
    }
  }

  private CifarFile file(int index) {
    checkState(!closed, "this dataset is closed: %s", description());
    checkElementIndex(index, size(), "image");
    return files.get(index / CifarFile.RECORDS);
  }

  @Override
  public int size() {
    return files.size() * CifarFile.RECORDS;
  }

  /** Always 32x32x3. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(CifarFile.SHAPE);
  }

  @Override
  public Pixels read(int index) throws IOException {
    return file(index).image(index % CifarFile.RECORDS);
  }

  @Override
  public int label(int index) {
    return file(index).label(index % CifarFile.RECORDS, 0);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    return file(index).path().getFileName() + "#" + index % CifarFile.RECORDS;
  }

  @Override
  public String description() {
    return "cifar10(" + part + ", " + size() + " images)";
  }

  @Override
  public void close() {
    closed = true;
    files.forEach(CifarFile::close);
  }

  @Override
  public String toString() {
    return description();
  }
}
