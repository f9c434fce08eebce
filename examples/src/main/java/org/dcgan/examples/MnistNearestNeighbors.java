package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.printable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.baseline.ImageClassifier;
import org.dcgan.eval.metrics.NearestDistance;
import org.dcgan.eval.protocol.ClassAgreement;
import org.dcgan.eval.protocol.LabeledImageStream;
import org.dcgan.eval.protocol.MnistSplit;
import org.dcgan.eval.protocol.NearestNeighborProtocol;
import org.dcgan.eval.protocol.NearestNeighborTable;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.eval.report.CurveChart;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.ConfusionMatrix;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The paper's nearest-neighbor test of conditional generators on MNIST (section 8.1, table 3). */
@Command(
    name = "MnistNearestNeighbors",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Classifies MNIST's real digits by the nearest of n real digits and, if there are any, of n"
            + " generated digits, for several n.")
public final class MnistNearestNeighbors implements Callable<Integer> {
  private static final ImageShape SHAPE = ImageShape.square(28, 1);

  /** Pixels in [0, 1], as in the authors' script for MNIST, are at half the distance of [-1, 1]. */
  private static final double UNIT_RANGE = 0.5;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with MNIST's four files")
  private Path data = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "folder of a model, or of a run's checkpoints, that generates grayscale digits: a"
              + " conditional one of the classes 0 to 9, or an unconditional one for its distances"
              + " only")
  private @Nullable Path model;

  @Option(
      names = "--generated",
      paramLabel = "DIR",
      description =
          "instead of --model, generated digits of any program: a folder with a folder of images"
              + " for each class, 0 to 9")
  private @Nullable Path generated;

  @Option(
      names = "--counts",
      split = ",",
      description =
          "values of n, in ascending order; those above the number of images are replaced by it"
              + " (default: ${DEFAULT-VALUE})")
  private List<Integer> counts = NearestNeighborProtocol.DEFAULT.counts();

  @Option(
      names = "--train-images",
      description =
          "number of real digits to classify by, at most 60,000 (default: ${DEFAULT-VALUE})")
  private int trainImages = 60_000;

  @Option(
      names = "--test-images",
      description = "number of digits to classify, at most 10,000 (default: ${DEFAULT-VALUE})")
  private int testImages = 10_000;

  @Option(
      names = "--validation",
      description =
          "classify the 10,000 training images that the authors split off, by the others, instead"
              + " of the test images")
  private boolean validation;

  @Option(
      names = "--check",
      description =
          "number of generated digits whose class is checked by a network trained on the real ones;"
              + " 0 for none (default: ${DEFAULT-VALUE})")
  private int check = 10_000;

  @Option(
      names = "--seed",
      description =
          "random seed of the generated images, or of their order, and of that network (default:"
              + " ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the chart and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/mnist-nearest-neighbors");

  /** Creates the experiment with its defaults. */
  public MnistNearestNeighbors() {}

  /**
   * The distance of an unconditional model.
   *
   * @param samples n, the number of generated images
   * @param nnd the mean distance of the digits to the nearest of them, over pixels in [0, 1]
   */
  public record Distance(int samples, double nnd) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param real the result with real digits
   * @param generated the result with generated digits, if there are any
   * @param classes the check of the generated digits' classes, if it was asked for
   * @param accuracy the share of the digits to classify that the network of that check gets right
   * @param distances the distances of an unconditional model, if one was given
   * @param model the folder of the model, if one was given
   * @param seed the random seed
   */
  public record Result(
      NearestNeighborProtocol.Result real,
      Optional<NearestNeighborProtocol.Result> generated,
      Optional<ClassAgreement> classes,
      Optional<Proportion> accuracy,
      List<Distance> distances,
      Optional<Path> model,
      long seed) {}

  /**
   * Training images, digits to classify, and the protocol.
   *
   * @param protocol the values of n
   * @param training the real digits to classify by
   * @param digits the real digits to classify
   */
  private record Experiment(NearestNeighborProtocol protocol, Dataset training, Dataset digits) {

    NearestNeighborProtocol.Result withRealDigits() throws IOException {
      return protocol
          .upTo(training.size())
          .run(LabeledImageStream.of(training), digits, Progress.console());
    }

    Experiment fitted(ImageShape shape) {
      return new Experiment(
          protocol, ImageFitting.fit(training, shape), ImageFitting.fit(digits, shape));
    }
  }

  /**
   * Runs the experiment.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new MnistNearestNeighbors(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (check < 0) {
      throw new IllegalArgumentException("--check must be at least 0, got " + check);
    }
    requirePositive("--train-images", trainImages);
    requirePositive("--test-images", testImages);
    if (model != null && generated != null) {
      throw new IllegalArgumentException(
          "--model and --generated exclude each other; give one of them");
    }
    NearestNeighborProtocol protocol = new NearestNeighborProtocol(counts);
    try (Dataset train = Mnist.train(data);
        Dataset test = Mnist.test(data)) {
      if (validation) {
        MnistSplit split = MnistSplit.of(train);
        return run(protocol, split.training(), split.validation());
      }
      return run(protocol, train, test);
    }
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " must be at least 1, got " + value);
    }
  }

  private Integer run(NearestNeighborProtocol protocol, Dataset training, Dataset test)
      throws IOException {
    return run(
        new Experiment(
            protocol,
            training.take(Math.min(trainImages, training.size())),
            test.take(Math.min(testImages, test.size()))));
  }

  private Integer run(Experiment experiment) throws IOException {
    if (model != null) {
      try (Dcgan dcgan = Dcgan.load(model)) {
        requireGrayscale(model, dcgan.architecture().image());
        Experiment fitted = experiment.fitted(dcgan.architecture().image());
        return dcgan.architecture().isConditional()
            ? run(fitted, LabeledImageStream.generated(dcgan, seed, model.toString()))
            : measureDistances(fitted, dcgan, model);
      }
    }
    if (generated != null) {
      try (Dataset samples = ImageFitting.fit(ImageFolder.withClasses(generated), SHAPE)) {
        requireDigits(generated, samples, experiment.digits().classNames());
        return run(experiment, LabeledImageStream.shuffled(samples, seed));
      }
    }
    return write(experiment.withRealDigits(), null, null, null, List.of());
  }

  /** A model of color images was trained on something else, which only fitting would hide. */
  private static void requireGrayscale(Path folder, ImageShape shape) {
    if (shape.channels() != 1) {
      throw new IllegalArgumentException(
          "the model in "
              + printable(folder)
              + " generates images of "
              + shape
              + ", but digits have 1 channel; name a model that was trained on digits");
    }
  }

  private static void requireDigits(Path folder, Dataset samples, List<String> classNames) {
    if (!samples.classNames().equals(classNames)) {
      throw new IllegalArgumentException(
          "--generated "
              + folder
              + " has the classes "
              + printable(samples.classNames())
              + ", expected a folder for each of "
              + classNames);
    }
  }

  private Integer run(Experiment experiment, LabeledImageStream samples) throws IOException {
    int available = (int) samples.size().orElse(Integer.MAX_VALUE);
    NearestNeighborProtocol.Result classified =
        experiment.protocol().upTo(available).run(samples, experiment.digits(), Progress.console());
    NearestNeighborProtocol.Result real = experiment.withRealDigits();
    if (check == 0) {
      return write(real, classified, null, null, List.of());
    }
    try (ImageClassifier network =
        ImageClassifier.train(
            experiment.training(),
            ImageClassifier.Plan.DEFAULT.withSeed(seed),
            RuntimeOptions.DEFAULT,
            Progress.console())) {
      ConfusionMatrix confusion = network.evaluate(experiment.digits());
      ClassAgreement classes =
          ClassAgreement.measure(network, samples, Math.min(check, available), Progress.console());
      Proportion accuracy = Proportion.of(confusion.correct(), confusion.total());
      return write(real, classified, classes, accuracy, List.of());
    }
  }

  private Integer measureDistances(Experiment experiment, Dcgan dcgan, Path name)
      throws IOException {
    List<Distance> distances = new ArrayList<>();
    int digits = experiment.digits().size();
    for (int count : experiment.protocol().counts()) {
      double distance = NearestDistance.of(experiment.digits(), digits, count, seed).score(dcgan);
      distances.add(new Distance(count, UNIT_RANGE * distance));
      System.out.printf(
          Locale.ROOT, "%s: nnd %.3f with %,d%n", printable(name), UNIT_RANGE * distance, count);
    }
    return write(experiment.withRealDigits(), null, null, null, distances);
  }

  private Integer write(
      NearestNeighborProtocol.Result real,
      NearestNeighborProtocol.@Nullable Result classified,
      @Nullable ClassAgreement classes,
      @Nullable Proportion accuracy,
      List<Distance> distances)
      throws IOException {
    ResultFile.write(
        out,
        new Result(
            real,
            Optional.ofNullable(classified),
            Optional.ofNullable(classes),
            Optional.ofNullable(accuracy),
            distances,
            Optional.ofNullable(model),
            seed));
    Map<String, NearestNeighborProtocol.Result> curves = new LinkedHashMap<>();
    curves.put("real digits", real);
    if (classified != null) {
      curves.put("generated digits", classified);
    }
    chart(curves).writePng(out.resolve("errors.png"));
    System.out.print(new NearestNeighborTable(List.copyOf(curves.values())).toText());
    List<String> parts = new ArrayList<>();
    curves.forEach((name, result) -> parts.add(summary(name, result)));
    if (!distances.isEmpty()) {
      Distance last = distances.get(distances.size() - 1);
      parts.add(
          String.format(
              Locale.ROOT, "generated digits: nnd %.3f with %,d", last.nnd(), last.samples()));
    }
    if (classes != null && accuracy != null) {
      System.out.print(classes.toText());
      parts.add(
          String.format(
              Locale.ROOT,
              "class right for %s of the generated digits (%s of the real ones)",
              classes.all().toText(2),
              accuracy.toText(2)));
    }
    return Example.summary(String.join("; ", parts));
  }

  private static CurveChart chart(Map<String, NearestNeighborProtocol.Result> curves) {
    CurveChart.Builder chart =
        CurveChart.builder(
                "MNIST classified by the nearest of n digits", "n", "classified wrongly, %")
            .logarithmicX();
    curves.forEach(
        (name, result) ->
            chart.curve(
                name,
                result.points().stream()
                    .map(
                        point ->
                            new CurveChart.Point(
                                point.samples(),
                                100 * point.error().share(),
                                50 * (point.error().high() - point.error().low())))
                    .toList()));
    return chart.build();
  }

  private static String summary(String name, NearestNeighborProtocol.Result result) {
    NearestNeighborProtocol.Point last = result.points().get(result.points().size() - 1);
    return String.format(
        Locale.ROOT,
        "%s: error %s with %,d, nnd %.3f",
        name,
        last.error().toText(2),
        last.samples(),
        last.nnd());
  }
}
