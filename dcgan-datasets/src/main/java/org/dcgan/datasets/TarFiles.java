package org.dcgan.datasets;

import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.dcgan.datasets.format.MalformedFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures in a tar archive, read where they lie. One that is compressed with gzip cannot be read
 * at random; it is unpacked into a temporary file.
 */
final class TarFiles implements PictureFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TarFiles.class);
  private static final int BLOCK = 512;

  /** Compressed pictures hardly shrink. */
  private static final long MAX_RATIO = 200;

  /** Below this a large ratio does no harm. */
  private static final long RATIO_MATTERS = 64L << 20;

  private final Path path;
  private final FileChannel channel;
  private final List<Map.Entry<String, Span>> pictures;

  /** Where an entry's bytes are. */
  private record Span(long offset, long size) {}

  private TarFiles(Path path, FileChannel channel, TreeMap<String, Span> pictures) {
    this.path = path;
    this.channel = channel;
    this.pictures = List.copyOf(pictures.entrySet());
  }

  /** Opens an archive and lists its pictures. */
  static TarFiles open(Path path, boolean gzip) throws IOException {
    FileChannel channel = gzip ? unpacked(path) : FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new TarFiles(path, channel, list(path, channel));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      channel.close();
      throw e instanceof MalformedFileException malformed
          ? malformed
          : new MalformedFileException(path, "is not a whole tar archive (" + e + ")");
    }
  }

  private static TreeMap<String, Span> list(Path path, FileChannel channel) throws IOException {
    TreeMap<String, Span> pictures = new TreeMap<>();
    Map<String, Span> all = new HashMap<>();
    long end = 0;
    // Not closed, since that would close the channel.
    for (TarArchiveEntry entry : new TarFile(channel).getEntries()) {
      Span span = span(path, channel, entry);
      end = Math.max(end, span.offset + (span.size + BLOCK - 1) / BLOCK * BLOCK);
      if (entry.isSymbolicLink()) {
        LOG.warn(
            "{}: entry {} is a symbolic link; skipped",
            printable(path),
            printable(entry.getName()));
        continue;
      }
      if (entry.isLink()) {
        span = all.get(entry.getLinkName());
        if (span == null) {
          throw new MalformedFileException(
              path, "entry '" + entry.getName() + "' is a link to an entry that is not before it");
        }
      }
      all.put(entry.getName(), span);
      Optional<String> name = ArchiveNames.picture(path, entry.getName());
      if (name.isPresent() && (entry.isFile() || entry.isLink())) {
        if (entry.isSparse() || span.size > MAX_FILE_BYTES) {
          throw new MalformedFileException(
              path,
              String.format(
                  Locale.ROOT,
                  "entry '%s' is sparse, or its %d bytes are more than the limit of %d",
                  entry.getName(),
                  span.size,
                  MAX_FILE_BYTES));
        }
        if (pictures.put(name.get(), span) != null) {
          throw ArchiveNames.twice(path, name.get());
        }
      }
    }
    checkEnd(path, channel, end);
    return pictures;
  }

  private static Span span(Path path, FileChannel channel, TarArchiveEntry entry)
      throws IOException {
    Span span = new Span(entry.getDataOffset(), entry.isLink() ? 0 : entry.getSize());
    if (span.offset < 0 || span.size < 0 || span.size > channel.size() - span.offset) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "entry '%s' claims %d bytes at offset %d, which lie beyond the end; it is truncated",
              entry.getName(),
              span.size,
              span.offset));
    }
    return span;
  }

  /** A whole archive ends with a block of zeros; one that was cut between entries does not. */
  private static void checkEnd(Path path, FileChannel channel, long end) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (block.hasRemaining() && channel.read(block, end + block.position()) >= 0) {
      // Until it is full.
    }
    boolean zeros = !block.hasRemaining();
    for (byte b : block.array()) {
      zeros &= b == 0;
    }
    if (!zeros) {
      throw new MalformedFileException(
          path,
          "expected a block of zeros at offset " + end + ", the mark of its end; it is truncated");
    }
  }

  private static FileChannel unnamed() throws IOException {
    Path file = Files.createTempFile("dcgan-", ".tar");
    file.toFile().deleteOnExit();
    return FileChannel.open(
        file,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  private static FileChannel unpacked(Path path) throws IOException {
    long packed = Files.size(path);
    FileChannel channel = unnamed();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path));
        InputStream in = new GZIPInputStream(raw, 1 << 16)) {
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int n; (n = in.read(buffer)) > 0; ) {
        size += n;
        if (size > RATIO_MATTERS && size / MAX_RATIO > packed) {
          throw new MalformedFileException(
              path,
              String.format(
                  Locale.ROOT,
                  "unpacks to more than %d times its %d bytes, which pictures do not",
                  MAX_RATIO,
                  packed));
        }
        for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n); bytes.hasRemaining(); ) {
          channel.write(bytes);
        }
      }
      return channel.position(0);
    } catch (ZipException | EOFException e) {
      channel.close();
      throw new MalformedFileException(
          path, "the gzip data is truncated or damaged (" + e.getMessage() + "), fetch it again");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int count() {
    return pictures.size();
  }

  @Override
  public String name(int index) {
    return pictures.get(index).getKey();
  }

  @Override
  public long bytes(int index) {
    return pictures.get(index).getValue().size;
  }

  @Override
  public String place(int index) {
    return path + ", entry " + name(index);
  }

  @Override
  public byte[] read(int index) throws IOException {
    Span span = pictures.get(index).getValue();
    ByteBuffer bytes = ByteBuffer.allocate((int) span.size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, span.offset + bytes.position()) < 0) {
        throw new EOFException("the archive was cut while it was open");
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
