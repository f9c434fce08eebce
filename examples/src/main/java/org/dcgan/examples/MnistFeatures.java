package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.protocol.LabelChart;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares a discriminator's features of MNIST digits with the digits' pixels. */
@Command(
    name = "MnistFeatures",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Fits SVMs to few labels of MNIST: on a discriminator's features, on those of an untrained"
            + " discriminator, on K-means features of as many dimensions, and on raw pixels."
            + MeanLabel.HELP)
public final class MnistFeatures implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with MNIST's four files")
  private Path data = Path.of("");

  @Mixin private MnistModelOptions model = new MnistModelOptions();

  @Option(
      names = "--centroids",
      description =
          "centroids of K-means; it has four times as many features (default: as many features as"
              + " D)")
  private @Nullable Integer centroids;

  @Option(
      names = "--patches",
      description = "image patches that the centroids are learned from (default: ${DEFAULT-VALUE})")
  private int patches = KMeansOptions.DEFAULT.patches();

  @Mixin private LabelCurveOptions labels = new LabelCurveOptions();
  @Mixin private TestImagesOption testImages = new TestImagesOption();

  @Option(
      names = "--seed",
      description = "random seed of weights and label selections (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the chart and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/mnist-features");

  /** Creates the experiment with its defaults. */
  public MnistFeatures() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param step the number of steps that the model was trained for
   * @param curves the accuracy against the number of labels, by kind of features
   * @param seed the random seed of weights and label selections
   * @param duration the duration of the whole experiment
   */
  public record Result(
      Path model,
      long step,
      Map<String, List<LabelCurve.Point>> curves,
      long seed,
      Duration duration) {}

  /**
   * Runs the experiment.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new MnistFeatures(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    long began = System.nanoTime();
    try (Dataset digits = Mnist.train(data);
        Dataset testDigits = Mnist.test(data)) {
      Dataset some = digits.take(Math.min(labels.count(), digits.size()));
      // Before a training of minutes.
      labels.check(some);
      KMeansOptions kMeans = kMeans();
      try (Dcgan dcgan = model.open(some, seed, out, Progress.console())) {
        ImageShape shape = dcgan.architecture().image();
        MnistComparison comparison =
            new MnistComparison(
                ImageFitting.fit(some, shape),
                ImageFitting.fit(testImages.of(testDigits), shape),
                labels,
                output,
                out,
                seed);
        Map<String, List<LabelCurve.Point>> curves =
            comparison.run(
                dcgan,
                kMeans,
                soFar ->
                    ResultFile.write(
                        out,
                        new Result(
                            model.folder(out),
                            dcgan.step(),
                            soFar,
                            seed,
                            Duration.ofNanos(System.nanoTime() - began))));
        LabelChart.writePng("MNIST", curves, out.resolve("labels.png"));
        return Example.summary(MnistComparison.summary(curves));
      }
    }
  }

  private KMeansOptions kMeans() throws IOException {
    int features = FeatureOptions.DEFAULT.dimension(model.architecture());
    return KMeansOptions.builder()
        .centroids(centroids != null ? centroids : features / 4)
        .patches(patches)
        .seed(seed)
        .build();
  }
}
