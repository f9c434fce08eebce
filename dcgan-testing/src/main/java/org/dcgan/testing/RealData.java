package org.dcgan.testing;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of real data, which the system property {@code dcgan.data} names. */
public final class RealData {

  private RealData() {}

  /**
   * Returns a dataset in the folder. Without it the test is skipped; the reason names the missing
   * folder.
   *
   * @param name for example {@code cifar-10-batches-bin}
   * @return an existing folder
   */
  public static Path folder(String name) {
    requireNonNull(name, "name");

    String data = System.getProperty("dcgan.data", "");
    Path folder = Path.of(data, name);
    assumeTrue(
        !data.isEmpty() && Files.isDirectory(folder),
        () ->
            "skipped: no real data at "
                + folder.toAbsolutePath()
                + "; name the folder that holds it with -Ddcgan.data=DIR");
    return folder;
  }
}
