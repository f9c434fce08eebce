package org.dcgan.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.image.Images;
import org.dcgan.training.Losses;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the time of the default listeners as a share of a training step. The difference between
 * trainings with and without listeners would be smaller than the variation of their steps.
 * Therefore the steps are timed in a training without listeners, and the listeners are timed alone,
 * with the events of as many steps and epochs as a run of the paper's size has.
 */
@Command(
    name = "ListenerOverhead",
    mixinStandardHelpOptions = true,
    description = "Measures the default listeners' share of a training step.")
public final class ListenerOverhead implements Callable<Integer> {
  private static final int WARM_UP = 3;
  private static final double MOST = 0.02;

  @Option(
      names = "--resolution",
      defaultValue = "32",
      description = "Side of the images in pixels (${DEFAULT-VALUE}).")
  private int resolution = 32;

  @Option(
      names = "--width",
      defaultValue = "64",
      description = "Feature maps of D's first layer (64).")
  private int width = 64;

  @Option(names = "--batch-size", defaultValue = "128", description = "Images per step (128).")
  private int batchSize = 128;

  @Option(names = "--steps", defaultValue = "12", description = "Timed training steps (12).")
  private int steps = 12;

  @Option(
      names = "--epochs",
      defaultValue = "20",
      description = "Epochs that the listeners are timed with (20).")
  private int epochs = 20;

  @Option(
      names = "--steps-per-epoch",
      defaultValue = "390",
      description = "Steps per epoch that the listeners are timed with (390: 50,000 images).")
  private int stepsPerEpoch = 390;

  @Option(
      names = "--out",
      defaultValue = "out/listeners",
      description = "Output folder (${DEFAULT-VALUE}).")
  private Path out = Path.of("out/listeners");

  private ListenerOverhead() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param machine the description of the machine
   * @param architecture the architecture of the trained model
   * @param batchSize images per step
   * @param stepMilliseconds the median duration of a training step without listeners
   * @param listenerMilliseconds the mean duration of the listeners per step, including the events
   *     at the end of epochs
   * @param epochMilliseconds the median duration of the listeners at the end of an epoch
   * @param share the duration of the listeners divided by that of a step
   */
  record Result(
      String machine,
      String architecture,
      int batchSize,
      double stepMilliseconds,
      double listenerMilliseconds,
      double epochMilliseconds,
      double share) {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ListenerOverhead()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Architecture architecture = Architecture.builder().resolution(resolution).width(width).build();
    List<Double> step = new ArrayList<>();
    Images samples;
    try (Dcgan dcgan = Dcgan.builder().architecture(architecture).build();
        NoiseImages images = new NoiseImages(architecture.image(), batchSize * (WARM_UP + steps))) {
      TrainingPlan plan = TrainingPlan.builder().epochs(1).batchSize(batchSize).build();
      dcgan.train(
          images,
          plan,
          new TrainingListener() {
            @Override
            public void onStep(TrainingEvent.StepEnd event) {
              step.add(event.duration().toNanos() / 1e6);
            }
          });
      samples = dcgan.sample(TrainingPlan.DEFAULT_SAMPLES_PER_EPOCH, 1);
    }
    double stepMillis = Measurement.of(step.subList(WARM_UP, step.size())).median();
    Result result = told(architecture, samples, stepMillis);
    ResultFile.write(out, result);
    System.out.printf(
        Locale.ROOT,
        "%s: a step takes %.1f ms, the default listeners %.3f ms of it (an epoch's end %.0f ms):"
            + " %.2f %%; see %s%n",
        result.share() < MOST ? "below 2 %" : "TOO MUCH",
        result.stepMilliseconds(),
        result.listenerMilliseconds(),
        result.epochMilliseconds(),
        100 * result.share(),
        out);
    return result.share() < MOST ? 0 : 1;
  }

  /** Times the listeners. The progress bar is drawn, but its output is discarded. */
  private Result told(Architecture architecture, Images samples, double stepMillis)
      throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    TrainingListener listeners = TrainingReport.into(out.resolve("run"), Progress.bar(nowhere));
    TrainingPlan plan = TrainingPlan.builder().epochs(epochs).batchSize(batchSize).build();
    long total = (long) epochs * stepsPerEpoch;
    listeners.on(
        new TrainingEvent.Started(
            architecture, plan, "noise", 0, stepsPerEpoch, total, "a benchmark", Optional.empty()));
    long nanos = 0;
    List<Double> ends = new ArrayList<>();
    for (long i = 1; i <= total; i++) {
      int epoch = (int) ((i - 1) / stepsPerEpoch) + 1;
      Losses losses = new Losses(1 + Math.sin(i), 1.5 + Math.cos(i), 0.6, 0.4);
      TrainingEvent event =
          new TrainingEvent.StepEnd(
              i, epoch, losses, Duration.ofNanos((long) (stepMillis * 1e6)), Duration.ZERO);
      long before = System.nanoTime();
      listeners.on(event);
      nanos += System.nanoTime() - before;
      if (i % stepsPerEpoch == 0) {
        before = System.nanoTime();
        listeners.on(new TrainingEvent.EpochEnd(i, epoch, losses, samples, 100));
        long took = System.nanoTime() - before;
        ends.add(took / 1e6);
        nanos += took;
      }
    }
    double perStep = nanos / 1e6 / total;
    return new Result(
        Machine.here().describe(),
        architecture.image() + ", width " + width,
        batchSize,
        stepMillis,
        perStep,
        Measurement.of(ends).median(),
        perStep / stepMillis);
  }
}
