package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.Dataset;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.EpochOrder;
import org.dcgan.training.ResumableChange;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.UpdateSchedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains a DCGAN of any size on images of one's own. Ctrl-C or SIGTERM ends it after the step at
 * hand, with the model saved; the same command then continues where it ended, and so it does after
 * a crash.
 *
 * <p>Leaves in its folder: {@code real.png} and {@code samples.png} to compare, {@code samples/} (a
 * grid an epoch), {@code losses.png}, {@code events.ndjson}, {@code tensorboard/}, {@code
 * checkpoints/}, {@code model/} and {@code result.json}.
 */
@Command(
    name = "TrainDcgan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains a DCGAN on a dataset of the paper, images of your own, or drawn rooms.")
public final class TrainDcgan implements Callable<Integer> {
  private static final int SHOWN = 64;

  /** Shards that are mixed with each other. */
  private static final int SHARD_GROUP = 16;

  @Mixin private ImageOptions images = new ImageOptions();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private StabilityOptions stability = new StabilityOptions();
  @Mixin private ScoreOptions scores = new ScoreOptions();

  @Option(names = "--epochs", description = "passes over the images (default: ${DEFAULT-VALUE})")
  private int epochs = TrainingPlan.DEFAULT_EPOCHS;

  @Option(
      names = "--decay-epochs",
      description =
          "how many of them, at the end, bring the learning rate down to 0 (default:"
              + " ${DEFAULT-VALUE})")
  private int decayEpochs;

  @Option(names = "--batch-size", description = "images a step (default: ${DEFAULT-VALUE})")
  private int batchSize = TrainingPlan.DEFAULT_BATCH_SIZE;

  @Option(
      names = "--schedule",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private UpdateSchedule schedule = UpdateSchedule.SIMULTANEOUS;

  @Option(
      names = "--shards",
      description =
          "read N neighbors together: for sets larger than memory on disks that seek slowly"
              + " (default: any order)")
  private @Nullable Integer shards;

  @Option(names = "--learning-rate", description = "Adam's step size (default: ${DEFAULT-VALUE})")
  private double learningRate = AdamOptions.PAPER.learningRate();

  @Option(names = "--l2", description = "weight decay (default: ${DEFAULT-VALUE})")
  private double l2 = AdamOptions.PAPER.l2();

  @Option(names = "--seed", description = "all chance comes from it (default: ${DEFAULT-VALUE})")
  private long seed = TrainingPlan.DEFAULT_SEED;

  @Option(
      names = "--histograms",
      description = "show TensorBoard how weights and activations are spread, once an epoch")
  private boolean histograms;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where everything goes, and where a run that is there is resumed, with more epochs if"
              + " you like (default:"
              + " ${DEFAULT-VALUE})")
  private Path out = Path.of("out/train");

  /** A training with its defaults. */
  public TrainDcgan() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param dataset what was learned from
   * @param architecture both networks
   * @param plan what was asked for
   * @param training how it went
   * @param model a folder to load the model from
   * @param samples an image of generated images
   * @param real an image of images from the dataset
   * @param best what the best checkpoint opens by, if there was a score to choose it by
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
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new TrainDcgan(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Architecture architecture = model.architecture(images.defaultResolution());
    AdamOptions adam = AdamOptions.PAPER.withLearningRate(learningRate).withL2(l2);
    TrainingPlan.Builder builder =
        TrainingPlan.builder()
            .epochs(epochs)
            .decayEpochs(decayEpochs)
            .batchSize(batchSize)
            .schedule(schedule)
            .order(shards == null ? EpochOrder.SHUFFLED : EpochOrder.sharded(shards, SHARD_GROUP))
            .adam(adam)
            .seed(seed)
            .checkpoints(out.resolve("checkpoints"))
            .allowOnResume(ResumableChange.EPOCHS);
    stability.apply(builder, adam, epochs);
    TrainingPlan plan = builder.build();
    try (StopOnExit exit = StopOnExit.register()) {
      return Example.summary(train(architecture, plan, exit.signal()));
    }
  }

  private String train(Architecture architecture, TrainingPlan plan, StopSignal stop)
      throws IOException {
    try (Dataset dataset = images.open(architecture.image(), seed);
        ScoreOptions.Choice score = scores.open(dataset, seed);
        Dcgan dcgan = model.build(architecture, seed)) {
      // Until the model is saved: the checkpoints' own lock ends with the training.
      return OutputFolder.locked(out, () -> train(architecture, plan, stop, dataset, score, dcgan));
    }
  }

  private String train(
      Architecture architecture,
      TrainingPlan plan,
      StopSignal stop,
      Dataset dataset,
      ScoreOptions.Choice score,
      Dcgan dcgan)
      throws IOException {
    Path real = out.resolve("real.png");
    Path samples = out.resolve("samples.png");
    System.out.print(architecture.describe(batchSize));
    Path checkpoints = out.resolve("checkpoints");
    TrainingSummary training =
        dcgan.train(
            dataset,
            plan.toBuilder()
                .checkpoints(score.keepingBest(CheckpointPolicy.builder(checkpoints)))
                .build(),
            stop,
            histograms ? TrainingReport.withHistograms(out, dcgan) : TrainingReport.into(out),
            ImageDrawing.atStart(dataset, SHOWN, seed, real));
    if (training.wasComplete()
        && Files.exists(out.resolve("model"))
        && Files.exists(out.resolve(ResultFile.NAME))) {
      return String.format(
          Locale.ROOT,
          "finished: the run in %s is complete at step %,d and was left as it is; set more"
              + " --epochs to train on",
          out,
          training.step());
    }
    if (dcgan.step() > 0) {
      dcgan.save(out.resolve("model"));
    }
    // Of a training that took hours, what only shows or records it is not to fail.
    OutputFolder.attempt(
        samples,
        () -> {
          if (dcgan.step() > 0) {
            SampleGrids.legible(dcgan.sample(SHOWN, seed)).writePng(samples);
          }
        });
    OutputFolder.attempt(
        out.resolve(ResultFile.NAME),
        () ->
            ResultFile.write(
                out,
                new Result(
                    dataset.description(),
                    architecture,
                    plan,
                    training,
                    out.resolve("model"),
                    samples,
                    real,
                    Optional.ofNullable(score.score()).map(s -> checkpoints.resolve("best")))));
    return summary(dataset, training);
  }

  private String summary(Dataset dataset, TrainingSummary training) {
    return String.format(
        Locale.ROOT,
        "%s: %d epochs (%,d steps) on %s in %s, %,.0f images/s; D %.3f G %.3f; see %s",
        training.outcome().name().toLowerCase(Locale.ROOT),
        training.epochs(),
        training.steps(),
        dataset.description(),
        Clock.format(training.duration()),
        training.imagesPerSecond(),
        training.losses().discriminator(),
        training.losses().generator(),
        out);
  }
}
