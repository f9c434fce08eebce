package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.baseline.KMeansFeatures;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.baseline.ScaledSplit;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.FeatureTable;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.eval.protocol.LabelChart;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a discriminator's features are worth on digits, against the digits' pixels. */
@Command(
    name = "MnistFeatures",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Fits SVMs to few labels of MNIST: with a discriminator's features, with those of the same"
            + " network untrained, with K-means features of as many dimensions, and with raw pixels.")
public final class MnistFeatures implements Callable<Integer> {
  private static final int VALIDATION = 10_000;
  private static final int SIDE = 32;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where MNIST's four files are")
  private Path data = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a saved model; without it one is trained on MNIST first, into DIR/model")
  private @Nullable Path model;

  @Option(
      names = "--epochs",
      description = "of that training, in batches of 128 (default: ${DEFAULT-VALUE})")
  private int epochs = 5;

  @Option(
      names = "--width",
      description = "feature maps of its D's first convolution (default: ${DEFAULT-VALUE})")
  private int width = 32;

  @Option(
      names = "--centroids",
      description =
          "of K-means, a quarter of its features (default: as many as make its features those of D)")
  private @Nullable Integer centroids;

  @Option(names = "--patches", description = "to learn them from (default: ${DEFAULT-VALUE})")
  private int patches = KMeansOptions.DEFAULT.patches();

  @Option(
      names = "--count",
      description =
          "training images, of which 10,000, or a fifth if there are fewer than 50,000, choose C"
              + " (default: ${DEFAULT-VALUE})")
  private int count = 60_000;

  @Option(
      names = "--labels-per-class",
      split = ",",
      description = "numbers of labels (default: ${DEFAULT-VALUE})")
  private List<Integer> labelsPerClass = List.of(10, 30, 100);

  @Option(names = "--grid", split = ",", description = "values of C (default: ${DEFAULT-VALUE})")
  private List<Double> grid = List.of(1e-5, 1e-4, 1e-3, 1e-2, 1e-1);

  @Option(names = "--draws", description = "draws of each number (default: ${DEFAULT-VALUE})")
  private int draws = 10;

  @Option(names = "--seed", description = "of weights and draws (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "gets images and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/mnist-features");

  /** The experiment with its defaults. */
  public MnistFeatures() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param step how many steps it was trained for
   * @param curves accuracy against labels, by kind of features
   * @param seed of weights and draws
   * @param duration of everything
   */
  public record Result(
      Path model,
      long step,
      Map<String, List<LabelCurve.Point>> curves,
      long seed,
      Duration duration) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new MnistFeatures(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    long began = System.nanoTime();
    Progress progress = Progress.console();
    Judgment asTheyAre = (training, test) -> curve(training, test, progress);
    // Sums over quadrants are large and of very different sizes; D's features are neither.
    Judgment standardized =
        (training, test) -> {
          ScaledSplit tables = ScaledSplit.by(training, test);
          return curve(tables.training(), tables.test(), progress);
        };
    try (Dataset digits = Mnist.train(data);
        Dataset testDigits = Mnist.test(data)) {
      Dataset some = digits.take(Math.min(count, digits.size()));
      try (Dcgan dcgan = model != null ? Dcgan.load(model) : trained(some, progress)) {
        ImageShape shape = dcgan.architecture().image();
        Dataset training = fitting(some, shape);
        Dataset test = fitting(testDigits, shape);
        Dataset images = training.take(Math.min(10_000, training.size()));
        dcgan.gatherStatistics(images, 128);
        Map<String, List<LabelCurve.Point>> curves = new LinkedHashMap<>();
        curves.put(
            "trained D",
            judge(asTheyAre, dcgan.discriminator().features(), training, test, progress));
        try (UntrainedDiscriminator untrained =
            UntrainedDiscriminator.like(
                dcgan.architecture(), seed, images, 128, FeatureOptions.DEFAULT)) {
          curves.put("untrained D", judge(asTheyAre, untrained, training, test, progress));
        }
        int atEachPlace =
            centroids != null ? centroids : dcgan.discriminator().features().dimension() / 4;
        KMeansOptions options =
            KMeansOptions.DEFAULT.withCentroids(atEachPlace).withPatches(patches).withSeed(seed);
        try (KMeansFeatures learned =
            KMeansFeatures.learn(training, options, RuntimeOptions.DEFAULT, progress)) {
          curves.put("k-means", judge(standardized, learned, training, test, progress));
        }
        curves.put("pixels", judge(asTheyAre, new RawPixels(shape), training, test, progress));
        ResultFile.write(
            out,
            new Result(
                model != null ? model : out.resolve("model"),
                dcgan.step(),
                curves,
                seed,
                Duration.ofNanos(System.nanoTime() - began)));
        LabelChart.writePng("MNIST", curves, out.resolve("labels.png"));
        return Example.summary(summary(curves));
      }
    }
  }

  private Dcgan trained(Dataset digits, Progress progress) throws IOException {
    Dcgan dcgan = Dcgan.builder().resolution(SIDE).channels(1).width(width).seed(seed).build();
    try {
      dcgan.train(
          fitting(digits, dcgan.architecture().image()),
          TrainingPlan.builder().epochs(epochs).seed(seed).build(),
          progress);
      dcgan.save(out.resolve("model"));
      return dcgan;
    } catch (IOException | RuntimeException e) {
      dcgan.close();
      throw e;
    }
  }

  private static Dataset fitting(Dataset digits, ImageShape shape) {
    Dataset resized = digits.centerCropped(shape.height());
    return shape.channels() == 3 ? resized.rgb() : resized;
  }

  /** What is done with the features of training and test digits. */
  @FunctionalInterface
  private interface Judgment {
    List<LabelCurve.Point> of(FeatureTable training, FeatureTable test) throws IOException;
  }

  private List<LabelCurve.Point> judge(
      Judgment judgment,
      FeatureExtractor extractor,
      Dataset trainingDigits,
      Dataset testDigits,
      Progress progress)
      throws IOException {
    try (FeatureMatrix training =
            output.extract(extractor, trainingDigits, out, "training", progress);
        FeatureMatrix test = output.extract(extractor, testDigits, out, "test", progress)) {
      return judgment.of(training, test);
    } finally {
      output.done(out, "training");
      output.done(out, "test");
    }
  }

  private List<LabelCurve.Point> curve(FeatureTable training, FeatureTable test, Progress progress)
      throws IOException {
    int pool = training.rows() - Math.min(VALIDATION, training.rows() / 5);
    return new LabelCurve(labelsPerClass, draws, grid, seed, SvmOptions.DEFAULT)
        .run(training.range(0, pool), training.range(pool, training.rows()), test, progress);
  }

  private static String summary(Map<String, List<LabelCurve.Point>> curves) {
    StringBuilder text = new StringBuilder("MNIST test accuracy");
    String separator = " ";
    for (Map.Entry<String, List<LabelCurve.Point>> curve : curves.entrySet()) {
      LabelCurve.Point last = curve.getValue().get(curve.getValue().size() - 1);
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s %.2f ± %.2f %%",
              separator,
              curve.getKey(),
              100 * last.testAccuracy().mean(),
              100 * last.testAccuracy().spread()));
      separator = ", ";
    }
    return text.append(" with the most labels").toString();
  }
}
