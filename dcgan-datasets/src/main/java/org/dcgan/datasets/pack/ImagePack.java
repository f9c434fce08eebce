package org.dcgan.datasets.pack;

import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.pack.PackHeader.Extent;
import org.dcgan.datasets.pack.PackLayout.Section;
import org.dcgan.datasets.pack.PackReport.Skipped;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;

/**
 * Images of one shape in one file, with their labels and names, the names of the classes, and the
 * description of the source they came from, preprocessing included. Decoding and cropping are done
 * once; afterwards a folder of any size is read at the speed of memory:
 *
 * <pre>{@code
 * Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
 * ImagePack.write(faces, Path.of("faces64.pack"), PackOptions.defaults(), listener);
 * try (ImagePack pack = ImagePack.open(Path.of("faces64.pack"))) {
 *   dcgan.train(pack, plan, listener);
 * }
 * }</pre>
 *
 * <p>Images, names and labels are read where they lie in the file, so that a pack of three million
 * images takes no more heap than a small one. Opening checks the header (under a checksum) and the
 * size of the file; {@link #verify} checks all the content. Safe for use from several threads,
 * interrupted ones included. A pack that becomes shorter while it is open, or whose disk fails, is
 * an {@link IOException} that names the file. Closing waits for reads in progress; reading
 * afterwards is an {@link IllegalStateException}.
 */
public final class ImagePack implements Dataset {
  /** Names and reasons are far shorter; a damaged one must not fill the heap. */
  private static final int MAX_TEXT = 1 << 24;

  private final Path file;
  private final PackHeader header;
  private final PackFile bytes;
  private final String sourceDescription;
  private final List<String> classNames;

  private ImagePack(
      Path file,
      PackHeader header,
      PackFile bytes,
      String sourceDescription,
      List<String> classNames) {
    this.file = file;
    this.header = header;
    this.bytes = bytes;
    this.sourceDescription = sourceDescription;
    this.classNames = classNames;
  }

  /**
   * Packs a source. Images that cannot be read are left out, counted and listed. Several threads
   * read; the result depends on the source alone, byte for byte.
   *
   * <p>It can be stopped and killed at any moment: the same call goes on where it was, from files
   * beside the pack ({@code .part}, {@code .journal}). A finished pack of the same source is left
   * as it is.
   *
   * @param source images of one shape, at least one; not closed
   * @param file where; missing folders are made
   * @param options how
   * @param listener told of the progress, in images
   * @return how it went
   * @throws IllegalArgumentException if the source is empty or its images differ in shape
   * @throws java.nio.file.FileAlreadyExistsException if a pack of something else is there and is
   *     not to be replaced
   * @throws IOException if the source as a whole cannot be read, none of its images can, the file
   *     cannot be written, someone else is writing it, or an unfinished pack of another source or
   *     preprocessing is there and not to be replaced
   */
  public static PackReport write(
      ImageSource source, Path file, PackOptions options, ProgressListener listener)
      throws IOException {
    requireNonNull(source, "source");
    requireNonNull(file, "file");
    requireNonNull(options, "options");
    requireNonNull(listener, "listener");

    return new PackWriter(source, file, options, listener).write();
  }

  /**
   * Opens a pack.
   *
   * @param file where it is
   * @return the open pack
   * @throws MalformedFileException if it is no pack, damaged in what is checked here, or truncated
   * @throws IOException if it is missing or cannot be read
   */
  public static ImagePack open(Path file) throws IOException {
    requireNonNull(file, "file");

    if (!Files.isRegularFile(file)) {
      boolean unfinished = Files.exists(file.resolveSibling(file.getFileName() + ".part"));
      throw new NoSuchFileException(
          file.toString(),
          null,
          unfinished
              ? "packing was interrupted; call ImagePack.write again to finish it"
              : "expected an image pack, found no file; make one with ImagePack.write");
    }
    PackFile bytes = PackFile.open(file);
    try {
      byte[] page = new byte[(int) Math.min(PackLayout.HEADER_BYTES, bytes.size())];
      bytes.read(0, page);
      PackHeader header = PackHeader.decode(file, ByteBuffer.wrap(page), bytes.size());
      checkSection(file, header, bytes, Section.CHUNKS);
      List<String> texts = texts(file, header, bytes);
      return new ImagePack(
          file, header, bytes, texts.get(0), List.copyOf(texts.subList(1, texts.size())));
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  /** The description, then the names of the classes. */
  private static List<String> texts(Path file, PackHeader header, PackFile bytes)
      throws IOException {
    checkSection(file, header, bytes, Section.META);
    Extent meta = header.section(Section.META);
    byte[] content = new byte[(int) meta.length()];
    bytes.read(meta.offset(), content);
    ByteBuffer in = ByteBuffer.wrap(content).order(PackLayout.ORDER);
    List<String> texts = new ArrayList<>();
    while (in.hasRemaining()) {
      int length = in.remaining() < 4 ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        break;
      }
      texts.add(new String(content, in.position(), length, StandardCharsets.UTF_8));
      in.position(in.position() + length);
    }
    if (in.hasRemaining() || texts.isEmpty()) {
      throw new MalformedFileException(
          file, "the description and the names of the classes do not fit their section");
    }
    return texts;
  }

  private static void checkSection(Path file, PackHeader header, PackFile bytes, Section section)
      throws IOException {
    Extent extent = header.section(section);
    if (bytes.checksum(extent.offset(), extent.length()) != extent.checksum()) {
      throw new MalformedFileException(
          file,
          String.format(
              Locale.ROOT,
              "section %s (offset %d, %d bytes) is damaged: its checksum differs; copy or pack the"
                  + " file again",
              section,
              extent.offset(),
              extent.length()));
    }
  }

  /**
   * Checks the whole content against its checksums, which reads the whole file.
   *
   * @param listener told of the progress, in images
   * @throws MalformedFileException if something is damaged, with its place
   * @throws IOException if the file cannot be read
   */
  public void verify(ProgressListener listener) throws IOException {
    requireNonNull(listener, "listener");

    for (Section section : Section.values()) {
      if (section != Section.PIXELS) {
        checkSection(file, header, bytes, section);
      }
    }
    try (ProgressListener.Task progress = listener.start("verifying", size(), "images")) {
      long table = header.section(Section.CHUNKS).offset();
      long position = header.section(Section.PIXELS).offset();
      long first = 0;
      for (int i = 0; i < header.chunks(); i++) {
        long count = bytes.readInt(table + 8L * i);
        if (count < 0 || first + count > size()) {
          throw new MalformedFileException(file, "the table of chunks does not fit the images");
        }
        long length = count * header.shape().size();
        if (count > 0 && bytes.checksum(position, length) != bytes.readInt(table + 8L * i + 4)) {
          throw new MalformedFileException(
              file,
              String.format(
                  Locale.ROOT,
                  "images %d to %d (offset %d, %d bytes) are damaged: their checksum differs; copy"
                      + " or pack the file again",
                  first,
                  first + count - 1,
                  position,
                  length));
        }
        position += length;
        first += count;
        progress.advance(count);
      }
      if (first != size()) {
        throw new MalformedFileException(file, "the table of chunks does not fit the images");
      }
    }
  }

  /** Whether this is what packing the source would make, as far as the source tells. */
  boolean isOf(ImageSource source) {
    return source.description().equals(sourceDescription)
        && source.size() == (long) size() + skippedCount()
        && source.shape().equals(shape())
        && source.classNames().equals(classNames);
  }

  @Override
  public int size() {
    return header.count();
  }

  /** Always known. */
  @Override
  public Optional<ImageShape> shape() {
    return Optional.of(header.shape());
  }

  @Override
  public Pixels read(int index) throws IOException {
    checkElementIndex(index, size(), "image");
    byte[] data = new byte[header.shape().size()];
    bytes.read(header.section(Section.PIXELS).offset() + (long) index * data.length, data);
    return new Pixels(header.shape(), data);
  }

  /**
   * The class of an image.
   *
   * @throws UncheckedIOException if the pack is damaged there
   */
  @Override
  public int label(int index) {
    checkElementIndex(index, size(), "image");
    try {
      int label = bytes.readInt(header.section(Section.LABELS).offset() + 4L * index);
      if (label < NO_LABEL || label >= classNames.size()) {
        throw new MalformedFileException(
            file,
            String.format(
                Locale.ROOT,
                "the label of image %d is %d, expected -1 to %d; copy or pack the file again",
                index,
                label,
                classNames.size() - 1));
      }
      return label;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  /**
   * What the source called an image.
   *
   * @throws UncheckedIOException if the pack is damaged there
   */
  @Override
  public String name(int index) {
    checkElementIndex(index, size(), "image");
    return text(Section.NAME_OFFSETS, Section.NAMES, index);
  }

  /**
   * How many images of the source could not be read and are not in the pack.
   *
   * @return at least 0
   */
  public int skippedCount() {
    return header.skipped();
  }

  /**
   * An image that is not in the pack.
   *
   * @param i 0 to {@link #skippedCount()} - 1
   * @return its index in the source, its name there, and why it could not be read
   * @throws UncheckedIOException if the pack is damaged there
   */
  public Skipped skipped(int i) {
    checkElementIndex(i, skippedCount(), "image left out");
    String text = text(Section.SKIPPED_OFFSETS, Section.SKIPPED, i);
    try {
      return PackWriter.decodeSkipped(text);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(
          new MalformedFileException(
              file,
              "entry " + i + " of the images left out is damaged; copy or pack the file again"));
    }
  }

  private String text(Section offsets, Section texts, int index) {
    try {
      long at = header.section(offsets).offset() + 8L * index;
      long from = bytes.readLong(at);
      long to = bytes.readLong(at + 8);
      Extent extent = header.section(texts);
      if (from < 0 || to < from || to > extent.length() || to - from > MAX_TEXT) {
        throw new MalformedFileException(
            file,
            String.format(
                Locale.ROOT,
                "entry %d of section %s is damaged (bytes %d to %d of %d); copy or pack the file"
                    + " again",
                index,
                texts,
                from,
                to,
                extent.length()));
      }
      byte[] text = new byte[(int) (to - from)];
      bytes.read(extent.offset() + from, text);
      return new String(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the source said of itself when it was packed.
   *
   * @return its description, preprocessing included
   */
  public String sourceDescription() {
    return sourceDescription;
  }

  /** The number of images, a fingerprint of their bytes and labels, and the source. */
  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "pack(%d images, %012x) of %s",
        size(),
        header.fingerprint() & 0xFFFF_FFFF_FFFFL,
        sourceDescription);
  }

  @Override
  public void close() {
    bytes.close();
  }

  @Override
  public String toString() {
    return description();
  }
}
