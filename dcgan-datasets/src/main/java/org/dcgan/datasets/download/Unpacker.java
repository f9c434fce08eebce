package org.dcgan.datasets.download;

import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dcgan.datasets.format.MalformedFileException;
import org.dcgan.progress.ProgressListener;

/**
 * Unpacks zip, tar, tar.gz and tgz archives that nobody has looked at: no entry leaves the folder,
 * links and devices are refused, no file is overwritten, sizes and ratio have limits. Whatever is
 * refused stops unpacking; the files before it stay.
 */
public final class Unpacker {
  /** Small archives of uniform pictures compress by more than any limit on the ratio. */
  private static final long RATIO_FROM = 16 << 20;

  private final Path archive;
  private final Path root;
  private final UnpackLimits limits;
  private final ProgressListener.Task progress;
  private long bytes;
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
   * @param folder where to; made if missing
   * @param limits what it may become
   * @param listener told of the progress, in bytes of the archive
   * @throws MalformedFileException if an entry is not harmless, a limit is reached, or the archive
   *     is damaged
   * @throws FileAlreadyExistsException if a file would be overwritten
   * @throws IOException if it cannot be read, or the files not written
   * @throws IllegalArgumentException if the name ends otherwise
   */
  public static void unpack(
      Path archive, Path folder, UnpackLimits limits, ProgressListener listener)
      throws IOException {
    String name = archive.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean zip = name.endsWith(".zip");
    boolean gzip = name.endsWith(".gz") || name.endsWith(".tgz");
    if (!zip && !name.endsWith(".tar") && !name.endsWith(".tar.gz") && !name.endsWith(".tgz")) {
      throw new IllegalArgumentException(
          archive + ": expected a .zip, .tar, .tar.gz or .tgz, found another ending");
    }
    Files.createDirectories(folder);
    try (ProgressListener.Task progress =
        listener.start("unpacking " + archive.getFileName(), Files.size(archive), "bytes")) {
      Unpacker unpacker = new Unpacker(archive, folder.toRealPath(), limits, progress);
      if (zip) {
        unpacker.unpackZip();
      } else {
        unpacker.unpackTar(gzip);
      }
    } catch (MalformedFileException | FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      MalformedFileException malformed =
          new MalformedFileException(archive, "damaged archive (" + e + "); fetch it again");
      malformed.initCause(e);
      throw malformed;
    }
  }

  private void unpackTar(boolean gzip) throws IOException {
    try (CountingInputStream packed =
            new CountingInputStream(
                new BufferedInputStream(Files.newInputStream(archive), 1 << 16));
        InputStream in = gzip ? new GZIPInputStream(packed, 1 << 16) : packed;
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        boolean plain = entry.isDirectory() || entry.isFile();
        boolean link = entry.isLink() || entry.isSymbolicLink();
        boolean device = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        long before = packed.getCount();
        unpack(entry, plain && !link && !device, tar, packed::getCount);
        progress.advance(packed.getCount() - before);
      }
    }
    checkEntries();
  }

  /** By the central directory, since only that tells links. */
  private void unpackZip() throws IOException {
    long packed = Files.size(archive);
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        boolean plain = !entry.isUnixSymlink() && zip.canReadEntryData(entry);
        try (InputStream in = zip.getInputStream(entry)) {
          unpack(entry, plain, in, () -> packed);
        }
        progress.advance(Math.max(0, entry.getCompressedSize()));
      }
    }
    checkEntries();
  }

  private void checkEntries() throws MalformedFileException {
    if (entries == 0) {
      throw new MalformedFileException(archive, "there is nothing in it; fetch it again");
    }
  }

  private void unpack(ArchiveEntry entry, boolean plain, InputStream in, LongSupplier packed)
      throws IOException {
    if (++entries > limits.entries()) {
      throw refused(entry, "there are more than " + limits.entries() + " entries");
    } else if (!plain) {
      throw refused(entry, "it is a link, a device, encrypted, or packed in an unknown way");
    }
    Path target = place(entry);
    if (entry.isDirectory()) {
      makeFolder(target, entry);
      return;
    }
    makeFolder(target.getParent(), entry);
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        bytes += count;
        checkLimits(entry, packed.getAsLong());
        out.write(buffer, 0, count);
      }
    }
  }

  /** Where an entry belongs, if that is inside. */
  private Path place(ArchiveEntry entry) throws MalformedFileException {
    String name = entry.getName();
    if (name.isEmpty()
        || name.startsWith("/")
        || name.contains("\\")
        || name.contains("\0")
        || name.matches("[A-Za-z]:.*")) {
      throw refused(entry, "its name is no relative path");
    }
    for (String step : name.split("/")) {
      if (step.equals("..")) {
        throw refused(entry, "its name leads out of the folder");
      }
    }
    try {
      Path target = root.resolve(name).normalize();
      if (!target.startsWith(root) || target.equals(root) && !entry.isDirectory()) {
        throw refused(entry, "its name leads out of the folder");
      }
      return target;
    } catch (InvalidPathException e) {
      throw refused(entry, "its name is no path here (" + e.getReason() + ")");
    }
  }

  /** Makes a folder, and sees that no link that was there before leads elsewhere. */
  private void makeFolder(Path folder, ArchiveEntry entry) throws IOException {
    Path existing = folder;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
    }
    if (!existing.toRealPath().startsWith(root)) {
      throw refused(entry, "a link in its path leads out of the folder");
    }
    Files.createDirectories(folder);
  }

  private void checkLimits(ArchiveEntry entry, long packedBytes) throws MalformedFileException {
    if (bytes > limits.bytes()) {
      throw refused(entry, "the files have more than " + limits.bytes() + " bytes together");
    }
    if (bytes > RATIO_FROM && bytes > limits.ratio() * Math.max(1, packedBytes)) {
      throw refused(
          entry,
          "it unpacks to more than "
              + limits.ratio()
              + " times its size, which no pictures do; raise the limit if that is meant");
    }
  }

  private MalformedFileException refused(ArchiveEntry entry, String reason) {
    String name = entry.getName();
    String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
    return new MalformedFileException(
        archive, "entry '" + shown.replaceAll("\\p{Cntrl}", "?") + "' is refused: " + reason);
  }
}
