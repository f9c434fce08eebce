package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.Mnist;
import org.dcgan.eval.metrics.NearestNeighborError;
import org.dcgan.eval.protocol.MnistSplit;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains the authors' conditional model of MNIST (paper, section 8.1) on the images that they
 * trained it on. Ctrl-C or SIGTERM stops the training after the current step and saves the model;
 * the same command resumes it. {@link MnistNearestNeighbors} is the paper's test of such a model:
 * of the last one in {@code model/}, or of the best one, which need not be the last, in {@code
 * checkpoints/best}.
 *
 * <p>Writes into its folder: {@code digits.png} with one row for each digit, {@code samples/} with
 * the same after each epoch, {@code losses.png}, {@code scores.png}, {@code events.ndjson}, {@code
 * checkpoints/}, {@code model/} and {@code result.json}.
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
      names = "--batch-size",
      description =
          "images of a step; smaller ones make more updates in the same time (default:"
              + " ${DEFAULT-VALUE}, as the authors')")
  private int batchSize = TrainingPlan.mnistConditional().batchSize();

  @Option(
      names = "--ema",
      paramLabel = "DECAY",
      description =
          "decay of a moving average of G's weights, which generates the digits, for example 0.999;"
              + " 0 for none, as the authors (default: ${DEFAULT-VALUE})")
  private double ema = TrainingPlan.mnistConditional().generatorEmaDecay();

  @Option(
      names = "--images",
      description =
          "number of training images, the first of the authors' shuffle of all; they held back"
              + " 10,000 of 60,000 (default: ${DEFAULT-VALUE})")
  private int images = MnistSplit.TRAINING;

  @Option(
      names = "--score-digits",
      paramLabel = "N",
      description =
          "number of training images held back that score each epoch: the percentage that the"
              + " nearest of 10,000 generated digits classifies wrongly. The checkpoint with the best"
              + " score is kept. 0 for no score (default: ${DEFAULT-VALUE})")
  private int scoreDigits = 2_000;

  @Option(
      names = "--seed",
      description = "random seed of weights and training (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Mixin private HardwareOptions hardware = new HardwareOptions();

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
   * @param best the folder to load the best checkpoint from, if a score chose one; {@code model}
   *     and {@code digits} are those of the last step
   */
  public record Result(
      String dataset,
      Architecture architecture,
      TrainingPlan plan,
      TrainingSummary training,
      Path model,
      Path digits,
      Optional<Path> best) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new MnistConditional(), arguments);
  }

  private MnistSplit checkedSplit(Dataset all) {
    if (scoreDigits < 0 || scoreDigits == 1) {
      throw new IllegalArgumentException(
          "--score-digits must be at least 2, or 0 for no score, got " + scoreDigits);
    }
    if (images < batchSize || images > all.size()) {
      throw new IllegalArgumentException(
          "--images must be from one batch, "
              + batchSize
              + ", to all "
              + all.size()
              + ", got "
              + images);
    }
    return images == all.size()
        ? new MnistSplit(all, all.take(0))
        : MnistSplit.of(all, images, MnistSplit.SEED);
  }

  private CheckpointPolicy checkpoints(Dataset heldBack) throws IOException {
    CheckpointPolicy.Builder policy = CheckpointPolicy.builder(new TrainedModel(out).checkpoints());
    if (scoreDigits != 0 && heldBack.size() > 0) {
      policy.keepBestBy(
          NearestNeighborError.of(
              heldBack, scoreDigits, NearestNeighborError.DEFAULT_GENERATED, seed));
    }
    return policy.build();
  }

  @Override
  public Integer call() throws IOException {
    try (StopOnExit exit = StopOnExit.register();
        Dataset all = Mnist.train(data);
        Dcgan dcgan =
            hardware
                .configure(Dcgan.builder().architecture(Architecture.mnistConditional()).seed(seed))
                .build()) {
      MnistSplit split = checkedSplit(all);
      Dataset digits = split.training();
      TrainingPlan plan =
          TrainingPlan.mnistConditional().toBuilder()
              .epochs(epochs)
              .decayEpochs(epochs / 2)
              .batchSize(batchSize)
              .generatorEmaDecay(ema)
              .seed(seed)
              .checkpoints(checkpoints(split.validation()))
              .build();
      System.out.print(dcgan.architecture().describe(plan.batchSize()));
      return Example.summary(
          OutputFolder.locked(out, () -> train(dcgan, digits, plan, exit.signal())));
    }
  }

  private String train(Dcgan dcgan, Dataset digits, TrainingPlan plan, StopSignal stop)
      throws IOException {
    TrainingSummary summary = dcgan.train(digits, plan, stop, TrainingReport.into(out));
    TrainedModel trained = new TrainedModel(out);
    Path grid = out.resolve("digits.png");
    return trained.finish(
        digits,
        summary,
        () -> {
          if (dcgan.step() > 0) {
            dcgan.save(trained.model());
            OutputFolder.attempt(
                grid,
                () ->
                    ClassRows.of(
                            dcgan,
                            EACH * dcgan.architecture().classes(),
                            seed,
                            SamplingOptions.DEFAULT)
                        .writePng(grid));
          }
        },
        new Result(
            digits.description(),
            dcgan.architecture(),
            plan,
            summary,
            trained.model(),
            grid,
            trained.best()));
  }
}
