package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.datasets.format.ImageFormat;
import org.dcgan.image.MalformedFileException;

/** What the entries of an archive are called. */
final class ArchiveNames {
  private static final int SHOWN = 120;

  private ArchiveNames() {}

  /**
   * The name of an entry that is an image, without what means nothing in it, such as "./".
   *
   * @return empty for other files and hidden ones
   * @throws MalformedFileException for a name that would leave the folder that it is unpacked into;
   *     nothing is unpacked here, but whoever made such an archive means harm
   */
  static Optional<String> image(Path archive, String name) throws MalformedFileException {
    List<String> parts = new ArrayList<>();
    boolean hidden = false;
    for (String part : name.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
        hidden |= part.startsWith(".");
      }
    }
    if (name.startsWith("/")
        || name.startsWith("\\")
        || name.matches("[A-Za-z]:.*")
        || name.indexOf('\0') >= 0
        || List.of(name.split("[/\\\\]")).contains("..")) {
      throw new MalformedFileException(
          archive,
          "entry '"
              + printable(name.substring(0, Math.min(SHOWN, name.length())))
              + "' has a name that leaves the archive's folder; expected relative names without"
              + " '..'");
    }
    String clean = String.join("/", parts);
    return hidden || !ImageFormat.isImageName(clean) ? Optional.empty() : Optional.of(clean);
  }

  static MalformedFileException twice(Path archive, String name) {
    return new MalformedFileException(
        archive,
        "has two entries called " + printable(name) + "; which one is meant cannot be told");
  }

  /** Refuses two folders whose names differ in the archive but not as text. */
  static void checkFolders(Path archive, EntryNames.Folders folders, byte[] raw, String name)
      throws MalformedFileException {
    String clash = folders.clash(raw, name);
    if (clash != null) {
      throw new MalformedFileException(archive, folderTwice(clash));
    }
  }

  static String folderTwice(String folder) {
    return "has two folders that are both called "
        + printable(folder)
        + ", in UTF-8 and in another encoding; rename one of them";
  }
}
