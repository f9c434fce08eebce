package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dcgan.Precision;
import org.dcgan.architecture.Architecture;

/**
 * What all entries of a race have in common, as the forked JVMs read it from a file.
 *
 * @param data the folder of CIFAR-10's binary files
 * @param minutes when samples are generated, in minutes of training, ascending
 * @param width feature maps of D's first convolution
 * @param precision the number format of activations and convolutions
 * @param seed the random seed
 * @param samples the number of samples at each time
 */
record RaceSettings(
    String data, List<Double> minutes, int width, Precision precision, long seed, int samples) {
  private static final String NAME = "settings.json";

  Architecture architecture() {
    return Architecture.builder().resolution(32).width(width).build();
  }

  List<Duration> times() {
    return minutes.stream().map(m -> Duration.ofMillis(Math.round(m * 60_000))).toList();
  }

  /** The time after which the race is over. */
  Duration length() {
    return times().get(minutes.size() - 1);
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(NAME), new Gson().toJson(this));
  }

  static RaceSettings read(Path folder) throws IOException {
    return new Gson().fromJson(Files.readString(folder.resolve(NAME)), RaceSettings.class);
  }
}
