package org.dcgan.datasets.pack;

import static com.google.common.base.Preconditions.checkElementIndex;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
import org.apiguardian.api.API;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.pack.PackHeader.SectionLocation;
import org.dcgan.datasets.pack.PackLayout.Section;
import org.dcgan.datasets.pack.PackReport.Skipped;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.MalformedFileException;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;

/**
 * Images of one shape in one file, with their labels and names, the names of the classes, and the
 * description of their source, preprocessing included. Images are decoded and cropped once, when
 * the pack is written; afterwards reading costs no more than copying the bytes:
 *
 * <pre>{@code
 * Dataset faces = ImageFolder.open(Path.of("faces")).centerCropped(64);
 * ImagePack.write(faces, Path.of("faces64.pack"), PackOptions.defaults(), listener);
 * try (ImagePack pack = ImagePack.open(Path.of("faces64.pack"))) {
 *   dcgan.train(pack, plan, listener);
 * }
 * }</pre>
 *
 * <p>Images, names and labels are read from the file on demand, so the heap that a pack takes does
 * not depend on the number of images. Opening verifies the header (by its checksum) and the size of
 * the file; {@link #verify} verifies all content. Safe for use from several threads, interrupted
 * ones included. If the file is truncated while it is open, or its disk fails, {@link #read} throws
 * an {@link IOException} that names the file. {@link #close} waits for reads in progress; later
 * reads throw an {@link IllegalStateException}.
 */
@API(status = API.Status.STABLE, since = "0.1")
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
   * Writes the images of a source to a pack. Unreadable images are omitted, counted and listed. The
   * images are read by several threads; the file depends on the source only, byte for byte.
   *
   * <p>Packing can be interrupted or killed at any time: the same call resumes it from files next
   * to the pack ({@code .part}, {@code .journal}). A finished pack of the same source is left
   * unchanged.
   *
   * @param source at least one image, all of one shape; not closed
   * @param file the file of the pack; missing folders are created
   * @param options the number of threads, and whether an existing pack is replaced
   * @param listener receives the progress, in images
   * @return the counts of packed and skipped images
   * @throws IllegalArgumentException if the source is empty or its images differ in shape
   * @throws java.nio.file.FileAlreadyExistsException if the file is a pack of another source and
   *     must not be replaced
   * @throws IOException if the source as a whole cannot be read, none of its images can, the file
   *     cannot be written or is being written by another process, or there is an unfinished pack of
   *     another source or preprocessing that must not be replaced
   */
  @CanIgnoreReturnValue
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
   * @param file the file of the pack
   * @return the open pack
   * @throws MalformedFileException if the file is not a pack, is truncated, or has a damaged header
   * @throws IOException if it is missing or cannot be read
   */
  public static ImagePack open(Path file) throws IOException {
    requireNonNull(file, "file");

    if (!Files.isRegularFile(file)) {
      boolean unfinished = Files.exists(file.resolveSibling(file.getFileName() + ".part"));
      throw new NoSuchFileException(
          printable(file),
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

  /** Reads the description and the names of the classes, in this order. */
  private static List<String> texts(Path file, PackHeader header, PackFile bytes)
      throws IOException {
    checkSection(file, header, bytes, Section.META);
    SectionLocation meta = header.section(Section.META);
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
          file,
          "the description and the class names do not fit their section; copy or pack"
              + " the file again");
    }
    return texts;
  }

  private static void checkSection(Path file, PackHeader header, PackFile bytes, Section section)
      throws IOException {
    SectionLocation location = header.section(section);
    if (bytes.checksum(location.offset(), location.length()) != location.checksum()) {
      throw new MalformedFileException(
          file,
          String.format(
              Locale.ROOT,
              "section %s (offset %d, %d bytes) is damaged: its checksum differs; copy or pack the"
                  + " file again",
              section,
              location.offset(),
              location.length()));
    }
  }

  /**
   * Verifies the checksums of all content, for which the whole file is read.
   *
   * @param listener receives the progress, in images
   * @throws MalformedFileException if content is damaged; the message tells its offset
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
   * Returns the label of an image.
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
   * Returns the name that the source gave an image.
   *
   * @throws UncheckedIOException if the pack is damaged there
   */
  @Override
  public String name(int index) {
    checkElementIndex(index, size(), "image");
    return text(Section.NAME_OFFSETS, Section.NAMES, index);
  }

  /**
   * Returns the number of images of the source that were unreadable and are not in the pack.
   *
   * @return at least 0
   */
  public int skippedCount() {
    return header.skipped();
  }

  /**
   * Returns an image of the source that was unreadable and is not in the pack.
   *
   * @param i 0 to {@link #skippedCount()} - 1
   * @return its index and name in the source, and the reason
   * @throws UncheckedIOException if the pack is damaged there
   */
  public Skipped skipped(int i) {
    checkElementIndex(i, skippedCount(), "skipped image");
    String text = text(Section.SKIPPED_OFFSETS, Section.SKIPPED, i);
    try {
      return PackWriter.decodeSkipped(text);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(
          new MalformedFileException(
              file,
              "entry " + i + " of the skipped images is damaged; copy or pack the file again"));
    }
  }

  private String text(Section offsets, Section texts, int index) {
    try {
      long at = header.section(offsets).offset() + 8L * index;
      long from = bytes.readLong(at);
      long to = bytes.readLong(at + 8);
      SectionLocation location = header.section(texts);
      if (from < 0 || to < from || to > location.length() || to - from > MAX_TEXT) {
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
                location.length()));
      }
      byte[] text = new byte[(int) (to - from)];
      bytes.read(location.offset() + from, text);
      return new String(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the description of the source when it was packed.
   *
   * @return the description, preprocessing included, as it is in the file, which may be untrusted:
   *     {@link #description()} escapes it
   */
  public String sourceDescription() {
    return sourceDescription;
  }

  /**
   * Returns the number of images, a fingerprint of their bytes and labels, and the description of
   * the source, in one line: invisible characters in the description are escaped.
   */
  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "pack(%d images, %012x) of %s",
        size(),
        header.fingerprint() & 0xFFFF_FFFF_FFFFL,
        oneLine(sourceDescription));
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
