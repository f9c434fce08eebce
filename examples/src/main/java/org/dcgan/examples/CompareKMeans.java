package org.dcgan.examples;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.KMeansExperiment;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.internal.PrintableText;
import org.dcgan.random.Permutation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What the accuracy of K-means features depends on: variants of {@link KMeansBaseline} that differ
 * in one thing each, evaluated on training images that are held out, so that nothing is chosen by
 * test images. Finished variants are skipped when the same command is started again.
 */
@Command(
    name = "CompareKMeans",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Compares variants of K-means features by their accuracy on training images that are held"
            + " out.")
public final class CompareKMeans implements Callable<Integer> {
  private static final long HELD_OUT = 51;
  private static final String VARIANTS = "--variants";

  @Mixin private LabeledImageOptions data = new LabeledImageOptions();

  @Option(
      names = VARIANTS,
      split = ",",
      description =
          "what to compare with BASE, which has the values of the options below:"
              + " ${COMPLETION-CANDIDATES} (default: all that differ from it)")
  private @Nullable List<KMeansVariant> variants;

  @Mixin private KMeansOptionGroup features = new KMeansOptionGroup();

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description =
          "number of training images to learn from, chosen at random (default: ${DEFAULT-VALUE})")
  private int trainImages = 10_000;

  @Option(
      names = "--held-out-images",
      paramLabel = "N",
      description =
          "number of other training images to evaluate on, chosen at random (default:"
              + " ${DEFAULT-VALUE})")
  private int heldOut = 10_000;

  @Option(
      names = "--seeds",
      split = ",",
      description =
          "random seeds of patches, centroids and the choice of images (default: ${DEFAULT-VALUE})")
  private List<Long> seeds = List.of(42L);

  @Option(
      names = "--threads",
      description = "CPU threads, 0 for all processors (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "output folder (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/compare-kmeans");

  /** Creates the comparison with its defaults. */
  public CompareKMeans() {}

  /**
   * The contents of the file of an evaluation.
   *
   * @param variant the name of the variant
   * @param seed the random seed
   * @param options how features were learned
   * @param result the accuracies, of which the test accuracy is that on images that were held out
   * @param duration the time of everything
   */
  public record Stored(
      String variant,
      long seed,
      KMeansOptions options,
      KMeansExperiment.Result result,
      Duration duration) {}

  /** What the table shows of an evaluation. */
  private record Score(double accuracy, double trainingAccuracy, double seconds) {

    /** Reads an evaluation; empty if there is none, or its file is damaged. */
    static Optional<Score> read(Path file) {
      try {
        JsonObject stored = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonObject result = stored.getAsJsonObject("result");
        return Optional.of(
            new Score(
                result.get("testAccuracy").getAsDouble(),
                result.get("trainingAccuracy").getAsDouble(),
                stored.get("duration").getAsDouble()));
      } catch (IOException | RuntimeException e) {
        // It is evaluated again.
        return Optional.empty();
      }
    }
  }

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new CompareKMeans(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    ComparedTraining.requireDistinct(VARIANTS, variants == null ? List.of() : variants);
    ComparedTraining.requireDistinct("--seeds", seeds);
    List<KMeansVariant> all =
        Stream.concat(Stream.of(KMeansVariant.BASE), chosen().stream()).distinct().toList();
    try (Dataset images = data.train()) {
      if (trainImages < 2 || heldOut < 1 || (long) trainImages + heldOut > images.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--train-images must be at least 2 and --held-out-images at least 1, together at"
                    + " most %d, got %d and %d",
                images.size(),
                trainImages,
                heldOut));
      }
      return OutputFolder.locked(out, () -> compare(all, images));
    }
  }

  private List<KMeansVariant> chosen() {
    KMeansOptions base = features.options(0);
    if (variants == null) {
      return Arrays.stream(KMeansVariant.values()).filter(one -> !one.isBase(base)).toList();
    }
    for (KMeansVariant variant : variants) {
      if (variant.isBase(base)) {
        throw new IllegalArgumentException(
            "the variant "
                + variant.label()
                + " is the base itself with these options; leave it out of "
                + VARIANTS);
      }
    }
    return variants;
  }

  private int compare(List<KMeansVariant> all, Dataset images) throws IOException {
    ComparisonSettings settings = settings(images);
    settings.requireSame(out);
    for (long seed : seeds) {
      for (KMeansVariant variant : all) {
        if (Score.read(file(variant, seed)).isEmpty()) {
          evaluate(variant, seed, images);
          VariantTable unused = writeTable(all, settings);
        }
      }
    }
    VariantTable table = writeTable(all, settings);
    System.out.print(table.toMarkdown());
    return Example.summary(
        String.format(
            Locale.ROOT,
            "base %.2f %%; see %s",
            100 * table.base().accuracy().mean(),
            out.resolve("comparison.md")));
  }

  private Path file(KMeansVariant variant, long seed) {
    return out.resolve(variant.label() + "-" + seed + ".json");
  }

  private ComparisonSettings settings(Dataset images) {
    KMeansOptions base = features.options(0);
    return new ComparisonSettings(
        "evaluations",
        List.of(
            "images: " + PrintableText.printable(images.description()),
            "number of training images: " + trainImages,
            "number of held-out images: " + heldOut,
            "features without their seed: " + base),
        "name another folder with --out");
  }

  private void evaluate(KMeansVariant variant, long seed, Dataset images) throws IOException {
    System.out.println(variant.label() + ", seed " + seed);
    long began = System.nanoTime();
    KMeansOptions options = variant.options(features.options(seed));
    Permutation order = Permutation.of(images.size(), seed, HELD_OUT);
    KMeansExperiment.Result result =
        new KMeansExperiment(
                options,
                List.of(variant.c()),
                KMeansExperiment.DEFAULT_VALIDATION,
                variant.svm().withThreads(threads),
                out)
            .run(
                variant.images(some(images, order, 0, trainImages)),
                variant.images(some(images, order, trainImages, trainImages + heldOut)),
                new RuntimeOptions(Precision.AUTO, Device.AUTO, threads),
                Progress.console(),
                learned -> {});
    Duration duration = Duration.ofNanos(System.nanoTime() - began);
    ResultFile.writeTo(
        file(variant, seed), new Stored(variant.label(), seed, options, result, duration));
    System.out.printf(
        Locale.ROOT,
        "%s, seed %d: %.2f %% in %s%n",
        variant.label(),
        seed,
        100 * result.testAccuracy(),
        Clock.format(duration));
  }

  private static Dataset some(Dataset images, Permutation order, int from, int to) {
    return images.subset(IntStream.range(from, to).map(order::at).toArray());
  }

  /** Writes the table of all evaluations that are finished. */
  private VariantTable writeTable(List<KMeansVariant> all, ComparisonSettings settings)
      throws IOException {
    List<VariantTable.Scored> rows = new ArrayList<>();
    for (KMeansVariant variant : all) {
      Map<Long, Double> accuracies = new LinkedHashMap<>();
      double training = 0;
      double seconds = 0;
      for (long seed : seeds) {
        Optional<Score> score = Score.read(file(variant, seed));
        if (score.isPresent()) {
          accuracies.put(seed, score.get().accuracy());
          training += score.get().trainingAccuracy();
          seconds += score.get().seconds();
        }
      }
      if (!accuracies.isEmpty()) {
        rows.add(
            new VariantTable.Scored(
                variant.label(),
                variant != KMeansVariant.BASE,
                accuracies,
                List.of(
                    String.format(Locale.ROOT, "%.2f", 100 * training / accuracies.size()),
                    String.format(Locale.ROOT, "%.0f", seconds / accuracies.size()))));
      }
    }
    VariantTable table =
        new VariantTable(
            rows.get(0),
            List.copyOf(rows.subList(1, rows.size())),
            List.of("of training images, %", "s"));
    List<String> notes = new ArrayList<>(settings.lines());
    notes.add("seeds: " + seeds);
    table.write("Accuracy of K-means features by variant", out, notes);
    return table;
  }
}
