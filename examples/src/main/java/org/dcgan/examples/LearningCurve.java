package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.report.CurveChart;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.image.ImageShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How the discriminator's features and the samples improve over a training: the accuracy on
 * CIFAR-10 and the Fréchet distance of the samples for each checkpoint that a run has kept, and the
 * trend of the accuracy.
 */
@Command(
    name = "LearningCurve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures the accuracy on CIFAR-10 and the Frechet distance of the samples for each"
            + " checkpoint of a run."
            + MeanLabel.HELP)
public final class LearningCurve implements Callable<Integer> {
  @Option(
      names = "--run",
      paramLabel = "DIR",
      required = true,
      description = "folder of the run's checkpoints; train with --keep-every to keep several")
  private Path run = Path.of("");

  @Option(
      names = "--cifar10",
      paramLabel = "DIR",
      required = true,
      description = "folder with the unpacked binary version of CIFAR-10")
  private Path cifar10 = Path.of("");

  @Option(
      names = "--train-images",
      paramLabel = "N",
      description =
          "number of training images of CIFAR-10 to use, the first ones, for a quick trial (default:"
              + " all of them)")
  private int trainImages = Integer.MAX_VALUE;

  @Mixin private TestImagesOption testImages = new TestImagesOption();
  @Mixin private DiscriminatorFeatureOptions features = new DiscriminatorFeatureOptions();
  @Mixin private Cifar10ProtocolOptions evaluation = new Cifar10ProtocolOptions();
  @Mixin private FeatureOutput output = new FeatureOutput();
  @Mixin private ImageOptions images = new ImageOptions();
  @Mixin private FeatureNetworkOptions networks = new FeatureNetworkOptions();

  @Option(
      names = "--images",
      description =
          "number of real and of generated images for the distance, which is measured if --data"
              + " names the training images (default: ${DEFAULT-VALUE})")
  private int count = 2_000;

  @Option(
      names = "--extrapolate-to",
      paramLabel = "UPDATES",
      description =
          "number of updates for which the accuracy is extrapolated; the paper's discriminator had"
              + " about 300,000 (default: ${DEFAULT-VALUE})")
  private long extrapolateTo = 300_000;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for charts and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/learning-curve");

  /** Creates the program with its defaults. */
  public LearningCurve() {}

  /**
   * What was measured of a checkpoint.
   *
   * @param step the number of steps
   * @param svm the result on CIFAR-10
   * @param distance the Fréchet distance of samples, if it was measured
   */
  public record Measured(long step, Cifar10Protocol.Result svm, OptionalDouble distance) {}

  /**
   * The extrapolated error of the SVM with the 95 % prediction interval of a single measurement.
   *
   * @param updates the number of updates
   * @param error the predicted share of wrong test images
   * @param low the lower end of the interval
   * @param high the upper end of the interval
   */
  public record Extrapolated(long updates, double error, double low, double high) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param run the folder of the checkpoints
   * @param extractor the features that the distance compares, if it was measured
   * @param checkpoints the measurements, in the order of the steps
   * @param extrapolated the extrapolated error with its 95 % interval, from three checkpoints on
   * @param duration the duration of all measurements
   */
  public record Result(
      Path run,
      Optional<String> extractor,
      List<Measured> checkpoints,
      Optional<Extrapolated> extrapolated,
      Duration duration) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new LearningCurve(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    long began = System.nanoTime();
    if (trainImages < 1) {
      throw new IllegalArgumentException("--train-images must be at least 1, got " + trainImages);
    }
    images.refuseWithoutImages(FeatureNetworkOptions.NAMES);
    images.refuseWithoutImages("--images");
    List<Path> checkpoints = checkpoints();
    ImageShape shape = Dcgan.info(checkpoints.get(0)).architecture().image();
    List<Measured> measured = new ArrayList<>();
    try (Dataset allTraining = Cifar10.train(cifar10);
        Dataset allTest = Cifar10.test(cifar10)) {
      Cifar10Evaluation svm =
          new Cifar10Evaluation(
              ImageFitting.fit(allTraining.take(Math.min(trainImages, allTraining.size())), shape),
              ImageFitting.fit(testImages.of(allTest), shape),
              evaluation.protocol(),
              false,
              output,
              out);
      measure(checkpoints, shape, svm, measured, began);
    }
    return Example.summary(summary(measured));
  }

  private void measure(
      List<Path> checkpoints,
      ImageShape shape,
      Cifar10Evaluation svm,
      List<Measured> measured,
      long began)
      throws IOException {
    try (SampleDistances distances =
        images.given()
            ? SampleDistances.open(networks, images, shape, count, evaluation.seed(), out)
            : null) {
      for (Path checkpoint : checkpoints) {
        try (Dcgan dcgan = Dcgan.load(checkpoint)) {
          // Before the statistics of D are gathered on CIFAR-10, which G's samples do not need.
          OptionalDouble distance =
              distances == null
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(distances.of(ClassRows.inTurn(dcgan)));
          measured.add(new Measured(dcgan.step(), svm(dcgan, svm), distance));
        }
        write(Optional.ofNullable(distances).map(SampleDistances::extractor), measured, began);
      }
      if (distances != null) {
        distances.complete();
      }
    }
  }

  /** All checkpoints of the run, by step. */
  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> entries = Files.list(run)) {
      List<Path> found =
          entries
              .filter(p -> p.getFileName().toString().matches("step-\\d{10,19}"))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            run
                + " has no checkpoints (folders named step-0000001234); name the folder"
                + " \"checkpoints\" of a training");
      }
      return found;
    }
  }

  private Cifar10Protocol.Result svm(Dcgan dcgan, Cifar10Evaluation on) throws IOException {
    Cifar10Protocol.Result svm =
        on.run(features.settings().trained(dcgan, on.training()), "step-" + dcgan.step() + "-");
    System.out.printf(
        Locale.ROOT, "step %,d: accuracy %.2f %%%n", dcgan.step(), 100 * svm.testAccuracy());
    return svm;
  }

  private Optional<Extrapolated> extrapolated(List<Measured> measured) {
    List<ErrorTrend.Point> points =
        measured.stream()
            .filter(m -> m.step() > 0 && m.svm().testAccuracy() < 1)
            .map(m -> new ErrorTrend.Point(m.step(), 1 - m.svm().testAccuracy()))
            .toList();
    if (points.size() < 3) {
      return Optional.empty();
    }
    ErrorTrend.Prediction at = ErrorTrend.through(points).at(extrapolateTo);
    return Optional.of(new Extrapolated(at.updates(), at.error(), at.low(), at.high()));
  }

  private void write(Optional<String> extractor, List<Measured> measured, long began)
      throws IOException {
    ResultFile.write(
        out,
        new Result(
            run,
            extractor,
            measured,
            extrapolated(measured),
            Duration.ofNanos(System.nanoTime() - began)));
    chart("test accuracy, %", measured, m -> OptionalDouble.of(100 * m.svm().testAccuracy()))
        .writePng(out.resolve("accuracy.png"));
    if (measured.get(0).distance().isPresent()) {
      chart("Fréchet distance", measured, Measured::distance).writePng(out.resolve("distance.png"));
    }
  }

  private static CurveChart chart(
      String vertical, List<Measured> measured, Function<Measured, OptionalDouble> number) {
    return CurveChart.builder(vertical + " over training", "updates of each network", vertical)
        .logarithmicX()
        .curve(
            vertical,
            measured.stream()
                .map(
                    m ->
                        new CurveChart.Point(
                            Math.max(1, m.step()), number.apply(m).orElseThrow(), 0))
                .toList())
        .build();
  }

  private String summary(List<Measured> measured) {
    Measured last = measured.get(measured.size() - 1);
    return String.format(
        Locale.ROOT,
        "CIFAR-10 test accuracy %.2f %% after %,d steps%s; see %s",
        100 * last.svm().testAccuracy(),
        last.step(),
        extrapolated(measured)
            .map(
                p ->
                    String.format(
                        Locale.ROOT,
                        ", extrapolated to %,d: %.1f %% (95 %% interval %.1f to %.1f %%)",
                        p.updates(),
                        100 * (1 - p.error()),
                        100 * (1 - p.high()),
                        100 * (1 - p.low())))
            .orElse(""),
        out);
  }
}
