package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dcgan.datasets.internal.DecodingMemory;

/** Opens folders and archives; the format of an archive is detected by its first bytes. */
public final class Archives {
  private static final int TAR_MAGIC_AT = 257;
  private static final String TAR_MAGIC = "ustar";
  private static final int START = TAR_MAGIC_AT + TAR_MAGIC.length();

  /**
   * The signatures of a zip archive: of an entry, of an empty directory, and of a part of a split
   * archive. A tar archive begins with the name of its first entry, which may begin with PK.
   */
  private static final List<String> ZIP_STARTS =
      List.of("PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\u0008", "PK00");

  private Archives() {}

  /**
   * Lists the images of a folder or an archive.
   *
   * @param path a folder, or a zip, tar or tar.gz archive
   * @return the images, sorted by name
   * @throws org.dcgan.image.MalformedFileException if the archive is damaged or unsafe
   * @throws org.dcgan.image.InsufficientMemoryException if the list does not fit the heap
   * @throws IOException if the folder or archive is missing or cannot be read
   */
  public static ImageFiles open(Path path) throws IOException {
    return DecodingMemory.list(printable(path), () -> list(path));
  }

  private static ImageFiles list(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      Folders.check(path);
      return new FolderFiles(path);
    }
    String start;
    try (InputStream in = Files.newInputStream(path)) {
      start = new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
    }
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    if (ZIP_STARTS.stream().anyMatch(start::startsWith) || name.endsWith(".zip")) {
      return ZipFiles.open(path);
    } else if (start.startsWith("\u001f\u008b")) {
      return TarFiles.open(path, true);
    } else if (start.endsWith(TAR_MAGIC) || name.endsWith(".tar")) {
      return TarFiles.open(path, false);
    }
    throw new NotDirectoryException(
        printable(path)
            + " (expected a folder, or a zip, tar or tar.gz archive; found "
            + otherKind(start)
            + ")");
  }

  /** Names the archives that are not read, with the remedy. */
  private static String otherKind(String start) {
    if (start.startsWith("7z\u00bc\u00af")) {
      return "a 7z archive; unpack it (7z x) and open the folder";
    } else if (start.startsWith("Rar!")) {
      return "a RAR archive; unpack it (7z x, or unrar x) and open the folder";
    } else if (start.startsWith("BZh")) {
      return "a file compressed by bzip2; decompress it (bunzip2) and open the tar archive";
    } else if (start.startsWith("\u00fd7zXZ")) {
      return "a file compressed by xz; decompress it (unxz) and open the tar archive";
    } else if (start.startsWith("(\u00b5/\u00fd")) {
      return "a file compressed by Zstandard; decompress it (unzstd) and open the tar archive";
    }
    return "another file";
  }
}
