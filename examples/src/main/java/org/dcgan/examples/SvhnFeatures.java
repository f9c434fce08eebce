package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Svhn;
import org.dcgan.eval.protocol.SvhnProtocol;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.svm.ConfusionChart;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Table 2 of the paper: SVMs classify SVHN by a discriminator's features, with 1,000 labels. */
@Command(
    name = "SvhnFeatures",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the authors' experiment on SVHN: for each of several random selections of 1,000"
            + " labels, fits an SVM to a discriminator's features."
            + MeanLabel.HELP)
public final class SvhnFeatures implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with train_32x32.mat and test_32x32.mat")
  private Path data = Path.of("");

  @ArgGroup(exclusive = true, multiplicity = "1")
  private SvhnModelOptions networks = new SvhnModelOptions();

  @Option(
      names = "--validation",
      description =
          "number of training images that are held out to choose C (default: ${DEFAULT-VALUE})")
  private int validation = SvhnProtocol.AUTHORS.validation();

  @Option(
      names = "--labels-per-class",
      description = "labels per class in a selection (default: ${DEFAULT-VALUE})")
  private int labelsPerClass = SvhnProtocol.AUTHORS.labelsPerClass();

  @Option(
      names = "--grid",
      split = ",",
      description = "values of the SVM's C to choose from (default: ${DEFAULT-VALUE})")
  private List<Double> grid = SvhnProtocol.AUTHORS_GRID;

  @Option(
      names = "--draws-per-c",
      description = "selections for each C (default: ${DEFAULT-VALUE})")
  private int drawsPerC = SvhnProtocol.AUTHORS.drawsPerC();

  @Option(
      names = "--test-draws",
      description = "selections with the best C (default: ${DEFAULT-VALUE})")
  private int testDraws = SvhnProtocol.AUTHORS.testDraws();

  @Option(
      names = "--seed",
      description = "random seed of split and selections (default: ${DEFAULT-VALUE})")
  private int seed = SvhnProtocol.AUTHORS.seed();

  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for confusion.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/svhn-features");

  /** Creates the experiment with its defaults. */
  public SvhnFeatures() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param networks the folder of the model
   * @param protocol the settings of the experiment
   * @param result the errors
   * @param duration the duration of the whole experiment
   */
  public record Result(
      Path networks, SvhnProtocol protocol, SvhnProtocol.Result result, Duration duration) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
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
      Dcgan model = MeanLabel.of(dcgan);
      model.gatherStatistics(training.subset(protocol.split(training.size()).pool()), 128);
      result =
          output.evaluate(
              model.discriminator().features(FeatureOptions.AUTHORS),
              training,
              test,
              out,
              "",
              progress,
              (learned, tested) -> protocol.run(learned, tested, progress));
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
