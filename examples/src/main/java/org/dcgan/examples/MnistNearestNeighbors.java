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
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.baseline.ImageClassifier;
import org.dcgan.eval.protocol.ClassAgreement;
import org.dcgan.eval.protocol.LabeledImageStream;
import org.dcgan.eval.protocol.MnistSplit;
import org.dcgan.eval.protocol.NearestNeighborProtocol;
import org.dcgan.eval.protocol.NearestNeighborTable;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.eval.report.CurveChart;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
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

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with MNIST's four files")
  private Path data = Path.of("");

  @Option(
      names = "--generated",
      paramLabel = "DIR",
      description =
          "generated digits of any program: a folder with a folder of images for each class, 0 to"
              + " 9")
  private @Nullable Path generated;

  @Option(
      names = "--counts",
      split = ",",
      description =
          "values of n, in ascending order; those above the number of images are replaced by it"
              + " (default: ${DEFAULT-VALUE})")
  private List<Integer> counts = NearestNeighborProtocol.DEFAULT.counts();

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
          "random seed of the order of generated images and of that network (default:"
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
   * The contents of {@code result.json}.
   *
   * @param real the result with real digits
   * @param generated the result with generated digits, if there are any
   * @param classes the check of the generated digits' classes, if it was asked for
   * @param accuracy the share of the digits to classify that the network of that check gets right
   * @param seed the random seed
   */
  public record Result(
      NearestNeighborProtocol.Result real,
      Optional<NearestNeighborProtocol.Result> generated,
      Optional<ClassAgreement> classes,
      Optional<Proportion> accuracy,
      long seed) {}

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
    if (testImages < 1) {
      throw new IllegalArgumentException("--test-images must be at least 1, got " + testImages);
    }
    NearestNeighborProtocol protocol = new NearestNeighborProtocol(counts);
    try (Dataset train = Mnist.train(data);
        Dataset test = Mnist.test(data)) {
      if (validation) {
        MnistSplit split = MnistSplit.of(train);
        return run(protocol, split.training(), first(split.validation()));
      }
      return run(protocol, train, first(test));
    }
  }

  private Dataset first(Dataset test) {
    return test.take(Math.min(testImages, test.size()));
  }

  private Integer run(NearestNeighborProtocol protocol, Dataset training, Dataset digits)
      throws IOException {
    if (generated == null) {
      return write(classify(protocol, training, digits), null, null, null);
    }
    try (Dataset samples = ImageFitting.fit(ImageFolder.withClasses(generated), SHAPE)) {
      if (!samples.classNames().equals(digits.classNames())) {
        throw new IllegalArgumentException(
            "--generated "
                + generated
                + " has the classes "
                + printable(samples.classNames())
                + ", expected a folder for each of "
                + digits.classNames());
      }
      LabeledImageStream stream = LabeledImageStream.shuffled(samples, seed);
      NearestNeighborProtocol.Result real = classify(protocol, training, digits);
      NearestNeighborProtocol.Result classified =
          protocol.upTo(samples.size()).run(stream, digits, Progress.console());
      if (check == 0) {
        return write(real, classified, null, null);
      }
      try (ImageClassifier network =
          ImageClassifier.train(
              training,
              ImageClassifier.Plan.DEFAULT.withSeed(seed),
              RuntimeOptions.DEFAULT,
              Progress.console())) {
        var confusion = network.evaluate(digits);
        ClassAgreement classes =
            ClassAgreement.measure(
                network, stream, Math.min(check, samples.size()), Progress.console());
        return write(
            real, classified, classes, Proportion.of(confusion.correct(), confusion.total()));
      }
    }
  }

  private static NearestNeighborProtocol.Result classify(
      NearestNeighborProtocol protocol, Dataset training, Dataset digits) throws IOException {
    return protocol
        .upTo(training.size())
        .run(LabeledImageStream.of(training), digits, Progress.console());
  }

  private Integer write(
      NearestNeighborProtocol.Result real,
      NearestNeighborProtocol.@Nullable Result classified,
      @Nullable ClassAgreement classes,
      @Nullable Proportion accuracy)
      throws IOException {
    ResultFile.write(
        out,
        new Result(
            real,
            Optional.ofNullable(classified),
            Optional.ofNullable(classes),
            Optional.ofNullable(accuracy),
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
