package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.Precision;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.protocol.MnistSplit;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the authors' conditional model of MNIST (paper, section 8.1) on the images that they
 * trained it on. Ctrl-C or SIGTERM stops the training after the current step and saves the model;
 * the same command resumes it. {@link MnistNearestNeighbors} is the paper's test of such a model.
 *
 * <p>Writes into its folder: {@code digits.png} with one row for each digit, {@code samples/} with
 * the same after each epoch, {@code losses.png}, {@code events.ndjson}, {@code checkpoints/},
 * {@code model/} and {@code result.json}.
 */
@Command(
    name = "MnistConditional",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains the paper's conditional model of MNIST, which generates a wanted digit.")
public final class MnistConditional implements Callable<Integer> {
  private static final int EACH = 20;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with MNIST's four files")
  private Path data = Path.of("");

  @Option(
      names = "--epochs",
      description =
          "passes over the training images; in the second half of them the learning rate decays to"
              + " 0 (default: ${DEFAULT-VALUE}, as the authors')")
  private int epochs = TrainingPlan.mnistConditional().epochs();

  @Option(
      names = "--images",
      description =
          "number of training images, the first of the authors' shuffle of all; they held back"
              + " 10,000 of 60,000 (default: ${DEFAULT-VALUE})")
  private int images = MnistSplit.TRAINING;

  @Option(
      names = "--seed",
      description = "random seed of weights and training (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--precision",
      description =
          "number format of convolutions and activations: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE})")
  private Precision precision = Precision.AUTO;

  @Option(
      names = "--threads",
      description = "CPU threads, 0 for all processors (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "output folder; a run that it contains is resumed (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/mnist-conditional");

  /** Creates the training with its defaults. */
  public MnistConditional() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param dataset the description of the training images
   * @param architecture the architecture of both networks
   * @param plan the hyperparameters
   * @param training the outcome of the training
   * @param model the folder of the saved model
   * @param digits the file with a grid of generated digits, one row for each
   */
  public record Result(
      String dataset,
      Architecture architecture,
      TrainingPlan plan,
      TrainingSummary training,
      Path model,
      Path digits) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new MnistConditional(), arguments);
  }

  private Dataset chosen(Dataset all) {
    if (images < TrainingPlan.DEFAULT_BATCH_SIZE || images > all.size()) {
      throw new IllegalArgumentException(
          "--images must be from one batch, "
              + TrainingPlan.DEFAULT_BATCH_SIZE
              + ", to all "
              + all.size()
              + ", got "
              + images);
    }
    return images == all.size() ? all : MnistSplit.of(all, images, MnistSplit.SEED).training();
  }

  @Override
  public Integer call() throws IOException {
    TrainingPlan plan =
        TrainingPlan.mnistConditional().toBuilder()
            .epochs(epochs)
            .decayEpochs(epochs / 2)
            .seed(seed)
            .checkpoints(out.resolve("checkpoints"))
            .build();
    try (StopOnExit exit = StopOnExit.register();
        Dataset all = Mnist.train(data);
        Dataset digits = chosen(all);
        Dcgan dcgan =
            Dcgan.builder()
                .architecture(Architecture.mnistConditional())
                .seed(seed)
                .precision(precision)
                .threads(threads)
                .build()) {
      System.out.print(dcgan.architecture().describe(plan.batchSize()));
      TrainingSummary summary =
          OutputFolder.locked(
              out, () -> dcgan.train(digits, plan, exit.signal(), TrainingReport.into(out)));
      TrainedModel trained = new TrainedModel(out);
      Path grid = out.resolve("digits.png");
      if (dcgan.step() > 0) {
        dcgan.save(trained.model());
        OutputFolder.attempt(
            grid,
            () ->
                ClassRows.of(
                        dcgan, EACH * dcgan.architecture().classes(), seed, SamplingOptions.DEFAULT)
                    .writePng(grid));
      }
      trained.saveResult(
          new Result(
              digits.description(), dcgan.architecture(), plan, summary, trained.model(), grid));
      return Example.summary(trained.summary(digits, summary));
    }
  }
}
