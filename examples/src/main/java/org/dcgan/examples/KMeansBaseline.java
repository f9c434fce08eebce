package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.baseline.KMeansExperiment;
import org.dcgan.eval.baseline.KMeansFeatures;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.baseline.PaperResults;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.image.ImageGrid;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Learns K-means features and evaluates them with an L2-SVM: the baseline of the paper's table 1
 * (Coates, Lee and Ng 2011; with {@code --layers}, Coates and Ng 2011). Writes {@code features.npz}
 * (the learned parameters), {@code centroids.png} and {@code result.json}.
 */
@Command(
    name = "KMeansBaseline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Learns K-means features of images and evaluates them with an L2-SVM.")
public final class KMeansBaseline implements Callable<Integer> {
  private static final int CENTROID_SCALE = 4;

  @Mixin private LabeledImageOptions data = new LabeledImageOptions();
  @Mixin private KMeansOptionGroup features = new KMeansOptionGroup();
  @Mixin private RandomSubsetOptions subsets = new RandomSubsetOptions();

  @Option(
      names = "--c",
      split = ",",
      description =
          "the SVM's C, with the loss as a mean; of several values, the best on --validation"
              + " training images is chosen (default: ${DEFAULT-VALUE})")
  private List<Double> grid = List.of(KMeansExperiment.DEFAULT_C);

  @Option(
      names = "--validation",
      description =
          "number of training images that are held out to choose C if there are several values"
              + " (default: ${DEFAULT-VALUE})")
  private int validation = KMeansExperiment.DEFAULT_VALIDATION;

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = KMeansOptions.DEFAULT.seed();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for features.npz, centroids.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/kmeans");

  /** Creates the experiment with its defaults. */
  public KMeansBaseline() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param options the options that features were learned with
   * @param result the accuracies
   * @param centroids the file with the first layer's centroids as an image
   * @param quoted published results for comparison, which were not measured here
   */
  public record Result(
      KMeansOptions options,
      KMeansExperiment.Result result,
      Path centroids,
      List<PaperResults.Quoted> quoted) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new KMeansBaseline(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    KMeansOptions options = features.options(seed);
    Path image = out.resolve("centroids.png");
    try (Dataset train = data.train();
        Dataset test = data.test()) {
      KMeansExperiment.Result result =
          new KMeansExperiment(options, grid, validation, KMeansExperiment.DEFAULT_SVM, out)
              .run(
                  subsets.training(train, seed),
                  subsets.test(test, seed),
                  RuntimeOptions.DEFAULT,
                  Progress.console(),
                  learned -> save(learned, image));
      ResultFile.write(
          out,
          new Result(
              options,
              result,
              image,
              data.format() == LabeledImages.CIFAR10 ? PaperResults.CIFAR10 : List.of()));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%.2f %% of %d test images right (%.2f %% of training images) by %s; see %s",
              100 * result.testAccuracy(),
              result.confusion().total(),
              100 * result.trainingAccuracy(),
              result.features(),
              out));
    }
  }

  private void save(KMeansFeatures learned, Path image) throws IOException {
    learned.save(out.resolve("features.npz"));
    ImageGrid.of(learned.centroidImages()).withScale(CENTROID_SCALE).writePng(image);
  }
}
