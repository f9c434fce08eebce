package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.datasets.SyntheticRooms;
import org.dcgan.eval.report.Clock;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.training.StopOnExit;
import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingBudget;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains a small DCGAN on procedural rooms: takes a few minutes on two cores and needs no download.
 *
 * <p>Writes into its folder: {@code real.png} and {@code samples.png} to compare, {@code samples/}
 * (a grid an epoch), {@code losses.png}, {@code events.ndjson}, {@code model/} and {@code
 * result.json}.
 */
@Command(
    name = "Quickstart",
    mixinStandardHelpOptions = true,
    description = "Trains a small DCGAN on procedural rooms, in a few minutes.")
public final class Quickstart implements Callable<Integer> {
  private static final int RESOLUTION = 32;
  private static final int SHOWN = 64;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "output folder (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/quickstart");

  @Option(names = "--images", description = "number of training images (default: ${DEFAULT-VALUE})")
  private int images = 16_384;

  @Option(names = "--epochs", description = "epochs over the images (default: ${DEFAULT-VALUE})")
  private int epochs = 4;

  @Option(
      names = "--width",
      description = "feature maps of D's first convolution (default: ${DEFAULT-VALUE})")
  private int width = 32;

  @Option(names = "--seed", description = "random seed (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  /** Creates the quickstart with its defaults. */
  public Quickstart() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param dataset the description of the training images
   * @param seed the random seed
   * @param training the outcome of the training
   * @param model the folder of the saved model
   * @param samples the file with a grid of generated images
   * @param real the file with a grid of training images
   */
  public record Result(
      String dataset, long seed, TrainingSummary training, Path model, Path samples, Path real) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new Quickstart(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    SyntheticRooms rooms =
        SyntheticRooms.builder().count(images).resolution(RESOLUTION).seed(seed).build();
    TrainingPlan plan =
        TrainingPlan.recommended(rooms, new TrainingBudget.Epochs(epochs)).toBuilder()
            .seed(seed)
            .build();
    try (StopOnExit exit = StopOnExit.register()) {
      return Example.summary(train(rooms, plan, exit.signal()));
    }
  }

  private String train(SyntheticRooms rooms, TrainingPlan plan, StopSignal stop)
      throws IOException {
    Path real = out.resolve("real.png");
    Path samples = out.resolve("samples.png");
    try (Dcgan dcgan = Dcgan.builder().resolution(RESOLUTION).width(width).seed(seed).build()) {
      TrainingSummary training =
          dcgan.train(
              rooms,
              plan,
              stop,
              TrainingReport.into(out),
              RealImageGrid.atStart(rooms, SHOWN, seed, real));
      dcgan.save(out.resolve("model"));
      if (training.steps() > 0) {
        SampleGrids.legible(dcgan.sample(SHOWN, seed)).writePng(samples);
      }
      ResultFile.write(
          out,
          new Result(rooms.description(), seed, training, out.resolve("model"), samples, real));
      return String.format(
          Locale.ROOT,
          "quickstart %s: %d epochs (%,d steps) in %s, %,.0f images/s; compare %s with %s",
          training.outcome().name().toLowerCase(Locale.ROOT),
          training.epochs(),
          training.steps(),
          Clock.format(training.duration()),
          training.imagesPerSecond(),
          samples,
          real);
    }
  }
}
