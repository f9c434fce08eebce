package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.overview.ContactSheet;
import org.dcgan.datasets.overview.DatasetStatistics;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads every image of a dataset and reports what it contains. Useful before a training. */
@Command(
    name = "DescribeDataset",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Prints the count, sizes, labels, mean and standard deviation of a dataset, and writes a"
            + " contact sheet.")
public final class DescribeDataset implements Callable<Integer> {
  @Mixin private StoredImageOptions images = new StoredImageOptions();

  @Option(
      names = "--count",
      description = "number of images on the contact sheet (default: ${DEFAULT-VALUE})")
  private int count = 100;

  @Option(
      names = "--seed",
      description = "random seed of the contact sheet (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for contact-sheet.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/describe");

  /** Creates the description with its defaults. */
  public DescribeDataset() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param data the folder or file with the images
   * @param statistics the statistics of the images
   * @param contactSheet the file with some of the images
   */
  public record Result(Path data, DatasetStatistics statistics, Path contactSheet) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new DescribeDataset(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("--count must be at least 1, got " + count);
    }
    try (Dataset dataset = images.open()) {
      DatasetStatistics statistics = DatasetStatistics.of(dataset, Progress.console());
      System.out.print(statistics.toText());
      Path sheet = out.resolve("contact-sheet.png");
      ContactSheet.of(dataset, count, seed).writePng(sheet);
      ResultFile.write(out, new Result(images.path(), statistics, sheet));
      return Example.summary(
          String.format(
              Locale.ROOT,
              "%d images, %d of them unreadable; see %s",
              statistics.count(),
              statistics.unreadable(),
              sheet));
    }
  }
}
