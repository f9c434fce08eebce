package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** The main of a forked JVM, which trains one entry of a {@link SampleRace}. */
final class RaceWorker {

  private RaceWorker() {}

  /**
   * Trains.
   *
   * @param arguments the race's folder and the entry
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    RaceEntry entry = RaceEntry.valueOf(arguments[1]);
    RaceSettings settings = RaceSettings.read(folder);
    RaceSamples samples = new RaceSamples(folder.resolve(entry.folder()));
    if (entry.isLibTorch()) {
      LibTorchRacer.run(settings, entry.isRecommended(), samples);
    } else {
      LibraryRacer.run(settings, entry.isRecommended(), samples);
    }
    System.exit(0);
  }
}
