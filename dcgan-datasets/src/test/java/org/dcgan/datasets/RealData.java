package org.dcgan.datasets;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of real images, named by the system property {@code dcgan.data}. */
public final class RealData {

  private RealData() {}

  /** A folder in it; skips the test if it is missing. */
  public static Path folder(String name) {
    String data = System.getProperty("dcgan.data", "");
    Path folder = Path.of(data, name);
    assumeTrue(
        !data.isEmpty() && Files.isDirectory(folder),
        () ->
            "skipped: no real images at "
                + folder.toAbsolutePath()
                + "; name the folder that holds them with -Ddcgan.data=DIR");
    return folder;
  }
}
