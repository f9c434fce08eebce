package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.dcgan.image.MalformedFileException;
import org.dcgan.internal.io.PositionalFile;

/** The images of a zip archive, each of which is unpacked when it is read. */
final class ZipFiles extends ArchiveFiles<ZipFiles.Packed> {
  /**
   * Deflate reaches 1,032 to one, Deflate64 a little more: an entry that claims more is damaged.
   */
  private static final long MAX_RATIO = 1100;

  private final ZipDirectory zip;

  /** The location of an entry, and the expected size and checksum of its content. */
  record Packed(long header, long packed, long size, int method, int crc)
      implements ArchiveFiles.Location {}

  private ZipFiles(PositionalFile file, ZipDirectory zip, Listing<Packed> listing) {
    super(file, listing);
    this.zip = zip;
  }

  static ZipFiles open(Path path) throws IOException {
    PositionalFile file = PositionalFile.open(path);
    try {
      ZipDirectory zip = ZipDirectory.open(path, file);
      Listing<Packed> listing = new Listing<>(path);
      for (ZipDirectory.Entry entry = zip.next(); entry != null; entry = zip.next()) {
        Optional<String> name = ArchiveNames.image(path, entry.name());
        if (name.isEmpty() || entry.name().endsWith("/") || entry.link()) {
          listing.skip(entry.name());
          continue;
        }
        checkReadable(path, entry);
        Packed packed =
            new Packed(entry.header(), entry.packed(), entry.size(), entry.method(), entry.crc());
        listing.add(name.get(), entry.raw(), entry.name(), packed);
      }
      return new ZipFiles(file, zip, listing);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void checkReadable(Path path, ZipDirectory.Entry entry)
      throws MalformedFileException {
    if (entry.encrypted()) {
      throw new MalformedFileException(
          path,
          "entry '"
              + printable(entry.name())
              + "' is encrypted, expected an archive without a password; unpack it (7z x, with the"
              + " password) and open the folder, or pack it again without a password");
    } else if (!entry.readable()) {
      throw new MalformedFileException(
          path,
          "entry '"
              + printable(entry.name())
              + "' is compressed by "
              + entry.methodName()
              + ", expected none, Deflate or Deflate64; unpack it (7z x) and open the folder, or pack"
              + " it again with zip");
    }
  }

  @Override
  byte[] content(Packed entry) throws IOException {
    if (entry.size / MAX_RATIO > entry.packed) {
      throw new ZipException(
          String.format(
              Locale.ROOT,
              "claims %d bytes compressed into %d, more than %d to one, which no compression of zip"
                  + " reaches",
              entry.size,
              entry.packed,
              MAX_RATIO));
    }
    try (InputStream in = zip.content(entry.header, entry.packed, entry.method)) {
      byte[] bytes = in.readNBytes((int) entry.size);
      if (bytes.length != entry.size || in.read() >= 0) {
        throw new ZipException(
            "does not have the " + entry.size + " bytes that the directory states");
      }
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if ((int) crc.getValue() != entry.crc) {
        throw new ZipException("its checksum differs from that in the directory");
      }
      return bytes;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ZipException("its content is damaged (" + e.getMessage() + ")");
    }
  }
}
