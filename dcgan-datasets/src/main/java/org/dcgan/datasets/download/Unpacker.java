package org.dcgan.datasets.download;

import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.base.Splitter;
import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import org.apiguardian.api.API;
import org.dcgan.datasets.files.EntryNames;
import org.dcgan.datasets.files.TarReader;
import org.dcgan.datasets.files.ZipDirectory;
import org.dcgan.datasets.internal.DecodingMemory;
import org.dcgan.image.InsufficientMemoryException;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.internal.io.PositionalFile;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks untrusted zip, tar, tar.gz and tgz archives. Entries whose path leads out of the target
 * folder, links and devices are refused, files are not overwritten, and sizes, compression ratio,
 * the length of names (4,096 bytes) and the depth of folders (128) are limited. Unpacking stops at
 * the first refused entry; files that were unpacked before it remain.
 *
 * <p>Concatenated tar archives are unpacked to the end of the last one. On Unix, file names are
 * written in UTF-8 in every locale: names in the archive that are not valid UTF-8 are decoded as
 * ISO-8859-1, or as code page 437 in zip archives written under DOS or Windows.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Unpacker {
  /** Uniform images compress by up to 1,032 to one, more than any sensible limit on the ratio. */
  private static final long RATIO_FROM = 256 << 20;

  private final Path archive;
  private final Path root;
  private final UnpackLimits limits;
  private final ProgressListener.Task progress;
  private final EntryNames.Folders folders = new EntryNames.Folders();
  private long bytes;

  /** What stands before the content of entries: headers, long names, attributes. */
  private long headerBytes;

  private long entries;

  private Unpacker(Path archive, Path root, UnpackLimits limits, ProgressListener.Task progress) {
    this.archive = archive;
    this.root = root;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Unpacks an archive.
   *
   * @param archive a file whose name ends in .zip, .tar, .tar.gz or .tgz
   * @param folder the target folder; created if missing
   * @param limits limits of size, entries and ratio
   * @param listener receives the progress, in bytes of the archive
   * @throws MalformedFileException if an entry is refused, a limit is exceeded, or the archive is
   *     damaged
   * @throws FileAlreadyExistsException if a file would be overwritten
   * @throws InsufficientMemoryException if the names of its folders do not fit the heap
   * @throws IOException if the archive cannot be read or a file cannot be written
   * @throws IllegalArgumentException if the name of the archive has another extension
   */
  public static void unpack(
      Path archive, Path folder, UnpackLimits limits, ProgressListener listener)
      throws IOException {
    requireNonNull(archive, "archive");
    requireNonNull(folder, "folder");
    requireNonNull(limits, "limits");
    requireNonNull(listener, "listener");

    String name = String.valueOf(archive.getFileName()).toLowerCase(Locale.ROOT);
    boolean zip = name.endsWith(".zip");
    boolean gzip = name.endsWith(".gz") || name.endsWith(".tgz");
    if (!zip && !name.endsWith(".tar") && !name.endsWith(".tar.gz") && !name.endsWith(".tgz")) {
      throw new IllegalArgumentException(
          printable(archive) + ": expected a .zip, .tar, .tar.gz or .tgz, found another ending");
    }
    AtomicFiles.createFolders(folder);
    try (ProgressListener.Task progress =
        listener.start("unpacking " + archive.getFileName(), Files.size(archive), "bytes")) {
      Unpacker unpacker = new Unpacker(archive, folder.toRealPath(), limits, progress);
      unpacker.unpack(zip, gzip);
    } catch (MalformedFileException | FileSystemException | InsufficientMemoryException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      MalformedFileException malformed =
          new MalformedFileException(archive, "damaged archive (" + e + "); download it again");
      malformed.initCause(e);
      throw malformed;
    }
  }

  private void unpack(boolean zip, boolean gzip) throws IOException {
    try {
      if (zip) {
        unpackZip();
      } else {
        unpackTar(gzip);
      }
    } catch (OutOfMemoryError e) {
      throw DecodingMemory.listTooLong(printable(archive), e);
    }
  }

  private void unpackTar(boolean gzip) throws IOException {
    try (CountingInputStream packed =
            new CountingInputStream(
                new BufferedInputStream(Files.newInputStream(archive), 1 << 16));
        InputStream in =
            gzip ? new GZIPInputStream(packed, 1 << 16) : new BufferedInputStream(packed)) {
      TarReader tar = new TarReader(archive, in, headers -> count(headers, packed.getCount()));
      long before = 0;
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        boolean folder = entry.kind() == TarReader.Kind.FOLDER;
        String reason =
            switch (entry.kind()) {
              case FILE, FOLDER -> null;
              case SPARSE -> "it is sparse; pack the archive again without tar --sparse";
              case HARD_LINK, SYMBOLIC_LINK, OTHER -> "it is a link or a device";
            };
        unpack(entry.name(), entry.raw(), folder, reason, tar::read, packed::getCount);
        progress.advance(packed.getCount() - before);
        before = packed.getCount();
      }
    }
    checkEntries();
  }

  /** Reads the central directory, since only that identifies links. */
  private void unpackZip() throws IOException {
    try (PositionalFile file = PositionalFile.open(archive)) {
      ZipDirectory zip = ZipDirectory.open(archive, file);
      for (ZipDirectory.Entry entry = zip.next(); entry != null; entry = zip.next()) {
        boolean folder = entry.name().endsWith("/");
        String reason =
            entry.link()
                ? "it is a link"
                : entry.encrypted()
                    ? "it is encrypted; unpack it with 7z x and the password"
                    : entry.readable()
                        ? null
                        : "it is compressed by "
                            + entry.methodName()
                            + ", expected none, Deflate or Deflate64; unpack it with 7z x";
        if (reason != null) {
          unpack(entry.name(), entry.raw(), folder, reason, buffer -> -1, file::size);
        }
        CRC32 crc = new CRC32();
        try (InputStream content = zip.content(entry.header(), entry.packed(), entry.method());
            CheckedInputStream in = new CheckedInputStream(content, crc)) {
          long before = bytes;
          unpack(entry.name(), entry.raw(), folder, null, in::read, file::size);
          if (!folder && (bytes - before != entry.size() || (int) crc.getValue() != entry.crc())) {
            throw refused(entry.name(), "it is damaged: its size or checksum differs");
          }
        }
        progress.advance(entry.packed());
      }
    }
    checkEntries();
  }

  private void checkEntries() throws MalformedFileException {
    if (entries == 0) {
      throw new MalformedFileException(archive, "it has no entries; download it again");
    }
  }

  /** The content of an entry; returns -1 at its end. */
  @FunctionalInterface
  private interface Content {
    int read(byte[] buffer) throws IOException;
  }

  private void unpack(
      String name,
      byte[] raw,
      boolean folder,
      @Nullable String reason,
      Content content,
      LongSupplier packed)
      throws IOException {
    if (++entries > limits.entries()) {
      throw refused(name, "there are more than " + limits.entries() + " entries");
    } else if (reason != null) {
      throw refused(name, reason);
    }
    Path target = target(name, folder);
    String clash = folders.clash(raw, name);
    if (clash != null) {
      throw refused(
          name,
          "another folder is called "
              + printable(clash)
              + ", too, in another encoding; rename one of them");
    }
    if (folder) {
      makeFolder(target, name);
      return;
    }
    makeFolder(requireNonNull(target.getParent()), name);
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        bytes += count;
        checkLimits(name, packed.getAsLong());
        write(out, buffer, count, target);
      }
    }
  }

  private static void write(OutputStream out, byte[] buffer, int count, Path target)
      throws FileSystemException {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      FileSystemException failed =
          new FileSystemException(
              printable(target),
              null,
              "cannot be written ("
                  + printable(String.valueOf(e.getMessage()))
                  + "); free space on its disk and unpack again into an empty folder");
      failed.initCause(e);
      throw failed;
    }
  }

  /** Headers count against the limits as content does. */
  private void count(long headers, long packed) throws IOException {
    headerBytes += headers;
    checkLimits("header of the next one", packed);
  }

  /** Returns the path of an entry, which must lie in the target folder. */
  private Path target(String name, boolean folder) throws MalformedFileException {
    if (name.isEmpty()
        || name.startsWith("/")
        || name.contains("\\")
        || name.contains("\0")
        || name.matches("(?s)[A-Za-z]:.*")) {
      throw refused(name, "its name is not a relative path");
    }
    for (String step : Splitter.on('/').split(name)) {
      if (step.equals("..")) {
        throw refused(name, "its name leads out of the folder");
      }
    }
    try {
      Path target = EntryNames.resolve(root, name).normalize();
      if (!target.startsWith(root) || (target.equals(root) && !folder)) {
        throw refused(name, "its name leads out of the folder");
      }
      return target;
    } catch (IllegalArgumentException e) {
      throw refused(
          name, "its name is not a valid path on this system (" + printable(e.getMessage()) + ")");
    }
  }

  /**
   * Creates a folder, and checks that no existing link leads out of the target folder. The names'
   * limits bound the number of folders that are looked for.
   */
  private void makeFolder(Path folder, String name) throws IOException {
    Path existing = folder;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = requireNonNull(existing.getParent());
    }
    if (!existing.toRealPath().startsWith(root)) {
      throw refused(name, "a link in its path leads out of the folder");
    }
    AtomicFiles.createFolders(folder);
  }

  private void checkLimits(String name, long packedBytes) throws MalformedFileException {
    long unpacked = bytes + headerBytes;
    if (unpacked > limits.bytes()) {
      throw refused(
          name, "the files and their headers have more than " + limits.bytes() + " bytes together");
    }
    if (unpacked > RATIO_FROM && unpacked > limits.ratio() * Math.max(1, packedBytes)) {
      throw refused(
          name,
          "it unpacks to more than "
              + limits.ratio()
              + " times its size, which images do not; raise the limit if the archive is trusted");
    }
  }

  private MalformedFileException refused(String name, String reason) {
    String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
    return new MalformedFileException(
        archive, "entry '" + printable(shown) + "' is refused: " + reason);
  }
}
