package org.dcgan.examples;

import static org.dcgan.internal.PrintableText.lines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Cluster;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains a DCGAN of any size on a published dataset, a custom folder of images, or procedural
 * rooms. Ctrl-C or SIGTERM stops the training after the current step and saves the model. The same
 * command resumes a run that was stopped or that crashed. With {@code --workers} or the environment
 * variable TF_CONFIG, several processes train together; worker 0 writes the results.
 *
 * <p>Writes into its folder: {@code real.png} and {@code samples.png} to compare, {@code samples/}
 * (a grid per epoch), {@code losses.png}, {@code events.ndjson}, {@code tensorboard/}, {@code
 * checkpoints/}, {@code model/} and {@code result.json}.
 */
@Command(
    name = "TrainDcgan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains a DCGAN on a published dataset, your own images, or procedural rooms.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the training is complete, or its sentinel has stopped it",
      "1:an error",
      "2:a wrong option",
      "75:stopped before its end by another worker; start all workers again",
      "143:stopped by SIGTERM to this process (130: Ctrl-C)"
    })
public final class TrainDcgan implements Callable<Integer>, OutputFolder.LockedFirst {
  private static final int SHOWN = 64;

  @Mixin private ImageOptions images = new ImageOptions();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private ScoreOptions scores = new ScoreOptions();

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Mixin private ClusterOptions others = new ClusterOptions();

  @Option(
      names = "--mirror",
      description = "also train on the horizontally mirrored image of every image")
  private boolean mirror;

  @Option(
      names = "--conditional",
      description =
          "train a conditional model on the labels of the images, which generates images of a"
              + " wanted class")
  private boolean conditional;

  @Option(
      names = "--label-side",
      paramLabel = "PIXELS",
      description =
          "with --conditional, join labels only to feature maps of at most this height and width,"
              + " and to the inputs of fully connected layers; 8 gives better color images"
              + " (default: all layers, as in the paper)")
  private @Nullable Integer labelSide;

  @Option(
      names = "--histograms",
      description = "write histograms of weights and activations for TensorBoard, once per epoch")
  private boolean histograms;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "output folder; a run that it contains is resumed, and is continued if its length was"
              + " raised (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/train");

  private Optional<Cluster> cluster = Optional.empty();

  /** Creates the training with its defaults. */
  public TrainDcgan() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param dataset the description of the training images
   * @param architecture the architecture of both networks
   * @param plan the hyperparameters
   * @param training the outcome of the training
   * @param model the folder of the saved model
   * @param samples the file with a grid of generated images
   * @param real the file with a grid of training images
   * @param best the folder to load the best checkpoint from, if a score chose one
   */
  public record Result(
      String dataset,
      Architecture architecture,
      TrainingPlan plan,
      TrainingSummary training,
      Path model,
      Path samples,
      Path real,
      Optional<Path> best) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new TrainDcgan(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    checkLabelSide();
    Architecture architecture = model.architecture(images.defaultResolution());
    cluster = others.cluster();
    try (StopOnExit exit = StopOnExit.register()) {
      Ended ended = train(architecture, exit.signal());
      int unused = Example.summary(ended.line());
      return exitCode(ended.outcome());
    }
  }

  /** How the training ended, and the last line of the output. */
  private record Ended(TrainingSummary.Outcome outcome, String line) {}

  /**
   * Returns the exit code, from which a restart policy decides. A process that was asked to end by
   * a signal ends with the code of the signal in any case.
   */
  static int exitCode(TrainingSummary.Outcome outcome) {
    return switch (outcome) {
      case COMPLETED, ALARMED -> ExitCode.OK;
      case STOPPED, INTERRUPTED -> Example.STOPPED;
      case FAILED -> ExitCode.SOFTWARE;
    };
  }

  private Architecture withClasses(Architecture architecture, Dataset dataset) {
    if (!conditional) {
      return architecture;
    }
    Architecture complete = ConditionalArchitecture.of("--conditional", architecture, dataset);
    return labelSide == null ? complete : complete.withLabelSide(labelSide);
  }

  private void checkLabelSide() {
    if (labelSide != null && !conditional) {
      throw new IllegalArgumentException(
          "--label-side " + labelSide + " needs --conditional; without it no layer gets labels");
    }
    if (labelSide != null && labelSide < 0) {
      throw new IllegalArgumentException("--label-side must be at least 0, got " + labelSide);
    }
  }

  private Ended train(Architecture architecture, StopSignal stop) throws IOException {
    try (Dataset opened = images.open(architecture.image(), training.seed());
        Dataset dataset = mirror ? opened.withMirrored() : opened;
        ScoreOptions.Choice score = scores.open(dataset, training.seed())) {
      Architecture complete = withClasses(architecture, dataset);
      TrainingPlan plan =
          withSamples(training.plan(out.resolve("checkpoints"), dataset), complete.classes());
      return train(complete, plan, stop, dataset, score);
    }
  }

  /** After each epoch, as many samples of each class. */
  private static TrainingPlan withSamples(TrainingPlan plan, int classes) {
    return plan.toBuilder()
        .samplesPerEpoch(ClassRows.rounded(classes, plan.samplesPerEpoch()))
        .build();
  }

  private Ended train(
      Architecture architecture,
      TrainingPlan plan,
      StopSignal stop,
      Dataset dataset,
      ScoreOptions.Choice score)
      throws IOException {
    try (Dcgan dcgan = model.build(architecture, plan.seed(), cluster)) {
      if (cluster.isPresent() && !cluster.get().isChief()) {
        return trainAsOther(cluster.get(), plan, stop, dataset, score, dcgan);
      }
      // Held until the model is saved; the lock of the checkpoints ends with the training.
      return OutputFolder.locked(out, () -> train(plan, stop, dataset, score, dcgan));
    }
  }

  /** Trains as one of the workers that write nothing. */
  private Ended trainAsOther(
      Cluster workers,
      TrainingPlan plan,
      StopSignal stop,
      Dataset dataset,
      ScoreOptions.Choice score,
      Dcgan dcgan)
      throws IOException {
    String place =
        String.format(
            Locale.ROOT, "results are in %s of worker 0, %s", out, workers.workers().get(0));
    System.out.println(
        lines(
            String.format(
                Locale.ROOT,
                "worker %d of %d writes nothing: %s",
                workers.index(),
                workers.size(),
                place)));
    TrainingSummary summary = dcgan.train(dataset, withCheckpoints(plan, score), stop);
    return new Ended(
        summary.outcome(),
        String.format(
            Locale.ROOT,
            "%s: worker %d of %d is at step %,d; %s",
            summary.outcome().name().toLowerCase(Locale.ROOT),
            workers.index(),
            workers.size(),
            summary.step(),
            place));
  }

  private TrainingPlan withCheckpoints(TrainingPlan plan, ScoreOptions.Choice score) {
    return plan.toBuilder().checkpoints(score.policy(out.resolve("checkpoints"))).build();
  }

  private Ended train(
      TrainingPlan plan, StopSignal stop, Dataset dataset, ScoreOptions.Choice score, Dcgan dcgan)
      throws IOException {
    Path real = out.resolve("real.png");
    System.out.print(dcgan.architecture().describe(plan.batchSize()));
    TrainingSummary summary =
        dcgan.train(
            dataset,
            withCheckpoints(plan, score),
            stop,
            histograms ? TrainingReport.withHistograms(out, dcgan) : TrainingReport.into(out),
            RealImageGrid.atStart(dataset, SHOWN, plan.seed(), real));
    TrainedModel trained = new TrainedModel(out);
    String line =
        trained.finish(
            dataset,
            summary,
            () -> trained.save(dcgan, SHOWN, plan.seed()),
            new Result(
                dataset.description(),
                dcgan.architecture(),
                plan,
                summary,
                trained.model(),
                trained.samples(),
                real,
                trained.best()));
    return new Ended(summary.outcome(), line);
  }
}
