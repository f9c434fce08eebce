package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcgan.datasets.format.ImageFormat;
import org.dcgan.image.MalformedFileException;

/** Checks and normalizes the names of entries of an archive. */
final class ArchiveNames {
  private static final int SHOWN = 120;

  private ArchiveNames() {}

  /**
   * Returns the normalized name of an entry that is an image, without redundant parts such as "./".
   *
   * @return empty for other files and hidden ones
   * @throws MalformedFileException for a name that leads out of the archive's folder; nothing is
   *     unpacked here, but such an archive is not trustworthy
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
              + "' has a name that leads out of the archive's folder; expected a relative name without"
              + " '..'");
    }
    String clean = String.join("/", parts);
    return hidden || !ImageFormat.isImageName(clean) ? Optional.empty() : Optional.of(clean);
  }

  static MalformedFileException twice(Path archive, String name) {
    return new MalformedFileException(
        archive,
        "has two entries called " + printable(name) + "; expected distinct names, pack it again");
  }

  /** Refuses folders whose names differ as bytes but are equal as text. */
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
