package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.dcgan.eval.metrics.FeatureOrigin;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.KernelDistance;
import org.dcgan.eval.metrics.MemorizationDistance;
import org.dcgan.eval.metrics.PrecisionRecall;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.feature.Features;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long each metric takes, over random features, which take as long as real ones. */
@Command(
    name = "MetricTimes",
    mixinStandardHelpOptions = true,
    description = "Measures how long each metric takes.")
public final class MetricTimes implements Callable<Integer> {
  private static final int MOST_MEGABYTES = 2_000;

  @Option(
      names = "--images",
      split = ",",
      defaultValue = "5000,20000",
      description = "Numbers of real images, and of generated ones (${DEFAULT-VALUE}).")
  private List<Integer> counts = List.of();

  @Option(
      names = "--dimension",
      defaultValue = "2048",
      description = "Features of an image (${DEFAULT-VALUE}).")
  private int dimension = 2_048;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/metric-times",
      description = "Folder for result.json (${DEFAULT-VALUE}).")
  private Path out = Path.of("out/metric-times");

  /**
   * The time of a metric.
   *
   * @param images the number of real images, and of generated ones
   * @param dimension the features of an image
   * @param metric the metric
   * @param seconds the time by the wall clock
   * @param processSeconds the CPU time of all threads
   */
  public record Row(
      int images, int dimension, String metric, double seconds, double processSeconds) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param machine the machine
   * @param rows the measured times
   */
  public record Result(String machine, List<Row> rows) {}

  private static final int WARM_UP = 100;

  private MetricTimes() {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MetricTimes()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    String machine = Machine.here().describe();
    System.out.println(machine);
    List<Row> rows = new ArrayList<>();
    System.out.println("warming up, which loads TensorFlow's native libraries:");
    measure(WARM_UP, new ArrayList<>());
    for (int count : counts) {
      long megabytes = ((long) count * dimension * Float.BYTES) >> 20;
      if (megabytes > MOST_MEGABYTES) {
        throw new IllegalArgumentException(
            count + " images take an array of " + megabytes + " MB, more than Java's arrays hold");
      }
      measure(count, rows);
    }
    ResultFile.write(out, new Result(machine, rows));
    return 0;
  }

  private void measure(int count, List<Row> rows) {
    RealFeatures real = new RealFeatures(random(count, 1), origin(count, 1));
    GeneratedFeatures generated = new GeneratedFeatures(random(count, 2), origin(count, 2));
    rows.add(timed(count, "Frechet distance", () -> FrechetDistance.measure(real, generated)));
    rows.add(
        timed(
            count,
            "kernel distance",
            () ->
                KernelDistance.measure(
                    real, generated, KernelDistance.Options.DEFAULT, ProgressListener.none())));
    rows.add(
        timed(
            count,
            "precision, recall, density and coverage",
            () ->
                PrecisionRecall.measure(
                    real, generated, PrecisionRecall.Options.DEFAULT, ProgressListener.none())));
    rows.add(
        timed(
            count,
            "memorization",
            () -> MemorizationDistance.measure(real, generated, ProgressListener.none())));
  }

  private Row timed(int count, String metric, Supplier<?> measurement) {
    double processBefore = Machine.processSeconds();
    long began = System.nanoTime();
    var unused = measurement.get();
    Row row =
        new Row(
            count,
            dimension,
            metric,
            (System.nanoTime() - began) / 1e9,
            Machine.processSeconds() - processBefore);
    System.out.printf(
        Locale.ROOT,
        "%,d images, %,d features: %s %.1f s (%.1f s of CPU time)%n",
        count,
        dimension,
        metric,
        row.seconds(),
        row.processSeconds());
    return row;
  }

  /** Absolute values, as of features after ReLU, of which neighbors differ in scale. */
  private Features random(int count, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[count * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.abs(random.nextGaussian()) / (1 + i % dimension));
    }
    return Features.of(dimension, values);
  }

  private FeatureOrigin origin(int count, long seed) {
    return new FeatureOrigin("random numbers", "none", "random numbers", count, seed, 0);
  }
}
