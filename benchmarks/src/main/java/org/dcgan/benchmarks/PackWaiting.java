package org.dcgan.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.Dcgan;
import org.dcgan.architecture.Architecture;
import org.dcgan.datasets.pack.ImagePack;
import org.dcgan.datasets.pack.PackOptions;
import org.dcgan.progress.ProgressListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long a training waits for its images when they come from an image pack: the {@link
 * TrainingSummary#dataWaitShare} of a training on a pack of noise, for the widths and batch sizes
 * of its options. The narrower the network, the faster its steps, and the more images a second the
 * pack must deliver.
 */
@Command(
    name = "PackWaiting",
    mixinStandardHelpOptions = true,
    description = "Measures the share of its time that a training waits for images of a pack.")
public final class PackWaiting implements Callable<Integer> {
  private static final double MOST = 0.01;

  @Option(
      names = "--resolution",
      defaultValue = "64",
      description = "Side of the images in pixels (${DEFAULT-VALUE}).")
  private int resolution = 64;

  @Option(
      names = "--widths",
      split = ",",
      defaultValue = "16,64",
      description = "Feature maps of D's first layer (${DEFAULT-VALUE}).")
  private int[] widths = {16, 64};

  @Option(
      names = "--batch-sizes",
      split = ",",
      defaultValue = "16,128",
      description = "Images per step (${DEFAULT-VALUE}).")
  private int[] batchSizes = {16, 128};

  @Option(
      names = "--images",
      defaultValue = "6400",
      description = "Images in the pack, each of which is read once (${DEFAULT-VALUE}).")
  private int images = 6400;

  private PackWaiting() {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PackWaiting()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    System.out.println(Machine.here().describe());
    Path folder = Files.createTempDirectory("pack-waiting");
    boolean within = true;
    try {
      Architecture first = Architecture.builder().resolution(resolution).build();
      Path file = folder.resolve("noise.pack");
      ImagePack.write(
          new NoiseImages(first.image(), images),
          file,
          PackOptions.defaults(),
          ProgressListener.none());
      for (int width : widths) {
        for (int batchSize : batchSizes) {
          within &= measured(file, width, batchSize) < MOST;
        }
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    System.out.println(within ? "below 1 % everywhere" : "TOO MUCH: a training waits 1 % or more");
    return within ? 0 : 1;
  }

  private double measured(Path file, int width, int batchSize) throws IOException {
    try (ImagePack pack = ImagePack.open(file);
        Dcgan dcgan =
            Dcgan.builder()
                .architecture(Architecture.builder().resolution(resolution).width(width).build())
                .build()) {
      TrainingSummary summary =
          dcgan.train(pack, TrainingPlan.builder().epochs(1).batchSize(batchSize).build());
      System.out.printf(
          Locale.ROOT,
          "%d px, width %d, %d images a step: %.0f images/s, %.3f %% of %.1f s spent waiting%n",
          resolution,
          width,
          batchSize,
          summary.imagesPerSecond(),
          100 * summary.dataWaitShare(),
          summary.duration().toMillis() / 1e3);
      return summary.dataWaitShare();
    }
  }
}
