package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.ImageHash;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.examples.Example;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticHasher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Finds the test images of CIFAR-10 that have a near-duplicate in the training part. Barz and
 * Denzler ("Do we train on test data?", 2020) found 3.25 % with a fine-tuned network and by
 * inspection.
 */
@Command(
    name = "CifarDuplicates",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Finds near-duplicates within and between CIFAR-10's two parts.")
public final class CifarDuplicates implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with the binary version of CIFAR-10")
  private Path data = Path.of("");

  @Option(
      names = "--radii",
      split = ",",
      description = "numbers of bits in which codes may differ (default: 0,1,2,3,4,6)")
  private int[] radii = {0, 1, 2, 3, 4, 6};

  @Option(names = "--shown", description = "the radius of the sheets (default: ${DEFAULT-VALUE})")
  private int shown = 3;

  @Option(
      names = "--steps",
      description = "steps of the hasher's training (default: ${DEFAULT-VALUE})")
  private int steps = HasherOptions.DEFAULT_STEPS;

  @Option(
      names = "--seed",
      description = "random seed of the hasher and of the sheets (default: ${DEFAULT-VALUE})")
  private long seed = HasherOptions.DEFAULT_SEED;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for same.png, other.png and result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/cifar-duplicates");

  /** Creates the search with its defaults. */
  public CifarDuplicates() {}

  /**
   * The near-duplicates at one radius.
   *
   * @param hash the hash that computed the codes
   * @param radius the number of bits in which codes may differ
   * @param groups the number of groups in both parts together
   * @param removed the number of images that could be removed
   * @param across the number of test images with a training image in their group
   * @param confirmed the number of those whose pixels are near-duplicates, too
   */
  public record Row(String hash, int radius, int groups, int removed, int across, int confirmed) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param rows the result for each hash and radius
   */
  public record Result(List<Row> rows) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new CifarDuplicates(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Radii.check("--radii", radii);
    if (Arrays.stream(radii).noneMatch(radius -> radius == shown)) {
      throw new IllegalArgumentException(
          "--shown must be one of --radii, " + Arrays.toString(radii) + ", got " + shown);
    }
    try (Dataset train = Cifar10.train(data);
        Dataset test = Cifar10.test(data)) {
      Dataset both = train.concat(test);
      HasherOptions options = HasherOptions.DEFAULT.toBuilder().steps(steps).seed(seed).build();
      List<Row> rows = new ArrayList<>();
      try (SemanticHasher hasher = SemanticHasher.train(both, options, Progress.console())) {
        rows.addAll(
            rows(both, train.size(), hasher.codes(both, Progress.console()), "semantic", true));
      }
      ImageCodes difference = ImageHash.DIFFERENCE.codes(both, Progress.console());
      rows.addAll(rows(both, train.size(), difference, "dHash", false));
      System.out.printf(
          Locale.ROOT,
          "%-10s %6s %8s %8s %12s %8s%n",
          "hash",
          "radius",
          "groups",
          "removed",
          "across",
          "confirmed");
      for (Row row : rows) {
        System.out.printf(
            Locale.ROOT,
            "%-10s %6d %8d %8d %12d %8d%n",
            row.hash(),
            row.radius(),
            row.groups(),
            row.removed(),
            row.across(),
            row.confirmed());
      }
      ResultFile.write(out, new Result(rows));
      return Example.summary("CIFAR-10's near-duplicates are in " + out);
    }
  }

  private List<Row> rows(Dataset both, int trainSize, ImageCodes codes, String hash, boolean show)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int radius : radii) {
      DuplicateReport report =
          DuplicateReport.of(both, codes, Deduplicator.near(radius), KeepPolicy.FIRST);
      ComparedPairs pairs =
          ComparedPairs.of(both, report, kept -> kept < trainSize, removed -> removed >= trainSize);
      rows.add(
          new Row(
              hash,
              radius,
              report.groups().size(),
              report.removed(),
              pairs.count(),
              pairs.same().size()));
      if (show && radius == shown) {
        pairs.write(both, out, seed);
      }
    }
    return rows;
  }
}
