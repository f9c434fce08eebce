package org.dcgan.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.GroupSheet;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.hashing.UnitUsage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which images of a dataset are near-duplicates of which, and deletes none (4.1.1). */
@Command(
    name = "DeduplicateImages",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a semantic hasher on a dataset and lists the images that share a code.",
      "Nothing is deleted: the report says what could go."
    })
public final class DeduplicateImages implements Callable<Integer> {
  private static final int SHOWN = 60;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "where the images are: a folder, or a pack")
  private Path data = Path.of("");

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private DataFormat format = DataFormat.AUTO;

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "a hasher that was saved; without one, one is trained on the dataset")
  private @Nullable Path model;

  @Option(
      names = "--steps",
      description = "how long to train the hasher (default: ${DEFAULT-VALUE} batches)")
  private int steps = HasherOptions.DEFAULT_STEPS;

  @Option(
      names = "--near",
      paramLabel = "BITS",
      description =
          "how many bits of two codes may differ (default: ${DEFAULT-VALUE}, as the paper)")
  private int near;

  @Option(
      names = "--keep",
      description =
          "which image of a group stays: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private KeepPolicy keep = KeepPolicy.FIRST;

  @Option(
      names = "--seed",
      description = "of the hasher, and of the groups that are shown (default: ${DEFAULT-VALUE})")
  private long seed = HasherOptions.DEFAULT_SEED;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "gets duplicates.csv, duplicates.json, largest.png, random.png, hasher and result.json"
              + " (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/duplicates");

  /** A search with its defaults. */
  public DeduplicateImages() {}

  /**
   * What it leaves in {@code result.json}.
   *
   * @param data where the images are
   * @param dataset their description
   * @param hasher what gave the codes
   * @param options how it was trained
   * @param trainedOn what it was trained on
   * @param loss at the end of its training
   * @param usage what its bits are worth for these images
   * @param near how many bits may differ
   * @param images how many there are
   * @param withoutCode images that cannot be read or have nothing on them
   * @param removed how many could go
   * @param groupSizes how many groups there are of each size
   * @param deduplicated the description of what would be left
   */
  public record Result(
      Path data,
      String dataset,
      String hasher,
      HasherOptions options,
      String trainedOn,
      double loss,
      UnitUsage usage,
      int near,
      int images,
      int withoutCode,
      int removed,
      Map<Integer, Integer> groupSizes,
      String deduplicated) {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new DeduplicateImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Deduplicator deduplicator = Deduplicator.near(near);
    HasherOptions options = HasherOptions.DEFAULT.withSteps(steps).withSeed(seed);
    try (Dataset dataset = format.open(data, background.color());
        SemanticHasher hasher =
            model != null
                ? SemanticHasher.load(model)
                : SemanticHasher.train(dataset, options, Progress.console())) {
      if (model == null) {
        hasher.save(out.resolve("hasher"));
      }
      ImageCodes codes = hasher.codes(dataset, Progress.console());
      UnitUsage usage = UnitUsage.of(codes);
      System.out.println(usage);
      DuplicateReport report = DuplicateReport.of(dataset, codes, deduplicator, keep);
      report.writeCsv(out.resolve("duplicates.csv"));
      ResultFile.writeTo(out.resolve("duplicates.json"), report);
      if (!report.groups().isEmpty()) {
        GroupSheet.writePng(GroupSheet.largest(dataset, report, SHOWN), out.resolve("largest.png"));
        GroupSheet.writePng(
            GroupSheet.random(dataset, report, SHOWN, seed), out.resolve("random.png"));
      }
      ResultFile.write(
          out,
          new Result(
              data,
              dataset.description(),
              hasher.description(),
              hasher.options(),
              hasher.dataset(),
              hasher.loss(),
              usage,
              near,
              report.images(),
              report.withoutCode(),
              report.removed(),
              report.groupSizes(),
              dataset.deduplicated(report).description()));
      return Example.summary(report + "; nothing was deleted, see " + out);
    }
  }
}
