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

/** Looks at every image of a dataset: what to do before training on it. */
@Command(
    name = "DescribeDataset",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Prints count, sizes, labels, mean and deviation of a dataset, and draws a contact sheet.")
public final class DescribeDataset implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where the images are: a folder, an archive or a pack")
  private Path data = Path.of("");

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private DataFormat format = DataFormat.AUTO;

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--count",
      description = "how many images the contact sheet shows (default: ${DEFAULT-VALUE})")
  private int count = 100;

  @Option(names = "--seed", description = "which ones (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "gets contact-sheet.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/describe");

  /** A description with its defaults. */
  public DescribeDataset() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param data where the images are
   * @param statistics what they are like
   * @param contactSheet some of them
   */
  public record Result(Path data, DatasetStatistics statistics, Path contactSheet) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new DescribeDataset(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("--count must be at least 1, got " + count);
    }
    try (Dataset dataset = format.open(data, background.color())) {
      DatasetStatistics statistics = DatasetStatistics.of(dataset, Progress.console());
      System.out.print(statistics.toText());
      Path sheet = out.resolve("contact-sheet.png");
      ContactSheet.of(dataset, count, seed).writePng(sheet);
      ResultFile.write(out, new Result(data, statistics, sheet));
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
