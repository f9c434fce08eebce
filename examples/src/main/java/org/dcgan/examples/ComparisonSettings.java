package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dcgan.datasets.Dataset;
import org.dcgan.internal.PrintableText;
import org.dcgan.internal.io.AtomicFiles;

/**
 * What all trainings of a comparison have in common, a line for each setting. It is kept beside the
 * models, so that models of other settings are not compared as if they had these.
 *
 * @param lines the settings, each of visible characters
 */
record ComparisonSettings(List<String> lines) {
  private static final String NAME = "comparison.txt";

  /**
   * Describes the settings.
   *
   * @param training the training images
   * @param time the time of each training
   * @param hardware precision, device and threads
   */
  static ComparisonSettings of(Dataset training, Duration time, String hardware) {
    return new ComparisonSettings(
        List.of(
            "training images: " + PrintableText.printable(training.description()),
            "number of training images: " + training.size(),
            "time of each training: " + time,
            "hardware: " + hardware));
  }

  /**
   * Writes the settings into a folder, or compares them with those in it.
   *
   * @param folder the output folder
   * @throws IllegalArgumentException if the folder has trainings with other settings
   * @throws IOException if the file cannot be read or written
   */
  void requireSame(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      AtomicFiles.writeString(file, String.join("\n", lines) + "\n");
      return;
    }
    List<String> found = Files.readString(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String before = i < found.size() ? found.get(i) : "nothing";
      if (!before.equals(lines.get(i))) {
        throw new IllegalArgumentException(
            folder
                + " has trainings with other settings: expected \""
                + lines.get(i)
                + "\", found \""
                + PrintableText.oneLine(before)
                + "\"; use the same options as before, or name another folder with --out");
      }
    }
  }
}
