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
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.progress.ProgressListener;
import org.jspecify.annotations.Nullable;

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
   * @param machine the machine that trained; null in the lists of earlier versions
   * @param runtime the versions and threads of what trained
   * @param taken the samples, in order
   */
  record Listing(@Nullable String machine, String runtime, List<Taken> taken) {}

  private final Path folder;
  private final String machine = Machine.here().describe();
  private final List<Taken> taken = new ArrayList<>();

  RaceSamples(Path folder) throws IOException {
    this.folder = folder;
    AtomicFiles.createFolders(folder);
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
    AtomicFiles.writeString(
        folder.resolve(LIST), new Gson().toJson(new Listing(machine, runtime, taken)));
    System.out.printf(
        Locale.ROOT,
        "%s: %,d steps after %d s%n",
        folder.getFileName(),
        steps,
        elapsed.toSeconds());
  }

  /** Returns whether an entry has samples at all times of a race. */
  static boolean isComplete(Path folder, RaceSettings settings) throws IOException {
    return Files.exists(folder.resolve(LIST))
        && parse(folder).taken().size() == settings.minutes().size();
  }

  /** Reads the list of an entry that has samples at all times of a race. */
  static Listing read(Path folder, RaceSettings settings) throws IOException {
    if (!isComplete(folder, settings)) {
      throw new IOException(
          folder
              + " does not have the samples of all "
              + settings.minutes().size()
              + " times of the race; train this entry, or leave it out of --entries");
    }
    return parse(folder);
  }

  private static Listing parse(Path folder) throws IOException {
    return new Gson().fromJson(Files.readString(folder.resolve(LIST)), Listing.class);
  }
}
