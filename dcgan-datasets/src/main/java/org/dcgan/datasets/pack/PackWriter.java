package org.dcgan.datasets.pack;

import static com.google.common.base.Preconditions.checkArgument;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.dcgan.datasets.internal.FileLocks;
import org.dcgan.datasets.internal.Journal;
import org.dcgan.datasets.internal.ParallelChunks;
import org.dcgan.datasets.internal.SourceLabels;
import org.dcgan.datasets.pack.PackHeader.SectionLocation;
import org.dcgan.datasets.pack.PackLayout.Section;
import org.dcgan.datasets.pack.PackReport.Skipped;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Pixels;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.WriterLock;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a pack under a temporary name: images to {@code NAME.part}, after space reserved for the
 * header, and a record to {@code NAME.journal} after each chunk of images. Each file is flushed
 * before the other depends on it, so after a crash the journal tells how many images are complete.
 * Finally the sections that follow the images are written from the journal, then the header, and
 * the file is renamed.
 */
final class PackWriter {
  private static final Logger LOG = LoggerFactory.getLogger(PackWriter.class);

  private final ImageSource source;
  private final ImageShape shape;
  private final Path file;
  private final Path part;
  private final Path journalFile;
  private final PackOptions options;
  private final ProgressListener listener;
  private final long start = System.nanoTime();

  // The state that the journal records.
  private int covered;
  private int images;
  private int skipped;
  private int chunks;
  private long nameBytes;
  private long skippedBytes;
  private final List<Skipped> firstSkipped = new ArrayList<>();

  PackWriter(ImageSource source, Path file, PackOptions options, ProgressListener listener) {
    checkArgument(
        source.size() > 0,
        "expected at least one image to pack in %s, found none",
        oneLine(source.description()));
    this.source = source;
    this.shape =
        source
            .shape()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the images of a pack must have one shape, those of "
                            + oneLine(source.description())
                            + " differ; crop them first, for example with centerCropped(64)"));
    this.file = file.toAbsolutePath();
    this.part = sibling(".part");
    this.journalFile = sibling(".journal");
    this.options = options;
    this.listener = listener;
  }

  private Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  PackReport write() throws IOException {
    AtomicFiles.createFolders(AtomicFiles.folderOf(file));
    if (Files.exists(file) && !options.replace()) {
      return existing();
    }
    try (WriterLock lock = FileLocks.lock(part)) {
      LOG.debug("Locked {}: {}", printable(part), lock);
      if (Files.exists(file) && !options.replace()) {
        // Another process has just finished the pack.
        return existing();
      }
      return writeLocked();
    }
  }

  /** Earlier versions of the library lock the file itself. */
  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw FileLocks.taken(part);
    }
    return lock;
  }

  private PackReport writeLocked() throws IOException {
    int continued;
    try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock own = lock(channel)) {
      LOG.debug("Locked {}: {}", printable(part), own);
      if (options.replace()) {
        Files.deleteIfExists(journalFile);
      }
      try (Journal journal =
          Journal.open(
              journalFile, identity(), record -> replay(channel, PackedChunk.decode(record)))) {
        continued = covered;
        channel.truncate(PackLayout.HEADER_BYTES + pixelBytes());
        writePixels(channel, journal);
        finish(channel, journal);
      }
    } catch (ClosedByInterruptException e) {
      throw ParallelChunks.interrupted(e);
    }
    AtomicFiles.move(part, file);
    AtomicFiles.syncFolder(AtomicFiles.folderOf(file));
    Files.delete(journalFile);
    LOG.debug("Packed {} images into {}, left out {}", images, printable(file), skipped);
    return report(continued);
  }

  private PackReport existing() throws IOException {
    try (ImagePack pack = ImagePack.open(file)) {
      if (!pack.isOf(source)) {
        throw new FileAlreadyExistsException(
            printable(file),
            null,
            "holds "
                + pack.description()
                + "; give another file, or set the option replace to pack "
                + oneLine(source.description()));
      }
      images = pack.size();
      skipped = pack.skippedCount();
      for (int i = 0; i < Math.min(skipped, PackReport.SKIPPED_SHOWN); i++) {
        firstSkipped.add(pack.skipped(i));
      }
    }
    Files.deleteIfExists(journalFile);
    return report(source.size());
  }

  private PackReport report(int continued) {
    return new PackReport(
        file,
        images,
        skipped,
        List.copyOf(firstSkipped),
        continued,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private String identity() {
    return String.format(
        Locale.ROOT,
        "format %d%nsource %s%nimages %d%nshape %s%nclasses %s",
        PackLayout.VERSION,
        source.description(),
        source.size(),
        shape,
        source.classNames());
  }

  private long pixelBytes() {
    return (long) images * shape.size();
  }

  /** Accepts a chunk of an earlier run if its images are complete. */
  private boolean replay(FileChannel channel, PackedChunk chunk) throws IOException {
    long end = PackLayout.HEADER_BYTES + pixelBytes() + (long) chunk.labels().size() * shape.size();
    int classes = source.classNames().size();
    boolean possible =
        chunk.covered() <= source.size() - covered
            && chunk.labels().stream().allMatch(l -> l >= ImageSource.NO_LABEL && l < classes);
    if (chunk.first() != covered || !possible || channel.size() < end) {
      return false;
    }
    count(chunk);
    return true;
  }

  private void count(PackedChunk chunk) {
    covered += chunk.covered();
    images += chunk.labels().size();
    skipped += chunk.skipped().size();
    chunks++;
    for (String name : chunk.names()) {
      nameBytes += utf8(name).length;
    }
    for (Skipped image : chunk.skipped()) {
      skippedBytes += encode(image).length;
      if (firstSkipped.size() < PackReport.SKIPPED_SHOWN) {
        firstSkipped.add(image);
      }
    }
  }

  /** The result of reading one image: its bytes, or the reason why it is skipped. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Outcome(byte @Nullable [] pixels, int label, String name, String reason) {}

  private Outcome read(int index) throws IOException {
    String name = source.name(index);
    int label = SourceLabels.of(source, index);
    try {
      Pixels pixels = source.read(index);
      return pixels.shape().equals(shape)
          ? new Outcome(pixels.data(), label, name, "")
          : new Outcome(null, label, name, "is " + pixels.shape() + ", expected " + shape);
    } catch (UnreadableImageException e) {
      return new Outcome(null, label, name, String.valueOf(e.getMessage()));
    }
  }

  private void writePixels(FileChannel channel, Journal journal) throws IOException {
    try (ProgressListener.Task progress = listener.start("packing", source.size(), "images");
        ParallelChunks<Outcome> chunks =
            new ParallelChunks<>("packing", options.threads(), progress, this::read)) {
      if (covered > 0) {
        LOG.debug(
            "Going on with {} after {} of {} images", printable(part), covered, source.size());
        progress.advance(covered);
      }
      chunks.run(
          covered,
          source.size(),
          PackLayout.imagesPerChunk(shape),
          (first, outcomes) -> {
            int before = skipped;
            append(channel, journal, first, outcomes);
            if (skipped > before) {
              progress.note(skipped + " unreadable");
            }
          });
    }
    if (images == 0) {
      throw new IOException(
          "none of the "
              + source.size()
              + " images of "
              + oneLine(source.description())
              + " can be read; the first: "
              + oneLine(firstSkipped.get(0).reason()));
    }
  }

  private void append(FileChannel channel, Journal journal, int first, List<Outcome> outcomes)
      throws IOException {
    List<Integer> labels = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Skipped> left = new ArrayList<>();
    CRC32C crc = new CRC32C();
    long position = PackLayout.HEADER_BYTES + pixelBytes();
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      if (outcome.pixels() == null) {
        left.add(new Skipped(first + i, outcome.name(), outcome.reason()));
        continue;
      }
      labels.add(outcome.label());
      names.add(outcome.name());
      crc.update(outcome.pixels());
      ByteBuffer bytes = ByteBuffer.wrap(outcome.pixels());
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    }
    channel.force(false);
    PackedChunk chunk = new PackedChunk(first, labels, names, left, (int) crc.getValue());
    journal.append(chunk::writeTo);
    count(chunk);
  }

  private void finish(FileChannel channel, Journal journal) throws IOException {
    long at = PackLayout.HEADER_BYTES;
    SectionLocation pixels = new SectionLocation(at, pixelBytes(), 0);
    at = after(at, pixels.length());
    SectionWriter labels = new SectionWriter(channel, at);
    at = after(at, 4L * images);
    SectionWriter nameOffsets = new SectionWriter(channel, at);
    at = after(at, 8L * (images + 1L));
    SectionWriter names = new SectionWriter(channel, at);
    at = after(at, nameBytes);
    SectionWriter skippedOffsets = new SectionWriter(channel, at);
    at = after(at, 8L * (skipped + 1L));
    SectionWriter skippedTexts = new SectionWriter(channel, at);
    at = after(at, skippedBytes);
    SectionWriter table = new SectionWriter(channel, at);
    SectionWriter meta = new SectionWriter(channel, after(at, 8L * chunks));

    Hasher fingerprint = Hashing.sha256().newHasher();
    nameOffsets.putLong(0);
    skippedOffsets.putLong(0);
    long[] ends = new long[2];
    journal.read(
        record -> {
          PackedChunk chunk = PackedChunk.decode(record);
          for (int i = 0; i < chunk.labels().size(); i++) {
            labels.putInt(chunk.labels().get(i));
            byte[] name = utf8(chunk.names().get(i));
            names.put(name);
            nameOffsets.putLong(ends[0] += name.length);
          }
          for (Skipped image : chunk.skipped()) {
            byte[] text = encode(image);
            skippedTexts.put(text);
            skippedOffsets.putLong(ends[1] += text.length);
          }
          table.putInt(chunk.labels().size());
          table.putInt(chunk.checksum());
          fingerprint.putInt(chunk.labels().size()).putInt(chunk.checksum());
          return true;
        });
    List<String> texts = new ArrayList<>(List.of(source.description()));
    texts.addAll(source.classNames());
    for (String text : texts) {
      byte[] bytes = utf8(text);
      meta.putInt(bytes.length);
      meta.put(bytes);
    }

    Map<Section, SectionLocation> sections = new EnumMap<>(Section.class);
    sections.put(Section.PIXELS, pixels);
    sections.put(Section.LABELS, labels.finish());
    sections.put(Section.NAME_OFFSETS, nameOffsets.finish());
    sections.put(Section.NAMES, names.finish());
    sections.put(Section.SKIPPED_OFFSETS, skippedOffsets.finish());
    sections.put(Section.SKIPPED, skippedTexts.finish());
    sections.put(Section.CHUNKS, table.finish());
    sections.put(Section.META, meta.finish());
    fingerprint.putInt(sections.get(Section.LABELS).checksum());
    PackHeader header =
        new PackHeader(shape, images, skipped, chunks, fingerprint.hash().asLong(), sections);
    channel.truncate(header.fileBytes());
    channel.force(false);
    ByteBuffer page = header.encode();
    for (long position = 0; page.hasRemaining(); ) {
      position += channel.write(page, position);
    }
    channel.force(true);
  }

  private static long after(long offset, long length) {
    return PackLayout.align(offset + length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encode(Skipped image) {
    return utf8(
        image.index()
            + "\0"
            + image.name().replace('\0', ' ')
            + "\0"
            + image.reason().replace('\0', ' '));
  }

  /** Throws IllegalArgumentException if the text is damaged. */
  static Skipped decodeSkipped(String text) {
    String[] fields = text.split("\0", 3);
    checkArgument(fields.length == 3, "expected an index, a name and a reason, found '%s'", text);
    return new Skipped(Integer.parseInt(fields[0]), fields[1], fields[2]);
  }
}
