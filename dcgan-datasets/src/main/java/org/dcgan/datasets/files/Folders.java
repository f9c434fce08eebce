package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Finding a dataset's files where users put them. */
public final class Folders {

  private Folders() {}

  /** Checks that a folder is there and is one. */
  public static void check(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(
          printable(folder),
          null,
          "expected a folder of images, found nothing there; check the path (absolute: "
              + printable(folder.toAbsolutePath())
              + ")"
              + encodingAdvice(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(
          printable(folder) + " (expected a folder, found a file; name the folder that holds it)");
    }
  }

  /** Java decodes its arguments by the locale, and cannot give back what the locale lacks. */
  private static String encodingAdvice(Path folder) {
    return folder.toString().indexOf('\ufffd') < 0
        ? ""
        : "; it has characters that are not in the encoding of the locale, "
            + System.getProperty("sun.jnu.encoding")
            + ": run it with LC_ALL=C.UTF-8";
  }

  /** The folder that holds a file: the one named, or one of the usual name in it. */
  public static Path holding(Path folder, String usualName, String file, String what)
      throws IOException {
    check(folder);
    for (Path candidate : new Path[] {folder, folder.resolve(usualName)}) {
      if (Files.isRegularFile(candidate.resolve(file))) {
        return candidate;
      }
    }
    throw new FileNotFoundException(
        "neither "
            + printable(folder.resolve(file))
            + " nor "
            + printable(folder.resolve(usualName).resolve(file))
            + " exists; expected the folder of "
            + what
            + " or the folder above it");
  }
}
