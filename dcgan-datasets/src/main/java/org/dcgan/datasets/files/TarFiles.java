package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dcgan.datasets.internal.PositionalStream;
import org.dcgan.datasets.internal.TemporaryFiles;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.PositionalFile;
import org.dcgan.internal.io.UnlinkedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of a tar archive, which are read on demand. An archive that is compressed with gzip
 * does not allow random access and is unpacked into a temporary file.
 */
final class TarFiles extends ArchiveFiles<TarFiles.Span> {
  private static final Logger LOG = LoggerFactory.getLogger(TarFiles.class);

  /** The maximum compression ratio. Compressed image formats hardly shrink; uniform bitmaps do. */
  private static final long MAX_RATIO = 200;

  /** The ratio is not checked below this size. */
  private static final long RATIO_MATTERS = 256L << 20;

  private final PositionalFile file;

  /** The location of an entry's bytes. */
  record Span(long offset, long size) implements ArchiveFiles.Location {}

  private TarFiles(PositionalFile file, Listing<Span> listing) {
    super(file, listing);
    this.file = file;
  }

  /** Opens an archive and lists its images. */
  static TarFiles open(Path path, boolean gzip) throws IOException {
    PositionalFile file = gzip ? unpacked(path) : PositionalFile.open(path);
    try {
      return new TarFiles(file, list(path, file));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static Listing<Span> list(Path path, PositionalFile file) throws IOException {
    Listing<Span> listing = new Listing<>(path);
    Map<String, Span> all = new HashMap<>();
    try (InputStream in = PositionalStream.of(file, 0, file.size())) {
      TarReader tar = new TarReader(path, in, bytes -> {});
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        Span span = span(path, file, entry);
        if (entry.kind() == TarReader.Kind.SYMBOLIC_LINK) {
          LOG.warn(
              "{}: entry {} is a symbolic link; skipped", printable(path), printable(entry.name()));
          continue;
        } else if (entry.kind() == TarReader.Kind.HARD_LINK) {
          span = all.get(entry.target());
          if (span == null) {
            throw new MalformedFileException(
                path,
                "entry '"
                    + printable(entry.name())
                    + "' is a hard link, and no earlier entry has the name of its target; pack the"
                    + " archive again");
          }
        }
        all.put(entry.name(), span);
        Optional<String> name = ArchiveNames.image(path, entry.name());
        if (name.isPresent()
            && entry.kind() != TarReader.Kind.FOLDER
            && entry.kind() != TarReader.Kind.OTHER) {
          checkReadable(path, entry);
          listing.add(name.get(), entry.raw(), entry.name(), span);
        } else {
          listing.skip(entry.name());
        }
      }
    }
    return listing;
  }

  private static void checkReadable(Path path, TarReader.Entry entry)
      throws MalformedFileException {
    if (entry.kind() == TarReader.Kind.SPARSE) {
      throw new MalformedFileException(
          path,
          "entry '"
              + printable(entry.name())
              + "' is a sparse file, which is not supported; pack the archive again without tar"
              + " --sparse");
    }
  }

  private static Span span(Path path, PositionalFile file, TarReader.Entry entry)
      throws IOException {
    if (entry.size() > file.size() - entry.offset()) {
      throw new MalformedFileException(
          path,
          String.format(
              Locale.ROOT,
              "entry '%s' claims %d bytes at offset %d, which lie beyond the end; it is truncated",
              printable(entry.name()),
              entry.size(),
              entry.offset()));
    }
    return new Span(entry.offset(), entry.size());
  }

  private static PositionalFile unpacked(Path path) throws IOException {
    try (UnlinkedFile temporary = TemporaryFiles.create(".tar")) {
      unpack(path, temporary);
      return temporary.finish();
    }
  }

  private static void unpack(Path path, UnlinkedFile temporary) throws IOException {
    long packed = Files.size(path);
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
                  "unpacks to more than %d times its %d bytes, which images do not; if the archive is"
                      + " trusted, unpack it with tar and open the folder",
                  MAX_RATIO,
                  packed));
        }
        TemporaryFiles.write(temporary, buffer, n);
      }
    } catch (ZipException | EOFException e) {
      throw new MalformedFileException(
          path,
          "the gzip data is truncated or damaged (" + e.getMessage() + "); download it again");
    }
  }

  @Override
  byte[] content(Span span) throws IOException {
    byte[] bytes = new byte[(int) span.size];
    file.read(span.offset, bytes);
    return bytes;
  }
}
