package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.dcgan.datasets.Dataset;
import org.dcgan.internal.PrintableText;
import org.dcgan.internal.io.AtomicFiles;

/**
 * What all parts of a comparison have in common, a line for each setting. It is kept beside the
 * results, so that results of other settings are not compared as if they had these.
 *
 * @param subject what the settings apply to, for example "trainings"
 * @param lines the settings, each of visible characters
 * @param remedy what the user can do if the settings differ, besides using the same ones
 */
record ComparisonSettings(String subject, List<String> lines, String remedy) {
  private static final String NAME = "comparison.txt";

  /**
   * Describes the settings of trainings.
   *
   * @param training the training images
   * @param time the time of each training
   * @param hardware precision, device and threads
   */
  static ComparisonSettings ofTrainings(Dataset training, Duration time, String hardware) {
    return new ComparisonSettings(
        "trainings",
        List.of(
            "training images: " + PrintableText.printable(training.description()),
            "number of training images: " + training.size(),
            "time of each training: " + time,
            "hardware: " + hardware),
        "name another folder with --out");
  }

  /**
   * Adds a setting.
   *
   * @param line the setting, of visible characters
   */
  ComparisonSettings with(String line) {
    return new ComparisonSettings(
        subject, Stream.concat(lines.stream(), Stream.of(line)).toList(), remedy);
  }

  /**
   * Writes the settings into a folder, or compares them with those in it.
   *
   * @param folder the output folder
   * @throws IllegalArgumentException if the folder has results with other settings
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
                + " has "
                + subject
                + " with other settings: expected \""
                + lines.get(i)
                + "\", found \""
                + PrintableText.oneLine(before)
                + "\"; use the same options as before, or "
                + remedy);
      }
    }
  }
}
