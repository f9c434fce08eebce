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
import org.dcgan.image.ImageSource;
import org.dcgan.random.Permutation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Learns K-means features, and judges them with an L2-SVM: the baseline of the paper's table 1
 * (Coates, Lee and Ng 2011; with {@code --layers}, Coates and Ng 2011). Leaves {@code features.npz}
 * (what was learned), {@code centroids.png} and {@code result.json}.
 */
@Command(
    name = "KMeansBaseline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Learns K-means features of images and judges them with an L2-SVM.")
public final class KMeansBaseline implements Callable<Integer> {
  private static final int CENTROID_SCALE = 4;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where the images are")
  private Path data = Path.of("");

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private LabeledImages format = LabeledImages.CIFAR10;

  @Option(
      names = "--centroids",
      description = "of the first layer; a quarter of its features (default: ${DEFAULT-VALUE})")
  private int centroids = KMeansOptions.DEFAULT.centroids();

  @Option(names = "--patches", description = "to learn them from (default: ${DEFAULT-VALUE})")
  private int patches = KMeansOptions.DEFAULT.patches();

  @Option(
      names = "--layers",
      description =
          "1, or 2 or 3 with receptive fields that are learned (default: ${DEFAULT-VALUE})")
  private int layers = 1;

  @Option(
      names = "--train-images",
      description = "how many, chosen at random; 0 for all (default: ${DEFAULT-VALUE})")
  private int trainImages;

  @Option(
      names = "--test-images",
      description = "how many, chosen at random; 0 for all (default: ${DEFAULT-VALUE})")
  private int testImages;

  @Option(
      names = "--whitening",
      paramLabel = "EPSILON",
      description = "added to eigenvalues of patches (default: ${DEFAULT-VALUE})")
  private double whitening = KMeansOptions.DEFAULT.whitening();

  @Option(
      names = "--jpeg-again",
      description =
          "bring all images through JPEG first, quality 75, on blocks of its own: what"
              + " compression costs")
  private boolean jpegAgain;

  @Option(
      names = "--c",
      split = ",",
      description =
          "the SVM's C, of the mean loss; of several the best on --validation training images"
              + " (default: ${DEFAULT-VALUE})")
  private List<Double> grid = List.of(KMeansExperiment.DEFAULT_C);

  @Option(
      names = "--validation",
      description =
          "training images that one of several C is chosen on (default: ${DEFAULT-VALUE})")
  private int validation = KMeansExperiment.DEFAULT_VALIDATION;

  @Option(names = "--seed", description = "the chance in everything (default: ${DEFAULT-VALUE})")
  private long seed = KMeansOptions.DEFAULT.seed();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "gets features.npz, centroids.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/kmeans");

  /** An experiment with its defaults. */
  public KMeansBaseline() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param options how features were learned
   * @param result what came of it
   * @param centroids the first layer's centroids as an image
   * @param quoted numbers of others, for comparison: quoted, not measured
   */
  public record Result(
      KMeansOptions options,
      KMeansExperiment.Result result,
      Path centroids,
      List<PaperResults.Quoted> quoted) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new KMeansBaseline(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    KMeansOptions options = options();
    Path image = out.resolve("centroids.png");
    try (Dataset train = format.train(data);
        Dataset test = format.test(data)) {
      KMeansExperiment.Result result =
          new KMeansExperiment(options, grid, validation, KMeansExperiment.DEFAULT_SVM, out)
              .run(
                  some(train, trainImages),
                  some(test, testImages),
                  RuntimeOptions.DEFAULT,
                  Progress.console(),
                  features -> show(features, image));
      ResultFile.write(
          out,
          new Result(
              options,
              result,
              image,
              format == LabeledImages.CIFAR10 ? PaperResults.CIFAR10 : List.of()));
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

  private KMeansOptions options() {
    KMeansOptions one =
        new KMeansOptions(
            KMeansOptions.DEFAULT.receptiveField(),
            patches,
            centroids,
            KMeansOptions.DEFAULT.iterations(),
            KMeansOptions.DEFAULT.contrast(),
            whitening,
            List.of(),
            seed);
    return switch (layers) {
      case 1 -> one;
      case 2 -> one.withLayersAbove(KMeansOptions.UpperLayer.SECOND);
      case 3 ->
          one.withLayersAbove(KMeansOptions.UpperLayer.SECOND, KMeansOptions.UpperLayer.THIRD);
      default -> throw new IllegalArgumentException("--layers must be 1, 2 or 3, got " + layers);
    };
  }

  private void show(KMeansFeatures features, Path image) throws IOException {
    features.save(out.resolve("features.npz"));
    ImageGrid.of(features.centroidImages()).scale(CENTROID_SCALE).writePng(image);
  }

  private ImageSource some(Dataset images, int count) {
    Dataset some = drawn(images, count);
    return jpegAgain ? new JpegAgain(some) : some;
  }

  private Dataset drawn(Dataset images, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "--train-images and --test-images must be at least 1, or 0 for all, got " + count);
    }
    if (count == 0 || count >= images.size()) {
      return images;
    }
    Permutation order = Permutation.of(images.size(), seed);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = order.at(i);
    }
    return images.subset(chosen);
  }
}
