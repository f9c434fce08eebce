package org.dcgan.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.internal.io.AtomicFiles;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;

/**
 * Measures the time from {@code main} until {@code faces64} trains: loading the native libraries
 * (unpacked before), building both networks and the graph of the step, and initializing the
 * weights. Each measurement runs in a new JVM. The time by which the first step is longer than the
 * second counts as start-up, too, because TensorFlow prepares a graph when it first runs.
 *
 * <p>Arguments: the number of rounds (default 5) and the batch size (default 128).
 */
public final class StartUp {
  private static final int ROUNDS = 5;
  private static final String WORKER = "--measure";

  private StartUp() {}

  /**
   * Prints the seconds.
   *
   * @param arguments the number of rounds and the batch size
   * @throws IOException if a JVM cannot be started
   * @throws InterruptedException if this is interrupted
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (arguments.length == 3 && arguments[0].equals(WORKER)) {
      double seconds = measure(start, Integer.parseInt(arguments[1]));
      AtomicFiles.writeString(Path.of(arguments[2]), Double.toString(seconds));
      return;
    }
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    int batchSize =
        arguments.length > 1 ? Integer.parseInt(arguments[1]) : TrainingPlan.DEFAULT_BATCH_SIZE;
    System.out.println(Machine.here().describe());
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      seconds.add(fork(batchSize));
      System.out.printf(Locale.ROOT, "%.2f s%n", seconds.get(i));
    }
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "faces64, from main to the first step: median %.2f s, %.2f to %.2f s of %d JVMs; load"
            + " %.1f%n",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1],
        rounds,
        Machine.load());
  }

  private static double fork(int batchSize) throws IOException, InterruptedException {
    return Double.parseDouble(
        MeasuringJvm.run(
            StartUp.class, List.of("-Xmx4g"), List.of(WORKER, Integer.toString(batchSize))));
  }

  private static double measure(long start, int batchSize) throws IOException {
    Architecture architecture = Architecture.faces64();
    long[] ends = new long[2];
    TrainingListener clock =
        new TrainingListener() {
          @Override
          public void onStep(TrainingEvent.StepEnd event) {
            ends[(int) event.step() - 1] = System.nanoTime();
          }
        };
    TrainingPlan plan =
        TrainingPlan.builder().epochs(1).batchSize(batchSize).samplesPerEpoch(1).build();
    try (Dcgan dcgan = Dcgan.builder().architecture(architecture).build()) {
      dcgan.train(new NoiseImages(architecture.image(), 2 * batchSize), plan, clock);
    }
    long[] checked = Arrays.stream(ends).filter(end -> end > start).toArray();
    if (checked.length != 2) {
      throw new IllegalStateException("expected the ends of 2 steps, got " + checked.length);
    }
    return Duration.ofNanos(checked[0] - start - (checked[1] - checked[0])).toMillis() / 1e3;
  }
}
