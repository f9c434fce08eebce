package org.dcgan.datasets.files;

import static org.dcgan.internal.PrintableText.printable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Locates the files of a dataset. */
public final class Folders {

  private Folders() {}

  /** Checks that a folder exists and is a folder. */
  public static void check(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(
          printable(folder),
          null,
          "expected a folder of images, found no such file or folder; check the path (absolute: "
              + printable(folder.toAbsolutePath())
              + ")"
              + encodingAdvice(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(
          printable(folder) + " (expected a folder, found a file; name the folder that holds it)");
    }
  }

  /** Java decodes its arguments with the encoding of the locale; other characters are lost. */
  private static String encodingAdvice(Path folder) {
    return folder.toString().indexOf('\ufffd') < 0
        ? ""
        : "; the path has characters that are not in the encoding of the locale, "
            + System.getProperty("sun.jnu.encoding")
            + ": run java with LC_ALL=C.UTF-8";
  }

  /** Returns the folder that holds a file: the given folder, or its subfolder of the usual name. */
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
