package org.dcgan.benchmarks;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.progress.ProgressListener;

/**
 * The samples of an entry over its training: an image pack for each time, and a list of them that
 * is written anew with each.
 */
final class RaceSamples {
  private static final String LIST = "samples.json";

  /**
   * The samples at one time.
   *
   * @param seconds the training time, without the generation of samples
   * @param steps the steps that were made
   * @param images the number of real images that were seen
   * @param file the name of the pack
   */
  record Taken(double seconds, long steps, long images, String file) {}

  /**
   * All samples of an entry.
   *
   * @param runtime the versions and threads of what trained
   * @param taken the samples, in order
   */
  record Listing(String runtime, List<Taken> taken) {}

  private final Path folder;
  private final List<Taken> taken = new ArrayList<>();

  RaceSamples(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Writes samples. */
  void add(String runtime, Duration elapsed, long steps, int batchSize, InMemoryDataset images)
      throws IOException {
    String name = String.format(Locale.ROOT, "at-%05d-s.pack", elapsed.toSeconds());
    ImagePack.write(
        images,
        folder.resolve(name),
        PackOptions.defaults().withReplace(true),
        ProgressListener.none());
    taken.add(new Taken(elapsed.toMillis() / 1e3, steps, steps * batchSize, name));
    Files.writeString(folder.resolve(LIST), new Gson().toJson(new Listing(runtime, taken)));
    System.out.printf(
        Locale.ROOT,
        "%s: %,d steps after %d s%n",
        folder.getFileName(),
        steps,
        elapsed.toSeconds());
  }

  static Listing read(Path folder) throws IOException {
    return new Gson().fromJson(Files.readString(folder.resolve(LIST)), Listing.class);
  }
}
