package org.dcgan.eval.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Box;
import org.dcgan.datasets.faces.Detection;
import org.dcgan.datasets.faces.FaceDetector;
import org.dcgan.datasets.faces.FaceOptions;
import org.dcgan.datasets.faces.Faces;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.eval.baseline.TrialFolder;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.inspect.SampleBoxes;
import org.dcgan.eval.inspect.SampleSelection;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.ImageCodesFile;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.image.Shard;
import org.dcgan.image.UnreadableImageException;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.WeightFiles;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.compute.PatchFile;
import org.dcgan.testing.SealedManifest;
import org.dcgan.testing.TestTags;
import org.dcgan.training.ResumeException;
import org.dcgan.training.StopSignal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every format that the library writes and reads, damaged by {@link FormatMutator}: the fixtures of
 * its versions, and files that are written here. Each input is read, or refused by an exception
 * that the reader documents and that names a file, in bounded time and memory. {@link
 * LongFormatMutationTest} tries many more inputs.
 */
@Tag(TestTags.FUZZ)
class FormatMutationTest {
  private static final Logger LOG = LoggerFactory.getLogger(FormatMutationTest.class);
  private static final long MOST_MILLIS = 30_000;
  private static final long MOST_BYTES = 256L << 20;

  /** What reads a folder's files. */
  @FunctionalInterface
  private interface Loader {
    void load(Path folder) throws IOException;
  }

  @TempDir private Path folder;

  /** Damaged inputs for each format, of all its versions together; fewer where reading writes. */
  int inputs() {
    return 300;
  }

  /** Unpacks or copies a fixture, such as {@code v1/model.zip}, to an empty folder. */
  private Path fixture(String name) throws Exception {
    Path source = Path.of(FormatMutationTest.class.getResource("/formats/" + name).toURI());
    Path place = folder.resolve(name.replace('/', '-'));
    if (name.endsWith(".zip")) {
      return FormatFixtures.unzip(source, place);
    }
    Files.createDirectories(place);
    Files.copy(source, place.resolve(source.getFileName()));
    return place;
  }

  private void run(String name, int inputs, Loader loader) throws Exception {
    boolean rewritten = name.endsWith("run.zip");
    int read = run(name, fixture(name), inputs, rewritten, loader);
    assertThat(read).as("inputs that are read all the same").isLessThan(inputs);
  }

  /**
   * Reads damaged files.
   *
   * @param name the format, for messages
   * @param place a folder with good files
   * @param rewritten whether reading may write and delete files
   * @return the number of inputs that were read all the same
   */
  private int run(String name, Path place, int inputs, boolean rewritten, Loader loader)
      throws Exception {
    Map<String, byte[]> good = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        good.put(place.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
      }
    }
    loader.load(place);
    restore(place, good.keySet(), good, rewritten);
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
      restore(place, bad.keySet(), good, rewritten);
    }
    LOG.info(
        "{}: {} inputs, {} read, {} refused; at most {} ms and {} KB each",
        name,
        inputs,
        read,
        inputs - read,
        mostMillis,
        mostBytes >> 10);
    return read;
  }

  /** A run that goes on writes and deletes files, so all of them are put back. */
  private static void restore(
      Path place, Set<String> changed, Map<String, byte[]> good, boolean rewritten)
      throws IOException {
    if (rewritten) {
      MoreFiles.deleteDirectoryContents(place, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    for (String file : rewritten ? good.keySet() : changed) {
      Files.createDirectories(place.resolve(file).getParent());
      Files.write(place.resolve(file), good.get(file));
    }
  }

  private static AssertionError failure(
      String name, int input, Map<String, byte[]> bad, Throwable cause) throws IOException {
    Path kept =
        Files.createDirectories(Path.of("target/mutations", name.replace('/', '-') + "-" + input));
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
    Loader loader =
        place -> {
          ModelFiles.load(place);
          // What the files allow is opened, too; a session takes long, so not every time.
          if (opened[0]++ % 10 == 0) {
            Dcgan.load(place, FormatFixtures.RUNTIME).close();
          }
        };
    run("v1/model.zip", inputs() / 4, loader);
    run("v2/model.zip", inputs() / 4, loader);
    run("v3/model.zip", inputs() / 4, loader);
    run("v3/conditional.zip", inputs() / 4, loader);
  }

  @Test
  void givenDamagedWeights_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    Loader loader = place -> WeightFiles.load(place, FormatFixtures.RUNTIME).close();
    run("v1/weights.zip", inputs() / 4, loader);
    run("v3/weights.zip", inputs() / 4, loader);
    run("v3/weights-half.zip", inputs() / 2, loader);
  }

  @Test
  void givenDamagedRuns_whenResumed_thenTheyGoOnOrAreRefused() throws Exception {
    // Each may train, so there are fewer.
    run(
        "v1/run.zip",
        Math.max(3, inputs() / 200),
        place -> {
          try (Dcgan fresh = FormatFixtures.model()) {
            StopSignal stop = new StopSignal();
            stop.request();
            fresh.train(FormatFixtures.DATA, FormatFixtures.plan(place).build(), stop);
          }
        });
    run(
        "v3/conditional-run.zip",
        Math.max(3, inputs() / 200),
        place -> {
          try (Dcgan fresh = FormatFixtures.conditionalModel()) {
            StopSignal stop = new StopSignal();
            stop.request();
            fresh.train(FormatFixtures.DATA, FormatFixtures.conditionalPlan(place), stop);
          }
        });
  }

  @Test
  void givenDamagedHashers_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    run("v1/hasher.zip", inputs(), place -> SemanticHasher.load(place).close());
  }

  @Test
  void givenDamagedClassifiers_whenLoaded_thenTheyAreReadOrRefused() throws Exception {
    run("v1/classifier.zip", inputs(), LinearClassifier::load);
  }

  @Test
  void givenDamagedFeatures_whenOpened_thenTheyAreReadOrRefused() throws Exception {
    run(
        "v1/stripes.features",
        inputs(),
        place -> {
          try (FeatureMatrix matrix = FeatureMatrix.open(place.resolve("stripes.features"))) {
            matrix.verify();
          }
        });
  }

  @Test
  void givenDamagedCachesOfFeatures_whenUsed_thenNoFeatureIsWrong() throws Exception {
    Images images = Images.read(FormatFixtures.DATA, 0, 1, 2);
    RawPixels pixels = new RawPixels(images.shape());
    Path place = Files.createDirectories(folder.resolve("cache"));
    Loader loader =
        here -> {
          try (CachedFeatures cached = CachedFeatures.open(pixels, here)) {
            assertThat(cached.extract(images)).isEqualTo(pixels.extract(images));
          }
        };
    loader.load(place);

    int inputs = inputs() / 5;
    int read = run("features.feature-cache", place, inputs, true, loader);
    assertThat(read).as("inputs of which the rest is used").isBetween(1, inputs);
  }

  @Test
  void givenDamagedPatches_whenRead_thenTheyAreReadOrRefused() throws Exception {
    run("v1/patches.npz", inputs(), place -> PatchFile.read(place.resolve("patches.npz")));
  }

  @Test
  void givenDamagedPacks_whenOpened_thenTheyAreReadOrRefused() throws Exception {
    run("v1/images.pack", inputs(), place -> readPack(place.resolve("images.pack")));
  }

  private static void readPack(Path file) throws IOException {
    try (ImagePack pack = ImagePack.open(file)) {
      pack.verify(ProgressListener.none());
      for (int i = 0; i < pack.size(); i++) {
        pack.read(i);
        assertThat(pack.name(i)).isNotNull();
        assertThat(pack.label(i)).isGreaterThanOrEqualTo(-1);
      }
      for (int i = 0; i < pack.skippedCount(); i++) {
        assertThat(pack.skipped(i)).isNotNull();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Stripes, of which one cannot be read. */
  private record Damaged(Stripes stripes) implements ImageSource {
    @Override
    public int size() {
      return stripes.size();
    }

    @Override
    public Optional<ImageShape> shape() {
      return stripes.shape();
    }

    @Override
    public Pixels read(int index) throws IOException {
      if (index == 7) {
        throw new UnreadableImageException("stripe 7: damaged");
      }
      return stripes.read(index);
    }

    @Override
    public int label(int index) {
      return stripes.label(index);
    }

    @Override
    public List<String> classNames() {
      return stripes.classNames();
    }

    @Override
    public String name(int index) {
      return stripes.name(index);
    }

    @Override
    public String description() {
      return stripes.description() + " without one";
    }
  }

  @Test
  void givenDamagedJournalsOfPacks_whenPackingGoesOn_thenThePackIsWrittenOrRefused()
      throws Exception {
    Damaged source = new Damaged(FormatFixtures.DATA);
    Path place = Files.createDirectories(folder.resolve("packing"));
    Path file = place.resolve("images.pack");
    assertThatThrownBy(
            () ->
                ImagePack.write(
                    source, file, PackOptions.defaults(), (name, total, unit) -> new Stop()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(place.resolve("images.pack.journal")).exists();

    int inputs = inputs() / 5;
    int read =
        run(
            "images.pack.journal",
            place,
            inputs,
            true,
            here -> {
              Path pack = here.resolve("images.pack");
              ImagePack.write(source, pack, PackOptions.defaults(), ProgressListener.none());
              readPack(pack);
            });
    assertThat(read).as("inputs that packing goes on with").isBetween(1, inputs - 1);
  }

  /** Ends packing when all images are in the journal, before the pack is finished. */
  private static final class Stop implements ProgressListener.Task {
    @Override
    public void advance(long more) {}

    @Override
    public void close() {
      throw new IllegalStateException("stopped");
    }
  }

  @Test
  void givenDamagedJournalsOfFaces_whenExtractedAgain_thenTheyAreReadOrRefused() throws Exception {
    Damaged source = new Damaged(FormatFixtures.DATA);
    FaceOptions options = FaceOptions.builder().size(8).minSide(5).build();
    FaceDetector detector = new Corners();
    Path place = Files.createDirectories(folder.resolve("extracting"));
    var unused = Faces.extract(source, detector, place, options, ProgressListener.none());
    try (Stream<Path> files = Files.list(place)) {
      for (Path file : files.filter(f -> !f.endsWith("faces.journal")).toList()) {
        Files.delete(file);
      }
    }

    int inputs = inputs() / 25;
    int read =
        run(
            "faces.journal",
            place,
            inputs,
            true,
            here -> {
              var report = Faces.extract(source, detector, here, options, ProgressListener.none());
              readPack(report.pack().file());
            });
    assertThat(read).as("inputs that are read all the same").isBetween(1, inputs - 1);
  }

  /** Two boxes in each image. */
  private static final class Corners implements FaceDetector {
    @Override
    public List<Detection> detect(Pixels photograph, int smallest) {
      return List.of(
          new Detection(new Box(0, 1, 6, 6), 0.5), new Detection(new Box(9, 8, 4, 4), 0.25));
    }

    @Override
    public String description() {
      return "corners";
    }
  }

  @Test
  void givenDamagedCodes_whenRead_thenTheyAreReadOrRefused() throws Exception {
    ImageCodes codes = new ImageCodes("a hash \u00e9", 64, 20);
    for (int i = 0; i < 20; i++) {
      codes.set(i, 0, i * 0x9E3779B97F4A7C15L);
    }
    codes.setMissing(3);
    Path place = Files.createDirectories(folder.resolve("codes"));
    ImageCodesFile.write(codes, "stripes", new Shard(1, 3), place.resolve("images.codes"));

    int read =
        run(
            "images.codes",
            place,
            inputs(),
            false,
            here -> ImageCodesFile.read(here.resolve("images.codes")));
    assertThat(read).as("inputs that are read all the same").isBetween(1, inputs() - 1);
  }

  @Test
  void givenDamagedTrials_whenRead_thenTheyAreReadOrRefused() throws Exception {
    run(
        "v1/trials.zip",
        inputs(),
        place -> new TrialFolder(place, Duration.ofMinutes(5), InstantSource.system()).finished(5));
  }

  @Test
  void givenDamagedSettingsOfASearch_whenAgreeing_thenTheyAreRefused() throws Exception {
    String settings =
        SealedManifest.seal(
            """
            {
              "format": "dcgan-search",
              "formatVersion": 1,
              "epochs": 5,
              "learningRate": {"low": 0.0001, "high": 0.01, "logarithmic": true},
              "trainingData": "stripes \u00e9"
            }""");
    Path place = Files.createDirectories(folder.resolve("search"));
    new TrialFolder(place, Duration.ofMinutes(5)).agreeOn(settings);

    int read =
        run(
            "search.json",
            place,
            inputs() / 5,
            true,
            here -> {
              if (settings.startsWith(Files.readString(here.resolve("search.json"), ISO_8859_1))) {
                // Incomplete settings are waited for, and then replaced.
                return;
              }
              try {
                new TrialFolder(here, Duration.ofMinutes(5)).agreeOn(settings);
              } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("trials of another search");
                assertThat(e.getMessage()).hasSizeLessThan(2_000).doesNotContain("\n");
                throw new IOException(e);
              }
            });
    assertThat(read).as("inputs that are equal to the settings").isLessThan(inputs() / 5);
  }

  @Test
  void givenDamagedClaims_whenATrialIsClaimed_thenItIsTakenOverOrNot() throws Exception {
    Path place = Files.createDirectories(folder.resolve("claims"));
    assertThat(new TrialFolder(place, Duration.ofMinutes(5)).claim(0)).isPresent();

    int inputs = inputs() / 5;
    int read =
        run(
            "trial-0000.claim-1",
            place,
            inputs,
            true,
            here -> {
              var claim = new TrialFolder(here, Duration.ofMinutes(5)).claim(0);
              if (claim.isPresent()) {
                claim.get().close();
              }
            });
    assertThat(read).as("what is only a sign of life is never refused").isEqualTo(inputs);
  }

  @Test
  void givenDamagedChoices_whenRead_thenTheyAreReadOrRefused() throws Exception {
    for (String name : List.of("v1/choices.json", "v3/choices-label.json")) {
      String file = name.substring(3);
      run(name, inputs() / 2, place -> SampleSelection.read(place.resolve(file)));
    }
  }

  @Test
  void givenDamagedBoxes_whenRead_thenTheyAreReadOrRefused() throws Exception {
    for (String name : List.of("v1/boxes.json", "v3/boxes-label.json")) {
      String file = name.substring(3);
      run(name, inputs() / 2, place -> SampleBoxes.read(place.resolve(file)));
    }
  }
}
