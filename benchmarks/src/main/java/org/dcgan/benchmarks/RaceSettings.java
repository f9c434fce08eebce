package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;
import org.dcgan.internal.io.AtomicFiles;

/**
 * What all entries of a race have in common, as the forked JVMs read it from a file.
 *
 * @param data the folder of CIFAR-10's binary files
 * @param minutes when samples are generated, in minutes of training, ascending by at least a
 *     second: the files of samples are named by seconds
 * @param width feature maps of D's first convolution
 * @param precision the number format of activations and convolutions
 * @param seed the random seed
 * @param samples the number of samples at each time
 */
record RaceSettings(
    String data, List<Double> minutes, int width, Precision precision, long seed, int samples) {
  private static final String NAME = "settings.json";

  /** Checks the times. */
  RaceSettings {
    minutes = List.copyOf(minutes);
    long before = 0;
    for (double minute : minutes) {
      long millis = millis(minute);
      if (millis < before + 1_000) {
        throw new IllegalArgumentException(
            "--minutes must be at least a second each and ascend by at least a second, got "
                + minutes);
      }
      before = millis;
    }
  }

  private static long millis(double minutes) {
    return Math.round(minutes * 60_000);
  }

  Architecture architecture() {
    return Architecture.builder().resolution(32).width(width).build();
  }

  List<Duration> times() {
    return minutes.stream().map(minute -> Duration.ofMillis(millis(minute))).toList();
  }

  /** The time after which the race is over. */
  Duration length() {
    return times().get(minutes.size() - 1);
  }

  /**
   * Writes the settings, or compares them with those of the entries that have been trained in the
   * folder.
   *
   * @throws IOException if the folder has other settings, or the file cannot be read or written
   */
  void write(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(NAME))) {
      AtomicFiles.writeString(folder.resolve(NAME), new Gson().toJson(this));
      return;
    }
    RaceSettings before = read(folder);
    if (!before.equals(this)) {
      throw new IOException(
          folder
              + " is the folder of a race with "
              + before
              + ", not with "
              + this
              + "; use the same settings, or name another folder with --out");
    }
  }

  static RaceSettings read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          folder.toString(), null, "has no " + NAME + ": there has been no race in it");
    }
    return new Gson().fromJson(Files.readString(file), RaceSettings.class);
  }
}
