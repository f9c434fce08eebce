package org.dcgan.datasets;

import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.collect.ImmutableList;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.ClassNames;
import org.dcgan.datasets.files.Folders;
import org.dcgan.datasets.format.ImageDecoder;
import org.dcgan.image.ImageShape;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.image.RgbColor;
import org.dcgan.internal.CloseOnFailure;

/**
 * ImageNet (ILSVRC, Russakovsky et al., arXiv 1409.0575) as one folder per synset, such as
 * n01440764, with labels in the order of the published list of synsets. The images differ in size;
 * the paper (section 4.3) trains on min-resized center crops of 32 pixels:
 *
 * <pre>{@code
 * Dataset images =
 *     ImageNet.open(Path.of("ILSVRC")).centerCropped(32, Resampling.BILINEAR);
 * }</pre>
 *
 * <p>A class name consists of synset and words, such as "n02012849 crane", because words alone are
 * ambiguous: two classes are called crane.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ImageNet implements Dataset {
  private static final Pattern SYNSET = Pattern.compile("n\\d{8}");
  private static final Pattern LINE = Pattern.compile("\\s*(n\\d{8})(?:[\\s:,]+(.*\\S))?\\s*");

  /** The possible paths of the class folders below the given folder. */
  private static final List<String> TRAINING_FOLDERS =
      List.of("", "train", "CLS-LOC/train", "Data/CLS-LOC/train", "ILSVRC/Data/CLS-LOC/train");

  /** The files that list the synsets in the order of the labels. */
  private static final List<String> LISTS =
      List.of(
          "LOC_synset_mapping.txt", "synset_words.txt", "synsets.txt", "synset.txt", "wnids.txt");

  /** The words of all synsets of WordNet, of which the classes are a part. */
  private static final String WORDS = "words.txt";

  private static final int LEVELS_UP = 5;

  private final ImageFolder images;
  private final List<String> classNames;

  /** Maps the labels of the folder, which follow the synset numbers, to those of the list. */
  private final int[] newLabels;

  private ImageNet(ImageFolder images, List<String> classNames, int[] newLabels) {
    this.images = images;
    this.classNames = classNames;
    this.newLabels = newLabels;
  }

  /**
   * Opens the class folders, with the list of synsets that lies beside or above them:
   * LOC_synset_mapping.txt, synset_words.txt, synsets.txt or wnids.txt (with words.txt). Without a
   * list the labels are in the order of the synsets' numbers, which is that of the list of ILSVRC.
   *
   * @param folder the folder of the class folders, or a folder above it: train, Data or ILSVRC
   * @return the open dataset
   * @throws MalformedFileException if the list is malformed, lacks a class that has a folder, or
   *     names a class that has none
   * @throws IOException if there are no class folders, or no images in them
   */
  public static ImageNet open(Path folder) throws IOException {
    requireNonNull(folder, "folder");

    return open(folder, ImageDecoder.DEFAULT_BACKGROUND);
  }

  /**
   * Opens the class folders as {@link #open(Path)} does, with a custom background.
   *
   * @param folder the folder of the class folders, or a folder above it: train, Data or ILSVRC
   * @param background the color that transparent pixels are composited over; it becomes part of the
   *     description where it is not {@link ImageFolder#DEFAULT_BACKGROUND}
   * @return the open dataset
   * @throws MalformedFileException if the list is not one, or lacks a class that is there, or names
   *     one that is not
   * @throws IOException if there are no class folders, or no images in them
   */
  public static ImageNet open(Path folder, RgbColor background) throws IOException {
    requireNonNull(folder, "folder");
    requireNonNull(background, "background");

    Path classes = classFolders(folder);
    Path above = classes.toAbsolutePath();
    for (int i = 0; i < LEVELS_UP && above != null; i++, above = above.getParent()) {
      for (String name : LISTS) {
        if (Files.isRegularFile(above.resolve(name))) {
          return open(classes, above.resolve(name), background);
        }
      }
    }
    ImageFolder images = images(classes, background);
    Map<String, String> synsets = new LinkedHashMap<>();
    images.classNames().forEach(name -> synsets.put(name, ""));
    return of(images, classes, synsets);
  }

  /**
   * Opens class folders with a list of synsets.
   *
   * @param classFolders the folder of the class folders
   * @param synsets a text file in UTF-8 with one synset a line, in the order of the labels from 0,
   *     with or without words behind it; if without, words.txt beside it is looked at
   * @return the open dataset
   * @throws MalformedFileException if the list is not one, or lacks a class that is there, or names
   *     one that is not
   * @throws IOException if there are no class folders, or no images in them
   */
  public static ImageNet open(Path classFolders, Path synsets) throws IOException {
    requireNonNull(classFolders, "classFolders");
    requireNonNull(synsets, "synsets");

    return open(classFolders, synsets, ImageDecoder.DEFAULT_BACKGROUND);
  }

  private static ImageNet open(Path classFolders, Path synsets, RgbColor background)
      throws IOException {
    Map<String, String> list = list(synsets);
    Path words = synsets.resolveSibling(WORDS);
    if (list.values().stream().allMatch(String::isEmpty) && Files.isRegularFile(words)) {
      for (String line : ClassNames.lines(words)) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches() && matcher.group(2) != null) {
          list.computeIfPresent(matcher.group(1), (synset, none) -> matcher.group(2));
        }
      }
    }
    return CloseOnFailure.of(images(classFolders, background), images -> of(images, synsets, list));
  }

  private static Map<String, String> list(Path file) throws IOException {
    Map<String, String> synsets = new LinkedHashMap<>();
    int number = 0;
    for (String line : ClassNames.lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new MalformedFileException(
            file,
            "line "
                + number
                + ": expected a synset such as n01440764 and perhaps its words, found '"
                + line.substring(0, Math.min(80, line.length()))
                + "'");
      }
      String words = matcher.group(2) == null ? "" : matcher.group(2);
      if (synsets.put(matcher.group(1), words) != null) {
        throw new MalformedFileException(
            file, "line " + number + ": " + matcher.group(1) + " is listed a second time");
      }
    }
    return synsets;
  }

  private static ImageNet of(ImageFolder images, Path list, Map<String, String> synsets)
      throws IOException {
    List<String> order = List.copyOf(synsets.keySet());
    List<String> found = images.classNames();
    List<String> unknown = found.stream().filter(name -> !synsets.containsKey(name)).toList();
    List<String> missing = order.stream().filter(name -> !found.contains(name)).toList();
    if (!unknown.isEmpty() || !missing.isEmpty()) {
      throw new MalformedFileException(
          list,
          String.format(
              Locale.ROOT,
              "expected the %d synsets that have folders; %s; use ImageFolder.withClasses for some"
                  + " of ImageNet",
              found.size(),
              !unknown.isEmpty()
                  ? unknown.size() + " are not in the list, such as " + unknown.get(0)
                  : missing.size() + " in the list have no images, such as " + missing.get(0)));
    }
    return new ImageNet(
        images,
        order.stream()
            .map(synset -> (synset + " " + synsets.get(synset)).strip())
            .collect(ImmutableList.toImmutableList()),
        found.stream().mapToInt(order::indexOf).toArray());
  }

  private static ImageFolder images(Path classFolders, RgbColor background) throws IOException {
    return CloseOnFailure.of(
        ImageFolder.builder(classFolders).classes(true).background(background).open(),
        images -> {
          for (String name : images.classNames()) {
            if (!SYNSET.matcher(name).matches()) {
              throw new IOException(
                  printable(classFolders.resolve(name))
                      + ": expected folders named after synsets only, such as n01440764");
            }
          }
          return images;
        });
  }

  private static Path classFolders(Path folder) throws IOException {
    Folders.check(folder);
    List<Path> tried = new ArrayList<>();
    for (String below : TRAINING_FOLDERS) {
      Path candidate = folder.resolve(below);
      tried.add(candidate);
      if (Files.isDirectory(candidate) && hasSynset(candidate)) {
        return candidate;
      }
    }
    throw new FileNotFoundException(
        "none of " + tried + " holds folders named after synsets, such as n01440764");
  }

  private static boolean hasSynset(Path folder) throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> SYNSET.matcher(entry.getFileName().toString()).matches())) {
      return entries.iterator().hasNext();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  @Override
  public int size() {
    return images.size();
  }

  /** Always empty: the images differ in size. */
  @Override
  public Optional<ImageShape> shape() {
    return images.shape();
  }

  /** Always 3; grayscale images get three equal channels. */
  @Override
  public OptionalInt channels() {
    return images.channels();
  }

  @Override
  public Pixels read(int index) throws IOException {
    return images.read(index);
  }

  /**
   * Returns the number of distinct images that were found to be unreadable since the folder was
   * opened.
   *
   * @return 0 to {@link #size()}
   */
  public int unreadableCount() {
    return images.unreadableCount();
  }

  /** Known once the image has been read. */
  @Override
  public boolean isTransparent(int index) {
    return images.isTransparent(index);
  }

  /** Returns the position of the image's synset in the list, from 0. */
  @Override
  public int label(int index) {
    checkElementIndex(index, size(), "image");
    return newLabels[images.label(index)];
  }

  /** Returns synset and words of each class, such as "n01440764 tench, Tinca tinca". */
  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public String name(int index) {
    return images.name(index);
  }

  @Override
  public String description() {
    return images.description().replaceFirst("^folder", "imagenet");
  }

  @Override
  public void close() throws IOException {
    images.close();
  }

  @Override
  public String toString() {
    return description();
  }
}
