package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.ScaledSplit;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.protocol.LabelChart;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.ConfusionChart;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's table 1: an SVM on a discriminator's features of CIFAR-10. */
@Command(
    name = "Cifar10Features",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Fits an SVM to a discriminator's features of CIFAR-10, with all labels and with few, and"
            + " to those of the same network untrained.")
public final class Cifar10Features implements Callable<Integer> {
  /** The authors' batch for statistics (svhn/svhn_semisup_analysis.py:67). */
  private static final int STATISTICS_BATCH_SIZE = 128;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "CIFAR-10's binary version, unpacked")
  private Path data = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "a saved model, or a run's checkpoints")
  private Path model = Path.of("");

  @Option(
      names = "--statistics",
      description =
          "batch normalization's statistics are gathered over so many training images, 0 for the"
              + " model's own (default: ${DEFAULT-VALUE})")
  private int statistics = 10_000;

  @Option(
      names = "--batch-norm",
      description =
          "${COMPLETION-CANDIDATES}: the second normalizes each batch of 256 images by itself, as in"
              + " training (default: ${DEFAULT-VALUE})")
  private BatchNormMode batchNorm = BatchNormMode.POPULATION;

  @Option(
      names = "--count",
      description = "training images, 0 for all of them (default: ${DEFAULT-VALUE})")
  private int count;

  @Option(
      names = "--validation",
      description = "how many of them choose C (default: ${DEFAULT-VALUE})")
  private int validation = Cifar10Protocol.DEFAULT_VALIDATION;

  @Option(names = "--grid", split = ",", description = "values of C (default: ${DEFAULT-VALUE})")
  private List<Double> grid = Cifar10Protocol.DEFAULT_GRID;

  @Option(
      names = "--labels-per-class",
      split = ",",
      description = "numbers of few labels (default: ${DEFAULT-VALUE})")
  private List<Integer> labelsPerClass = List.of(25, 100, Cifar10Protocol.DEFAULT_LABELS_PER_CLASS);

  @Option(names = "--draws", description = "draws of few labels (default: ${DEFAULT-VALUE})")
  private int draws = Cifar10Protocol.DEFAULT_DRAWS;

  @Option(
      names = "--standardize",
      description =
          "bring each feature to mean 0 and deviation 1 over the training images (default: as they"
              + " are, as the authors do for SVHN; the paper does not say)")
  private boolean standardize;

  @Option(
      names = "--no-untrained",
      negatable = true,
      description = "leave out the same network untrained")
  private boolean untrained = true;

  @Option(names = "--seed", description = "of splits and draws (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "gets images and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/cifar10-features");

  /** The experiment with its defaults. */
  public Cifar10Features() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param model the model's folder
   * @param step how many steps it was trained for
   * @param standardized whether features were brought to mean 0 and deviation 1
   * @param trained with its features
   * @param untrained with those of the same network untrained
   * @param seed of splits and draws
   * @param duration of everything
   */
  public record Result(
      Path model,
      long step,
      boolean standardized,
      Cifar10Protocol.Result trained,
      Optional<Cifar10Protocol.Result> untrained,
      long seed,
      Duration duration) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new Cifar10Features(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    long began = System.nanoTime();
    Cifar10Protocol protocol =
        new Cifar10Protocol(validation, grid, labelsPerClass, draws, seed, SvmOptions.DEFAULT);
    Progress progress = Progress.console();
    FeatureOptions features = new FeatureOptions(batchNorm, FeatureLayout.HWC);
    try (Dcgan dcgan = Dcgan.load(model);
        Dataset allTraining = Cifar10.train(data);
        Dataset allTest = Cifar10.test(data)) {
      ImageShape shape = dcgan.architecture().image();
      Dataset training = fitting(count > 0 ? allTraining.take(count) : allTraining, shape);
      Dataset test = fitting(allTest, shape);
      Dataset images =
          training.take(Math.min(training.size(), statistics > 0 ? statistics : 10_000));
      if (statistics > 0) {
        dcgan.gatherStatistics(images, STATISTICS_BATCH_SIZE);
      }
      Cifar10Protocol.Result trained =
          judge(
              protocol,
              dcgan.discriminator().features(features),
              training,
              test,
              "trained",
              progress);
      Optional<Cifar10Protocol.Result> random = Optional.empty();
      // Half an hour of SVMs is not lost with the second half.
      write(dcgan, trained, random, began);
      if (untrained) {
        try (UntrainedDiscriminator same =
            UntrainedDiscriminator.like(
                dcgan.architecture(),
                Dcgan.DEFAULT_SEED,
                images,
                STATISTICS_BATCH_SIZE,
                features)) {
          random = Optional.of(judge(protocol, same, training, test, "untrained", progress));
        }
      }
      write(dcgan, trained, random, began);
      draw(trained, random);
      return Example.summary(summary(trained, random));
    }
  }

  private void write(
      Dcgan dcgan,
      Cifar10Protocol.Result trained,
      Optional<Cifar10Protocol.Result> random,
      long began)
      throws IOException {
    Duration duration = Duration.ofNanos(System.nanoTime() - began);
    ResultFile.write(
        out, new Result(model, dcgan.step(), standardize, trained, random, seed, duration));
  }

  private static Dataset fitting(Dataset images, ImageShape shape) {
    Dataset resized =
        images.shape().filter(s -> s.height() == shape.height()).isPresent()
            ? images
            : images.centerCropped(shape.height());
    return shape.channels() == 1 ? resized.grayscale() : resized;
  }

  private Cifar10Protocol.Result judge(
      Cifar10Protocol protocol,
      FeatureExtractor extractor,
      Dataset training,
      Dataset test,
      String name,
      Progress progress)
      throws IOException {
    try (FeatureMatrix learned =
            output.extract(extractor, training, out, name + "-training", progress);
        FeatureMatrix judged = output.extract(extractor, test, out, name + "-test", progress)) {
      if (!standardize) {
        return protocol.run(learned, judged, progress);
      }
      ScaledSplit standardized = ScaledSplit.by(learned, judged);
      return protocol.run(standardized.training(), standardized.test(), progress);
    } finally {
      output.done(out, name + "-training");
      output.done(out, name + "-test");
    }
  }

  private void draw(Cifar10Protocol.Result trained, Optional<Cifar10Protocol.Result> random)
      throws IOException {
    ConfusionChart.writePng(
        String.format(Locale.ROOT, "CIFAR-10, %.2f %%", 100 * trained.testAccuracy()),
        trained.confusion(),
        out.resolve("confusion.png"));
    if (!trained.fewLabels().isEmpty()) {
      Map<String, List<LabelCurve.Point>> curves = new LinkedHashMap<>();
      curves.put("trained D", trained.fewLabels());
      random.ifPresent(result -> curves.put("untrained D", result.fewLabels()));
      LabelChart.writePng(
          "CIFAR-10, " + trained.dimension() + " features", curves, out.resolve("labels.png"));
    }
  }

  private static String summary(
      Cifar10Protocol.Result trained, Optional<Cifar10Protocol.Result> random) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "CIFAR-10 test accuracy %.2f %% (C %s)",
                100 * trained.testAccuracy(),
                trained.c()));
    random.ifPresent(
        r ->
            text.append(String.format(Locale.ROOT, ", untrained %.2f %%", 100 * r.testAccuracy())));
    for (LabelCurve.Point point : trained.fewLabels()) {
      text.append(
          String.format(
              Locale.ROOT,
              "; %d labels a class %.2f ± %.2f %%",
              point.labelsPerClass(),
              100 * point.testAccuracy().mean(),
              100 * point.testAccuracy().spread()));
    }
    return text.toString();
  }
}
