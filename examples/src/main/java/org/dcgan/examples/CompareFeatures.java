package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.report.Clock;
import org.dcgan.internal.PrintableText;
import org.dcgan.training.StopOnExit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What improves the features of a discriminator: trains it for the same time with variants that
 * differ in one thing each and with several random seeds, and classifies CIFAR-10 by the features
 * of each, as {@link Cifar10Features} does. Variants that differ in the computation of the features
 * only use the trainings of the base.
 *
 * <p>An interrupted comparison continues where it was when the same command is started again;
 * variants and seeds may be added. Writes {@code comparison.md} and {@code comparison.png} after
 * each evaluation, and a file for each evaluation into {@code evaluations}.
 */
@Command(
    name = "CompareFeatures",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a discriminator with several variants for the same time each, and classifies"
            + " CIFAR-10 by the features of all. Let nothing else run: the time decides how many"
            + " updates a variant makes.")
public final class CompareFeatures implements Callable<Integer> {
  private static final String VARIANTS = "--variants";
  private static final String EVALUATIONS = "evaluations";

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description = "number of images to train on, the first ones (default: all)")
  private int trainImages = Integer.MAX_VALUE;

  @Option(
      names = VARIANTS,
      split = ",",
      description =
          "what to compare with BASE, which trains with the paper's values and batches of 16:"
              + " ${COMPLETION-CANDIDATES} (default: all but BATCH_128, DOUBLE_WIDTH, SMOOTHED and the"
              + " kernel of the base)")
  private @Nullable List<FeatureVariant> variants;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "time of each training, for example 20m (default: 20m)")
  private Duration time = Duration.ofMinutes(20);

  @Option(
      names = "--seeds",
      split = ",",
      description = "random seeds of the trainings of each variant (default: ${DEFAULT-VALUE})")
  private List<Long> seeds = List.of(42L, 43L);

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--cifar10",
      paramLabel = "DIR",
      required = true,
      description = "folder with the unpacked binary version of CIFAR-10")
  private Path cifar10 = Path.of("");

  @Option(
      names = "--cifar10-images",
      paramLabel = "N",
      description =
          "number of CIFAR-10's training images that SVMs are fitted to, the first ones, with those"
              + " of --validation among them; 10,000 take a tenth of the time of all (default: all)")
  private int svmImages = Integer.MAX_VALUE;

  @Option(
      names = "--statistics",
      paramLabel = "N",
      description =
          "number of CIFAR-10's training images from which population statistics are computed"
              + " (default: ${DEFAULT-VALUE})")
  private int statistics = DiscriminatorFeatures.STATISTICS_IMAGES;

  @Mixin private TestImagesOption testImages = new TestImagesOption();
  @Mixin private Cifar10ProtocolOptions evaluation = new Cifar10ProtocolOptions();
  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--estimate",
      description = "print how long trainings and evaluations will take, and end")
  private boolean estimateOnly;

  @Option(names = "--no-evaluation", description = "train only; the same command evaluates later")
  private boolean trainOnly;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "output folder (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/compare-features");

  /** Creates the comparison with its defaults. */
  public CompareFeatures() {}

  /** An evaluation of the comparison, with the training that it uses. */
  private record Cell(FeatureVariant variant, ComparedTraining training, Path file) {
    String name() {
      return variant.label() + ", seed " + training.seed();
    }

    /** The number of features; an error if the network has too few layers. */
    int dimension() {
      return variant.features(1).options().dimension(training.architecture());
    }

    boolean isEvaluated() {
      return FeatureScore.read(file).isPresent();
    }
  }

  /** The images of CIFAR-10: all training images, for statistics, and those of the SVMs. */
  private record Cifar10Images(Dataset all, Cifar10Evaluation svm) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new CompareFeatures(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    ComparedTraining.requireDistinct(VARIANTS, variants == null ? List.of() : variants);
    ComparedTraining.requireDistinct("--seeds", seeds);
    requireAtLeastTwo("--train-images", trainImages);
    requireAtLeastTwo("--cifar10-images", svmImages);
    requireAtLeastTwo("--statistics", statistics);
    int resolution = images.defaultResolution();
    Architecture base = model.architecture(resolution);
    try (Dataset opened = images.open(base.image(), evaluation.seed());
        Dataset allTraining = Cifar10.train(cifar10);
        Dataset allTest = Cifar10.test(cifar10)) {
      Dataset training = opened.take(Math.min(trainImages, opened.size()));
      requireStatistics(allTraining.size());
      List<Cell> cells = cells(resolution, allTraining.size());
      check(cells, base, training, allTraining.size());
      Dataset all = ImageFitting.fit(allTraining, base.image());
      Cifar10Evaluation svm =
          new Cifar10Evaluation(
              all.take(Math.min(svmImages, all.size())),
              ImageFitting.fit(testImages.of(allTest), base.image()),
              evaluation.protocol(),
              false,
              output,
              out);
      if (estimateOnly) {
        estimate(cells, base, svm);
        return Example.summary("nothing was started");
      }
      return OutputFolder.locked(
          out,
          () -> {
            requireSame(training, base, svm);
            FeatureOutput.deleteLeftovers(out);
            estimate(cells, base, svm);
            return run(cells, training, new Cifar10Images(all, svm));
          });
    }
  }

  private static void requireAtLeastTwo(String option, int value) {
    if (value < 2) {
      throw new IllegalArgumentException(
          option + " must be at least 2, got " + value + "; leave it out for the default");
    }
  }

  /** Statistics of fewer images than the table says would be compared. */
  private void requireStatistics(int available) {
    if (statistics > available) {
      throw new IllegalArgumentException(
          "--statistics must be at most the "
              + available
              + " training images of CIFAR-10, got "
              + statistics);
    }
  }

  /** All seeds of a variant follow each other only after the others had theirs. */
  private List<Cell> cells(int resolution, int available) {
    List<FeatureVariant> chosen = variants == null ? defaults(resolution, available) : variants;
    List<FeatureVariant> all =
        Stream.concat(Stream.of(FeatureVariant.BASE), chosen.stream()).distinct().toList();
    List<Cell> cells = new ArrayList<>();
    for (long seed : seeds) {
      ComparedTraining base = training(FeatureVariant.BASE, seed, resolution);
      for (FeatureVariant variant : all) {
        cells.add(
            new Cell(
                variant,
                variant.sharesTraining() ? base : training(variant, seed, resolution),
                out.resolve(EVALUATIONS).resolve(variant.label() + "-" + seed + ".json")));
      }
    }
    return cells;
  }

  /** The usual variants of this base. */
  private List<FeatureVariant> defaults(int resolution, int available) {
    Architecture base = model.architecture(resolution);
    return FeatureVariant.USUAL.stream()
        .filter(variant -> variant != FeatureVariant.KERNEL_3X3 || FeatureVariant.fits3x3(base))
        .filter(variant -> !variant.isBase(variant.architecture(model, resolution), base))
        .filter(variant -> variant.statisticsImages(statistics) <= available)
        .toList();
  }

  private ComparedTraining training(FeatureVariant variant, long seed, int resolution) {
    return ComparedTraining.in(
        out,
        variant.label(),
        seed,
        variant.architecture(model, resolution),
        variant.plan(time),
        model.hardware().runtime());
  }

  /** Refuses before the first training what would be refused after it. */
  private void check(List<Cell> cells, Architecture base, Dataset training, int available)
      throws IOException {
    for (Cell cell : cells) {
      FeatureVariant variant = cell.variant();
      int unused = cell.dimension();
      if (variant.isBase(cell.training().architecture(), base)) {
        throw new IllegalArgumentException(
            "the variant "
                + variant.label()
                + " is the base itself with this network; leave it out of "
                + VARIANTS);
      }
      if (variant.statisticsImages(statistics) > available) {
        throw new IllegalArgumentException(
            "the variant "
                + variant.label()
                + " needs "
                + variant.statisticsImages(statistics)
                + " images for statistics, but there are only "
                + available
                + "; choose fewer with --statistics, or leave it out of "
                + VARIANTS);
      }
    }
    for (ComparedTraining one : trainings(cells)) {
      one.check(training, "variant", VARIANTS);
    }
  }

  private static List<ComparedTraining> trainings(List<Cell> cells) {
    return cells.stream().map(Cell::training).distinct().toList();
  }

  private void requireSame(Dataset training, Architecture base, Cifar10Evaluation svm)
      throws IOException {
    ComparisonSettings trainings =
        ComparisonSettings.ofTrainings(training, time, model.hardware().description())
            .with("networks of the base: " + base);
    trainings.requireSame(out);
    if (!trainOnly) {
      evaluationSettings(svm).requireSame(out.resolve(EVALUATIONS));
    }
  }

  private ComparisonSettings evaluationSettings(Cifar10Evaluation svm) {
    Cifar10Protocol protocol = svm.protocol();
    return new ComparisonSettings(
        "evaluations",
        List.of(
            "training images: " + PrintableText.printable(svm.training().description()),
            "number of training images: " + svm.training().size(),
            "number of test images: " + svm.test().size(),
            "images for population statistics: " + statistics,
            "number of validation images: " + protocol.validation(),
            "values of C: " + protocol.grid(),
            "labels of each class: " + protocol.labelsPerClass(),
            "draws: " + protocol.draws(),
            "seed: " + protocol.seed(),
            "stored features: " + output.format()),
        "move or delete this folder to evaluate all models again");
  }

  /** Prints what will be done, with the time that it takes. */
  private void estimate(List<Cell> cells, Architecture base, Cifar10Evaluation svm)
      throws IOException {
    ComparedTraining.printTime(trainings(cells), time);
    List<Cell> open = cells.stream().filter(cell -> !cell.isEvaluated()).toList();
    if (trainOnly || open.isEmpty()) {
      return;
    }
    EvaluationEstimate one;
    try (Dcgan dcgan = model.build(base, seeds.get(0))) {
      DiscriminatorFeatures some =
          new DiscriminatorFeatures(
              EvaluationEstimate.LEAST, FeatureVariant.BASE.features(1).options());
      one =
          EvaluationEstimate.measure(
              some.trained(dcgan, svm.training()),
              svm.training(),
              svm.test().size(),
              svm.protocol());
    }
    Duration total =
        open.stream()
            .map(cell -> one.total(cell.dimension()))
            .reduce(Duration.ZERO, Duration::plus);
    System.out.printf(
        Locale.ROOT,
        "an evaluation takes %s; %d evaluations take about %s%n",
        one.toText(),
        open.size(),
        Clock.format(total));
  }

  private int run(List<Cell> cells, Dataset training, Cifar10Images cifar) throws IOException {
    for (Cell cell : cells) {
      if (!cell.training().isTrained() && !train(cell.training(), training)) {
        return Example.summary(
            "stopped in the training of "
                + cell.training().name()
                + "; the same command continues it");
      }
      if (!trainOnly && !cell.isEvaluated()) {
        evaluate(cell, cifar);
        writeTable(cells, cifar.svm());
      }
    }
    if (trainOnly) {
      return Example.summary(trainings(cells).size() + " models are in " + out);
    }
    VariantTable table = writeTable(cells, cifar.svm());
    System.out.print(table.toMarkdown());
    return Example.summary(summary(table));
  }

  private boolean train(ComparedTraining training, Dataset dataset) throws IOException {
    // Registered for trainings only: an evaluation ends at once and is repeated.
    try (StopOnExit exit = StopOnExit.register()) {
      return training.train(dataset, exit.signal(), VARIANTS);
    }
  }

  private void evaluate(Cell cell, Cifar10Images cifar) throws IOException {
    long began = System.nanoTime();
    try (Dcgan dcgan = cell.training().open()) {
      Cifar10Protocol.Result result =
          cifar
              .svm()
              .run(
                  cell.variant().features(statistics).trained(dcgan, cifar.all()),
                  cell.variant().label() + "-" + cell.training().seed() + "-");
      long updates = dcgan.step();
      double images = (double) updates * cell.training().plan().batchSize();
      new FeatureScore.Stored(
              cell.variant().label(),
              cell.training().seed(),
              updates,
              1e9 * images / time.toNanos(),
              result)
          .write(cell.file());
      System.out.printf(
          Locale.ROOT,
          "%s: accuracy %.2f %%, evaluated in %s%n",
          cell.name(),
          100 * result.testAccuracy(),
          Clock.format(Duration.ofNanos(System.nanoTime() - began)));
    }
  }

  /** Writes the table of all evaluations that are finished. */
  private VariantTable writeTable(List<Cell> cells, Cifar10Evaluation svm) throws IOException {
    Map<FeatureVariant, Map<Long, FeatureScore>> scores = new LinkedHashMap<>();
    for (Cell cell : cells) {
      Optional<FeatureScore> score = FeatureScore.read(cell.file());
      score.ifPresent(
          found ->
              scores
                  .computeIfAbsent(cell.variant(), v -> new LinkedHashMap<>())
                  .put(cell.training().seed(), found));
    }
    List<VariantTable.Scored> rows = new ArrayList<>();
    scores.forEach((variant, bySeed) -> rows.add(scored(variant, bySeed)));
    List<String> columns = new ArrayList<>();
    svm.protocol().labelsPerClass().forEach(n -> columns.add(n + " labels a class, %"));
    columns.addAll(List.of("features", "updates", "images/s"));
    VariantTable table =
        new VariantTable(rows.get(0), List.copyOf(rows.subList(1, rows.size())), columns);
    List<String> notes = new ArrayList<>(evaluationSettings(svm).lines());
    notes.add("time of each training: " + Clock.format(time) + ", seeds: " + seeds);
    table.write("Accuracy on CIFAR-10 by variant", out, notes);
    return table;
  }

  private static VariantTable.Scored scored(
      FeatureVariant variant, Map<Long, FeatureScore> bySeed) {
    List<FeatureScore> scores = List.copyOf(bySeed.values());
    Map<Long, Double> accuracies = new LinkedHashMap<>();
    bySeed.forEach((seed, score) -> accuracies.put(seed, score.accuracy()));
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < scores.get(0).fewLabels().size(); i++) {
      int at = i;
      double mean =
          scores.stream()
              .mapToDouble(score -> score.fewLabels().get(at).accuracy())
              .average()
              .orElse(Double.NaN);
      cells.add(String.format(Locale.ROOT, "%.2f", 100 * mean));
    }
    cells.add(String.format(Locale.ROOT, "%,d", scores.get(0).dimension()));
    cells.add(
        String.format(
            Locale.ROOT,
            "%,.0f",
            scores.stream().mapToLong(FeatureScore::updates).average().orElse(0)));
    cells.add(
        String.format(
            Locale.ROOT,
            "%.0f",
            scores.stream().mapToDouble(FeatureScore::imagesPerSecond).average().orElse(0)));
    return new VariantTable.Scored(variant.label(), variant.sharesTraining(), accuracies, cells);
  }

  private String summary(VariantTable table) {
    return String.format(
        Locale.ROOT,
        "base %.2f %%%s; see %s",
        100 * table.base().accuracy().mean(),
        table.best().map(best -> ", best " + best.label() + " " + table.text(best)).orElse(""),
        out.resolve("comparison.md"));
  }
}
