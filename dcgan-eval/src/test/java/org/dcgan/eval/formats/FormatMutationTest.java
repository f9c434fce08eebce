package org.dcgan.eval.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.eval.baseline.TrialFolder;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.compute.PatchFile;
import org.dcgan.testing.TestTags;
import org.dcgan.training.ResumeException;
import org.dcgan.training.StopSignal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every format that the library writes, damaged by {@link FormatMutator}. Each input is read, or
 * refused by an exception that the reader documents and that names a file, in bounded time and
 * memory. {@link LongFormatMutationTest} tries many more inputs.
 */
@Tag(TestTags.FUZZ)
class FormatMutationTest {
  private static final Logger LOG = LoggerFactory.getLogger(FormatMutationTest.class);
  private static final long MOST_MILLIS = 10_000;
  private static final long MOST_BYTES = 256L << 20;

  /** What reads a folder's files. */
  @FunctionalInterface
  private interface Loader {
    void load(Path folder) throws IOException;
  }

  @TempDir private Path folder;

  /** Damaged inputs for each format. */
  int inputs() {
    return 500;
  }

  private Path fixture(String name) throws Exception {
    Path version = Path.of(FormatMutationTest.class.getResource("/formats/v1").toURI());
    Path place = folder.resolve("files");
    if (name.endsWith(".zip")) {
      return FormatFixtures.unzip(version.resolve(name), place);
    }
    Files.createDirectories(place);
    Files.copy(version.resolve(name), place.resolve(name));
    return place;
  }

  private void run(String name, Loader loader) throws Exception {
    run(name, inputs(), loader);
  }

  private void run(String name, int inputs, Loader loader) throws Exception {
    Path place = fixture(name);
    Map<String, byte[]> good = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        good.put(place.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    }
    loader.load(place);
    FormatMutator mutator = new FormatMutator(good);
    int read = 0;
    long mostMillis = 0;
    long mostBytes = 0;
    for (int i = 0; i < inputs; i++) {
      Map<String, byte[]> bad = mutator.input(i);
      for (Map.Entry<String, byte[]> file : bad.entrySet()) {
        Files.write(place.resolve(file.getKey()), file.getValue());
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      try {
        loader.load(place);
        read++;
      } catch (IOException | ResumeException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.contains(place.getFileName().toString())) {
          throw failure(name, i, bad, e);
        }
      } catch (RuntimeException | Error e) {
        throw failure(name, i, bad, e);
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      mostMillis = Math.max(mostMillis, millis);
      mostBytes = Math.max(mostBytes, threads.getCurrentThreadAllocatedBytes() - bytes);
      if (millis > MOST_MILLIS || mostBytes > MOST_BYTES) {
        throw failure(name, i, bad, new IOException(millis + " ms, " + mostBytes + " bytes"));
      }
      restore(place, name.equals("run.zip") ? good.keySet() : bad.keySet(), good);
    }
    LOG.info(
        "{}: {} inputs, {} read, {} refused; at most {} ms and {} KB each",
        name,
        inputs,
        read,
        inputs - read,
        mostMillis,
        mostBytes >> 10);
    assertThat(read).as("inputs that are read all the same").isLessThan(inputs);
  }

  /** A run that goes on writes and deletes files, so all of them are put back. */
  private static void restore(Path place, Set<String> files, Map<String, byte[]> good)
      throws IOException {
    if (files.equals(good.keySet()) && files.size() > 1) {
      MoreFiles.deleteDirectoryContents(place, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    for (String file : files) {
      Files.createDirectories(place.resolve(file).getParent());
      Files.write(place.resolve(file), good.get(file));
    }
  }

  private static AssertionError failure(
      String name, int input, Map<String, byte[]> bad, Throwable cause) throws IOException {
    Path kept = Files.createDirectories(Path.of("target/mutations", name + "-" + input));
    for (Map.Entry<String, byte[]> file : bad.entrySet()) {
      Path copy = kept.resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, file.getValue());
    }
    return new AssertionError(
        name + ", input " + input + " (kept in " + kept.toAbsolutePath() + "): " + cause, cause);
  }

  @Test
  void givenDamagedModels_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    int[] opened = {0};
    run(
        "model.zip",
        place -> {
          ModelFiles.load(place);
          // What the files allow is opened, too; a session takes long, so not every time.
          if (opened[0]++ % 10 == 0) {
            Dcgan.load(place, FormatFixtures.RUNTIME).close();
          }
        });
  }

  @Test
  void givenDamagedWeights_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    run("weights.zip", place -> WeightFiles.load(place, FormatFixtures.RUNTIME).close());
  }

  @Test
  void givenDamagedRuns_whenResumed_thenTheyGoOnOrAreRefused() throws Exception {
    // Each may train, so there are fewer.
    run(
        "run.zip",
        Math.max(5, inputs() / 100),
        place -> {
          try (Dcgan fresh = FormatFixtures.model()) {
            StopSignal stop = new StopSignal();
            stop.request();
            fresh.train(FormatFixtures.DATA, FormatFixtures.plan(place).build(), stop);
          }
        });
  }

  @Test
  void givenDamagedHashers_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    run("hasher.zip", place -> SemanticHasher.load(place).close());
  }

  @Test
  void givenDamagedClassifiers_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    run("classifier.zip", LinearClassifier::load);
  }

  @Test
  void givenDamagedFeatures_whenOpened_thenTheyAreReadOrRefused() throws Exception {
    run(
        "stripes.features",
        place -> {
          try (FeatureMatrix matrix = FeatureMatrix.open(place.resolve("stripes.features"))) {
            matrix.verify();
          }
        });
  }

  @Test
  void givenDamagedPatches_whenRead_thenTheyAreReadOrRefused() throws Exception {
    run("patches.npz", place -> PatchFile.read(place.resolve("patches.npz")));
  }

  @Test
  void givenDamagedPacks_whenOpened_thenTheyAreReadOrRefused() throws Exception {
    run(
        "images.pack",
        place -> {
          try (ImagePack pack = ImagePack.open(place.resolve("images.pack"))) {
            pack.verify(ProgressListener.none());
            for (int i = 0; i < pack.size(); i++) {
              pack.read(i);
              assertThat(pack.name(i)).isNotNull();
            }
          }
        });
  }

  @Test
  void givenDamagedTrials_whenRead_thenTheyAreReadOrRefused() throws Exception {
    run(
        "trials.zip",
        place -> new TrialFolder(place, Duration.ofMinutes(5), InstantSource.system()).finished(5));
  }

  @Test
  void givenDamagedChoices_whenRead_thenTheyAreReadOrRefused() throws Exception {
    run("choices.json", place -> SampleSelection.read(place.resolve("choices.json")));
  }

  @Test
  void givenDamagedBoxes_whenRead_thenTheyAreReadOrRefused() throws Exception {
    run("boxes.json", place -> SampleBoxes.read(place.resolve("boxes.json")));
  }
}
