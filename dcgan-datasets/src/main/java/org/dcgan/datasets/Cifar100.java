package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.ClassNames;
import org.dcgan.datasets.files.Folders;
import org.dcgan.datasets.files.FormatHints;
import org.dcgan.datasets.format.CifarFile;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;

/**
 * CIFAR-100 from its official binary version (cifar-100-binary.tar.gz, unpacked): 50,000 images for
 * training and 10,000 for testing, 32x32x3, 100 classes in 20 groups. Images are read from the file
 * on demand.
 *
 * <p>The labels are the 100 fine classes; {@link #coarse()} returns a view with the 20 coarse ones.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Cifar100 implements Dataset {
  private static final String USUAL_FOLDER = "cifar-100-binary";
  private static final int TRAINING_RECORDS = 50_000;
  private static final int TEST_RECORDS = 10_000;
  private static final int COARSE = 0;
  private static final int FINE = 1;

  private static final List<String> COARSE_CLASSES =
      List.of(
          ("aquatic_mammals fish flowers food_containers fruit_and_vegetables"
                  + " household_electrical_devices household_furniture insects large_carnivores"
                  + " large_man-made_outdoor_things large_natural_outdoor_scenes"
                  + " large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people"
                  + " reptiles small_mammals trees vehicles_1 vehicles_2")
              .split(" "));
  private static final List<String> FINE_CLASSES =
      List.of(
          ("apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus"
                  + " butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud"
                  + " cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest"
                  + " fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard"
                  + " lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange"
                  + " orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine"
                  + " possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk"
                  + " skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table"
                  + " tank telephone television tiger tractor train trout tulip turtle wardrobe"
                  + " whale willow_tree wolf woman worm")
              .split(" "));

  private final String part;
  private final CifarFile file;

  /** The number of open datasets that share the file. */
  private final AtomicInteger users;

  private final int which;
  private final List<String> fineNames;
  private final List<String> coarseNames;
  private volatile boolean closed;

  private Cifar100(
      String part,
      CifarFile file,
      AtomicInteger users,
      int which,
      List<String> fineNames,
      List<String> coarseNames) {
    this.part = part;
    this.file = file;
    this.users = users;
    this.which = which;
    this.fineNames = fineNames;
    this.coarseNames = coarseNames;
  }

  /**
   * Opens the 50,000 training images.
   *
   * @param folder the folder that holds train.bin, or its parent
   * @return the open dataset, with fine labels
   * @throws MalformedFileException if the file is of the wrong size or holds a label out of range
   * @throws IOException if the file is missing or cannot be read
   */
  public static Cifar100 train(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return open(folder, "train", TRAINING_RECORDS);
  }

  /**
   * Opens the 10,000 test images.
   *
   * @param folder the folder that holds test.bin, or its parent
   * @return the open dataset, with fine labels
   * @throws MalformedFileException if the file is of the wrong size or holds a label out of range
   * @throws IOException if the file is missing or cannot be read
   */
  public static Cifar100 test(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return open(folder, "test", TEST_RECORDS);
  }

  private static Cifar100 open(Path folder, String part, int records) throws IOException {
    String name = part + ".bin";
    checkNoPickles(folder, part);
    Path home =
        Folders.holding(
            folder,
            USUAL_FOLDER,
            name,
            "CIFAR-100's binary version (unpack cifar-100-binary.tar.gz)");
    CifarFile file =
        CifarFile.open(home.resolve(name), records, COARSE_CLASSES.size(), FINE_CLASSES.size());
    try {
      return new Cifar100(
          part,
          file,
          new AtomicInteger(1),
          FINE,
          ClassNames.read(home.resolve("fine_label_names.txt"), FINE_CLASSES),
          ClassNames.read(home.resolve("coarse_label_names.txt"), COARSE_CLASSES));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void checkNoPickles(Path folder, String part) throws IOException {
    for (Path candidate : new Path[] {folder, folder.resolve("cifar-100-python")}) {
      if (Files.isRegularFile(candidate.resolve("meta"))
          && Files.isRegularFile(candidate.resolve(part))
          && !Files.exists(folder.resolve(USUAL_FOLDER))
          && !Files.exists(folder.resolve(part + ".bin"))) {
        throw new FileNotFoundException(
            printable(candidate)
                + ": expected CIFAR-100's binary version, found "
                + part
                + " without .bin; "
                + FormatHints.CIFAR100_ADVICE);
      }
    }
  }

  /**
   * Returns a view of the same images with the labels of the 20 coarse classes.
   *
   * @return the view; the file stays open until both this dataset and the view are closed
   * @throws IllegalStateException if this dataset is closed
   */
  public synchronized Cifar100 coarse() {
    checkState(!closed, "this dataset is closed: %s", description());
    users.incrementAndGet();
    return new Cifar100(part, file, users, COARSE, fineNames, coarseNames);
  }

  private int check(int index) {
    checkState(!closed, "this dataset is closed: %s", description());
    return checkElementIndex(index, size(), "image");
  }

  @Override
  public int size() {
    return file.records();
  }

  /** Always 32x32x3. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(CifarFile.SHAPE);
  }

  @Override
  public Pixels read(int index) throws IOException {
    return file.image(check(index));
  }

  @Override
  public int label(int index) {
    return file.label(check(index), which);
  }

  @Override
  public List<String> classNames() {
    return which == FINE ? fineNames : coarseNames;
  }

  @Override
  public String name(int index) {
    return file.path().getFileName() + "#" + index;
  }

  @Override
  public String description() {
    return "cifar100(" + part + (which == FINE ? "" : ", coarse") + ", " + size() + " images)";
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (users.decrementAndGet() == 0) {
        file.close();
      }
    }
  }

  @Override
  public String toString() {
    return description();
  }
}
