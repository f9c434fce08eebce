package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process leaves that is killed while it evaluates features. */
final class Leftovers {
  private Leftovers() {}

  /** Creates a temporary folder with a file and the lock file beside it, which nobody holds. */
  static Path in(Path out, String prefix) throws IOException {
    Path folder = out.resolve(prefix + "0123456789abcdef0123456789abcdef");
    Files.createDirectories(folder);
    Files.write(folder.resolve("training.features"), new byte[100]);
    Files.createFile(folder.resolveSibling(folder.getFileName() + ".lock"));
    return folder;
  }
}
