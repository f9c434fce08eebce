package org.dcgan.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.eval.report.Progress;
import org.dcgan.image.Images;
import org.dcgan.training.TrainingPlan;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Generates many images with {@link Dcgan#sampleInBatches} and reports the resident memory of the
 * process at each tenth. The memory must not grow after the first tenth: the exit code is 1 if it
 * grows by more than a tenth. Needs Linux.
 */
@Command(
    name = "SamplingMemory",
    mixinStandardHelpOptions = true,
    description = "Measures the memory of generating many images in batches.")
public final class SamplingMemory implements Callable<Integer> {
  private static final int PARTS = 10;
  private static final double MOST = 1.1;
  private static final int BATCH = 16;

  @Option(
      names = "--count",
      defaultValue = "1000000",
      description = "Images to generate (${DEFAULT-VALUE}).")
  private long count = 1_000_000;

  @Option(
      names = "--resolution",
      defaultValue = "32",
      description = "Side of the images in pixels (${DEFAULT-VALUE}).")
  private int resolution = 32;

  @Option(
      names = "--width",
      defaultValue = "8",
      description = "Feature maps of D's first layer (${DEFAULT-VALUE}).")
  private int width = 8;

  private long generated;
  private long first;
  private long largest;

  private SamplingMemory() {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SamplingMemory()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    System.out.println(Machine.here().describe());
    try (Dcgan dcgan = Dcgan.builder().resolution(resolution).width(width).build()) {
      dcgan.train(
          new NoiseImages(dcgan.imageShape(), 4 * BATCH),
          TrainingPlan.builder().epochs(1).batchSize(BATCH).build());
      long began = System.nanoTime();
      dcgan.sampleInBatches(count, 42, Progress.console(), this::count);
      System.out.printf(
          Locale.ROOT,
          "%,d images in %.0f s; resident after a tenth %d MB, at most %d MB after that%n",
          generated,
          (System.nanoTime() - began) / 1e9,
          first >> 10,
          largest >> 10);
    }
    return largest > MOST * first ? 1 : 0;
  }

  private void count(Images images) {
    long before = generated * PARTS / count;
    generated += images.count();
    if (generated * PARTS / count > before) {
      try {
        long resident = ProcessUse.at(generated).residentKilobytes();
        if (first == 0) {
          first = resident;
        }
        largest = Math.max(largest, resident);
        System.out.printf(Locale.ROOT, "%n%,d images: %d MB resident%n", generated, resident >> 10);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
