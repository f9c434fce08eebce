package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Precision;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.eval.report.CurveChart;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.internal.ClassPath;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the same networks on CIFAR-10 for the same time with this library and with LibTorch, one
 * after the other and each in a JVM of its own, then measures the Fréchet distance of their samples
 * from real images over the training time. The time does not include reading the images, building
 * the networks before the first step of LibTorch, and generating samples.
 *
 * <p>Entries that are complete are not trained again, and the features of {@code --features} are
 * kept in the output folder, so that an interrupted race or evaluation continues when the same
 * command is started again.
 */
@Command(
    name = "SampleRace",
    mixinStandardHelpOptions = true,
    description =
        "Compares the samples of this library and of LibTorch after equal training times on"
            + " CIFAR-10.")
public final class SampleRace implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of CIFAR-10's binary files.")
  private Path data = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/race",
      description = "Folder for samples, chart and result (${DEFAULT-VALUE}).")
  private Path out = Path.of("out/race");

  @Option(
      names = "--entries",
      split = ",",
      defaultValue = "RECOMMENDED,PAPER,LIBTORCH_PAPER,LIBTORCH_RECOMMENDED",
      description = "What trains: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private List<RaceEntry> entries = List.of(RaceEntry.values());

  @Option(
      names = "--minutes",
      split = ",",
      defaultValue = "1,2,3,5,7.5,10,15,20",
      description = "When samples are generated; the last is the length (${DEFAULT-VALUE}).")
  private List<Double> minutes = List.of(20.0);

  @Option(
      names = "--width",
      defaultValue = "64",
      description = "Feature maps of D's first layer (${DEFAULT-VALUE}).")
  private int width = 64;

  @Option(
      names = "--precision",
      defaultValue = "FLOAT32",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Precision precision = Precision.FLOAT32;

  @Option(names = "--seed", defaultValue = "42", description = "Random seed (${DEFAULT-VALUE}).")
  private long seed = 42;

  @Option(
      names = "--samples",
      defaultValue = "5000",
      description = "Samples at each time, and real images (${DEFAULT-VALUE}).")
  private int samples = 5000;

  @Option(
      names = "--curve-images",
      defaultValue = "1000",
      description = "Samples of each point of the curves (${DEFAULT-VALUE}).")
  private int curveImages = 1000;

  @Option(
      names = "--features",
      paramLabel = "SAVEDMODEL",
      description = "Network whose features are compared (default: an untrained discriminator).")
  private @Nullable Path features;

  @Option(
      names = "--features-name",
      paramLabel = "NAME",
      description = "Name of --features in table and chart (default: the folder's name).")
  private @Nullable String featuresName;

  @Option(
      names = "--side",
      defaultValue = "299",
      description = "Side of the images that --features takes (${DEFAULT-VALUE}).")
  private int side = 299;

  @Option(
      names = "--no-training",
      description = "Measure the samples that are in the folder already.")
  private boolean evaluateOnly;

  @Option(names = "--no-evaluation", description = "Only train and write samples.")
  private boolean trainOnly;

  /**
   * The contents of {@code result.json}.
   *
   * @param machine the machine that measured the distances; results have the one that trained
   * @param settings the settings of the race
   * @param extractor the features that were compared
   * @param dimension the number of features of an image
   * @param images the number of real images, and of samples of the last time
   * @param curveImages the number of samples of each point of the curves
   * @param floor the distance of other real images
   * @param curveFloor the distance of as many other real images as the curves' points have samples
   * @param warnings reasons to doubt the distances
   * @param results the results of the entries
   */
  public record Result(
      String machine,
      Object settings,
      String extractor,
      int dimension,
      int images,
      int curveImages,
      double floor,
      double curveFloor,
      List<String> warnings,
      List<?> results) {}

  private SampleRace() {}

  /**
   * Runs the race.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SampleRace()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String machine = Machine.here().describe();
    System.out.println(machine);
    if (!evaluateOnly) {
      RaceSettings settings =
          new RaceSettings(
              data.toAbsolutePath().toString(), minutes, width, precision, seed, samples);
      settings.write(out);
      for (RaceEntry entry : entries) {
        Path folder = out.resolve(entry.folder());
        if (RaceSamples.isComplete(folder, settings)) {
          System.out.println(
              entry.label() + " has been trained; delete " + folder + " to train it again");
        } else {
          train(entry);
        }
      }
    }
    return trainOnly ? 0 : evaluate(machine);
  }

  private void train(RaceEntry entry) throws IOException, InterruptedException {
    System.out.println(entry.label() + " trains");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                WorkerProcess.NO_MEMORY_CHECK,
                "-cp",
                ClassPath.current(),
                RaceWorker.class.getName(),
                out.toString(),
                entry.name())
            .inheritIO()
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(
          "the training of "
              + entry.label()
              + " ended with exit code "
              + code
              + "; see its output");
    }
  }

  private int evaluate(String machine) throws IOException {
    if (featuresName != null && features == null) {
      throw new IllegalArgumentException("--features-name needs --features");
    }
    RaceSettings settings = RaceSettings.read(out);
    for (RaceEntry entry : entries) {
      var unused = RaceSamples.read(out.resolve(entry.folder()), settings);
    }
    ImageShape shape = settings.architecture().image();
    if (features == null) {
      try (Cifar10 source = Cifar10.train(data);
          UntrainedFeatures untrained = UntrainedFeatures.of(source, samples, seed)) {
        return evaluate(machine, settings, source, untrained);
      }
    }
    SavedModelFeatures.Builder network =
        SavedModelFeatures.builder(features, shape).side(side).range(-1, 1);
    if (featuresName != null) {
      network.name(featuresName);
    }
    try (Cifar10 source = Cifar10.train(data);
        SavedModelFeatures opened = network.build();
        CachedFeatures extractor = CachedFeatures.open(opened, out.resolve("features"))) {
      return evaluate(machine, settings, source, extractor);
    }
  }

  private int evaluate(
      String machine, RaceSettings settings, Cifar10 source, FeatureExtractor extractor)
      throws IOException {
    String measure =
        String.format(
            Locale.ROOT,
            "Fréchet distance over %,d features of %s",
            extractor.dimension(),
            extractor.description());
    System.out.println(measure);
    RaceEvaluation evaluation =
        new RaceEvaluation(extractor, source, samples, curveImages, seed, Progress.console());
    List<RaceEvaluation.Evaluated> results = new ArrayList<>();
    for (RaceEntry entry : entries) {
      Path folder = out.resolve(entry.folder());
      results.add(evaluation.evaluate(entry, folder, settings));
      writeGrid(entry, folder, settings);
    }
    print(results, evaluation);
    CurveChart.Builder chart =
        CurveChart.builder(
                String.format(
                    Locale.ROOT,
                    "CIFAR-10 at width %d, %s",
                    settings.width(),
                    settings.precision().name().toLowerCase(Locale.ROOT)),
                "minutes of training",
                String.format(
                    Locale.ROOT,
                    "Fréchet distance over %,d features of %s",
                    extractor.dimension(),
                    shortName()))
            .logarithmicY();
    for (RaceEvaluation.Evaluated result : results) {
      chart.curve(
          result.entry().label(),
          result.curve().stream()
              .map(p -> new CurveChart.Point(p.seconds() / 60, p.distance(), 0))
              .toList());
    }
    chart.line("real images", evaluation.curveFloor()).build().writePng(out.resolve("race.png"));
    ResultFile.write(
        out,
        new Result(
            machine,
            settings,
            extractor.description(),
            extractor.dimension(),
            samples,
            curveImages,
            evaluation.floor(),
            evaluation.curveFloor(),
            evaluation.warnings(),
            results));
    return 0;
  }

  /** The name of the network in the chart. */
  private String shortName() {
    if (features == null) {
      return "an untrained discriminator";
    }
    return featuresName != null ? featuresName : String.valueOf(features.getFileName());
  }

  private void writeGrid(RaceEntry entry, Path folder, RaceSettings settings) throws IOException {
    List<RaceSamples.Taken> taken = RaceSamples.read(folder, settings).taken();
    try (ImagePack pack = ImagePack.open(folder.resolve(taken.get(taken.size() - 1).file()))) {
      int[] first = new int[Math.min(64, pack.size())];
      for (int i = 0; i < first.length; i++) {
        first[i] = i;
      }
      SampleGrids.legible(Images.read(pack, first)).writePng(out.resolve(entry.folder() + ".png"));
    }
  }

  private void print(List<RaceEvaluation.Evaluated> results, RaceEvaluation evaluation) {
    double reference =
        results.stream()
            .filter(result -> result.entry() == RaceEntry.LIBTORCH_PAPER)
            .map(result -> result.curve().get(result.curve().size() - 1).distance())
            .findFirst()
            .orElse(Double.NaN);
    System.out.println(
        "| entry | images/s | steps | distance | reaches LibTorch's last distance |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (RaceEvaluation.Evaluated result : results) {
      double reached = result.secondsTo(reference);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %,d | %.2f | %s |%n",
          result.entry().label(),
          result.imagesPerSecond(),
          result.curve().get(result.curve().size() - 1).steps(),
          result.distance(),
          Double.isNaN(reference)
              ? "-"
              : Double.isInfinite(reached)
                  ? "no"
                  : String.format(Locale.ROOT, "after %.1f min", reached / 60));
    }
    System.out.printf(
        Locale.ROOT,
        "real images: %.2f (%.2f for the curve's number of images)%n",
        evaluation.floor(),
        evaluation.curveFloor());
  }
}
