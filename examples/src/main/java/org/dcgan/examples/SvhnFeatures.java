package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.RuntimeOptions;
import org.dcgan.datasets.Svhn;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.protocol.SvhnProtocol;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.ConfusionChart;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.tensorflow.AuthorsRelease;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's table 2: SVMs on 1,000 labels, with a discriminator's features of SVHN. */
@Command(
    name = "SvhnFeatures",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the authors' experiment on SVHN: draws of 1,000 labels, an SVM for each on a"
            + " discriminator's features.")
public final class SvhnFeatures implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where train_32x32.mat and test_32x32.mat are")
  private Path data = Path.of("");

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Networks networks = new Networks();

  /** Whose discriminator. */
  static final class Networks {
    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "a saved model, or a run's checkpoints")
    private @Nullable Path model;

    @Option(
        names = "--authors",
        paramLabel = "DIR",
        description = "the 18 .npy files of the authors' released SVHN model")
    private @Nullable Path authors;

    private Path folder() {
      return model != null ? model : authors;
    }

    private Dcgan open() throws IOException {
      return model != null
          ? Dcgan.load(model)
          : AuthorsRelease.svhn(authors, RuntimeOptions.DEFAULT);
    }
  }

  @Option(
      names = "--validation",
      description = "training images that choose C (default: ${DEFAULT-VALUE})")
  private int validation = SvhnProtocol.AUTHORS.validation();

  @Option(
      names = "--labels-per-class",
      description = "labels of each class in a draw (default: ${DEFAULT-VALUE})")
  private int labelsPerClass = SvhnProtocol.AUTHORS.labelsPerClass();

  @Option(names = "--grid", split = ",", description = "values of C (default: ${DEFAULT-VALUE})")
  private List<Double> grid = SvhnProtocol.AUTHORS_GRID;

  @Option(names = "--draws-per-c", description = "draws for each C (default: ${DEFAULT-VALUE})")
  private int drawsPerC = SvhnProtocol.AUTHORS.drawsPerC();

  @Option(names = "--test-draws", description = "draws with the best C (default: ${DEFAULT-VALUE})")
  private int testDraws = SvhnProtocol.AUTHORS.testDraws();

  @Option(names = "--seed", description = "of split and draws (default: ${DEFAULT-VALUE})")
  private int seed = SvhnProtocol.AUTHORS.seed();

  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "gets images and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/svhn-features");

  /** The experiment with its defaults. */
  public SvhnFeatures() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param networks the folder of the model
   * @param protocol what was done
   * @param result what came of it
   * @param duration of everything
   */
  public record Result(
      Path networks, SvhnProtocol protocol, SvhnProtocol.Result result, Duration duration) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new SvhnFeatures(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    long began = System.nanoTime();
    SvhnProtocol protocol =
        new SvhnProtocol(
            validation, labelsPerClass, grid, drawsPerC, testDraws, seed, SvmOptions.DEFAULT);
    Progress progress = Progress.console();
    SvhnProtocol.Result result;
    try (Dcgan dcgan = networks.open();
        Svhn training = Svhn.train(data);
        Svhn test = Svhn.test(data)) {
      dcgan.gatherStatistics(training.subset(protocol.split(training.size()).pool()), 128);
      FeatureExtractor features = dcgan.discriminator().features(FeatureOptions.AUTHORS);
      try (FeatureMatrix learned = output.extract(features, training, out, "training", progress);
          FeatureMatrix judged = output.extract(features, test, out, "test", progress)) {
        result = protocol.run(learned, judged, progress);
      } finally {
        output.done(out, "training");
        output.done(out, "test");
      }
    }
    ResultFile.write(
        out,
        new Result(
            networks.folder(), protocol, result, Duration.ofNanos(System.nanoTime() - began)));
    String error =
        String.format(
            Locale.ROOT, "%.2f ± %.2f %%", result.testError().mean(), result.testError().spread());
    ConfusionChart.writePng(
        "test error " + error, result.confusion(), out.resolve("confusion.png"));
    return Example.summary(
        String.format(
            Locale.ROOT,
            "test error %s with %d labels (C %s, validation %.2f %%, %d draws)",
            error,
            labelsPerClass * result.confusion().classNames().size(),
            result.c(),
            result.validationError().mean(),
            testDraws));
  }
}
