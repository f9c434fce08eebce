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
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A small DCGAN learns to draw rooms, from nothing but this library: in a few minutes on two cores,
 * without a download.
 *
 * <p>Leaves in its folder: {@code real.png} and {@code samples.png} to compare, {@code samples/} (a
 * grid an epoch), {@code losses.png}, {@code events.ndjson}, {@code model/} and {@code
 * result.json}.
 */
@Command(
    name = "Quickstart",
    mixinStandardHelpOptions = true,
    description = "Trains a small DCGAN on rooms that are drawn from a seed, in a few minutes.")
public final class Quickstart implements Callable<Integer> {
  private static final int RESOLUTION = 32;
  private static final int SHOWN = 64;

  /** A quarter of the paper's: in a few minutes, more updates tell sooner than better ones. */
  private static final int BATCH_SIZE = 32;

  @Option(names = "--out", description = "where everything goes (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/quickstart");

  @Option(names = "--images", description = "rooms to learn from (default: ${DEFAULT-VALUE})")
  private int images = 16_384;

  @Option(names = "--epochs", description = "passes over them (default: ${DEFAULT-VALUE})")
  private int epochs = 4;

  @Option(
      names = "--width",
      description = "feature maps of D's first convolution (default: ${DEFAULT-VALUE})")
  private int width = 32;

  @Option(names = "--seed", description = "all chance comes from it (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  /** A quickstart with its defaults. */
  public Quickstart() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param dataset what was learned from
   * @param seed what all chance came from
   * @param training how training went
   * @param model a folder to load the model from
   * @param samples an image of generated rooms
   * @param real an image of rooms from the dataset
   */
  public record Result(
      String dataset, long seed, TrainingSummary training, Path model, Path samples, Path real) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new Quickstart(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    SyntheticRooms rooms =
        SyntheticRooms.builder().count(images).resolution(RESOLUTION).seed(seed).build();
    TrainingPlan plan =
        TrainingPlan.builder().epochs(epochs).batchSize(BATCH_SIZE).seed(seed).build();
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
              ImageDrawing.atStart(rooms, SHOWN, seed, real));
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
