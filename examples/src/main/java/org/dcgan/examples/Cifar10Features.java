package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.eval.protocol.Cifar10Protocol;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.image.ImageShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Table 1 of the paper: an SVM classifies CIFAR-10 by a discriminator's features. */
@Command(
    name = "Cifar10Features",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Fits an SVM to a discriminator's features of CIFAR-10, with all labels and with few, and"
            + " does the same with the features of an untrained discriminator."
            + MeanLabel.HELP)
public final class Cifar10Features implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with the unpacked binary version of CIFAR-10")
  private Path data = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "folder of a saved model or of a run's checkpoints")
  private Path model = Path.of("");

  @Mixin private DiscriminatorFeatureOptions features = new DiscriminatorFeatureOptions();

  @Option(
      names = "--count",
      description = "number of training images to use, 0 for all (default: ${DEFAULT-VALUE})")
  private int count;

  @Mixin private TestImagesOption testImages = new TestImagesOption();
  @Mixin private Cifar10ProtocolOptions evaluation = new Cifar10ProtocolOptions();

  @Option(
      names = "--standardize",
      description =
          "bring each feature to mean 0 and standard deviation 1 over the training images (default:"
              + " features are used unchanged, as by the authors on SVHN; the paper does not say)")
  private boolean standardize;

  @Option(
      names = "--no-untrained",
      negatable = true,
      description = "leave out the comparison with an untrained discriminator")
  private boolean untrained = true;

  @Mixin private FeatureOutput output = new FeatureOutput();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for charts and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/cifar10-features");

  /** Creates the experiment with its defaults. */
  public Cifar10Features() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param model the model's folder
   * @param step the number of steps that the model was trained for
   * @param standardized whether features were brought to mean 0 and standard deviation 1
   * @param trained the result with the model's features
   * @param untrained the result with the features of the same network untrained
   * @param seed the random seed of splits and selections
   * @param duration the duration of the whole experiment
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
   * Runs the experiment.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new Cifar10Features(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    long began = System.nanoTime();
    try (Dcgan dcgan = Dcgan.load(model);
        Dataset allTraining = Cifar10.train(data);
        Dataset allTest = Cifar10.test(data)) {
      ImageShape shape = dcgan.architecture().image();
      Dataset training = ImageFitting.fit(count > 0 ? allTraining.take(count) : allTraining, shape);
      Dataset test = ImageFitting.fit(testImages.of(allTest), shape);
      Cifar10Evaluation svm =
          new Cifar10Evaluation(training, test, evaluation.protocol(), standardize, output, out);
      Cifar10Protocol.Result trained =
          svm.run(features.settings().trained(dcgan, training), "trained-");
      Optional<Cifar10Protocol.Result> random = Optional.empty();
      // Written now as well, so that an error in the second half does not lose half an hour of
      // SVMs.
      write(dcgan, trained, random, began);
      if (untrained) {
        try (UntrainedDiscriminator same = features.settings().untrained(dcgan, training)) {
          random = Optional.of(svm.run(same, "untrained-"));
        }
      }
      write(dcgan, trained, random, began);
      Cifar10Report report = new Cifar10Report(trained, random);
      report.writeCharts(out);
      return Example.summary(report.summary());
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
        out,
        new Result(model, dcgan.step(), standardize, trained, random, evaluation.seed(), duration));
  }
}
