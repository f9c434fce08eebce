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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reports the near-duplicates in a dataset, and deletes none (section 4.1.1 of the paper). */
@Command(
    name = "DeduplicateImages",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a semantic hasher on a dataset and lists the images that share a code.",
      "Nothing is deleted: the report says which images could be removed."
    })
public final class DeduplicateImages implements Callable<Integer> {
  private static final int SHOWN = 60;

  @Mixin private StoredImageOptions images = new StoredImageOptions();
  @Mixin private HasherOptionGroup hashers = new HasherOptionGroup();

  @Option(
      names = "--near",
      paramLabel = "BITS",
      description =
          "images are near-duplicates if their codes differ in at most so many bits (default:"
              + " ${DEFAULT-VALUE}, as in the paper)")
  private int near;

  @Option(
      names = "--keep",
      description =
          "which image of a group is kept: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private KeepPolicy keep = KeepPolicy.FIRST;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for duplicates.csv, duplicates.json, largest.png, random.png, hasher/ and"
              + " result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/duplicates");

  /** Creates the search with its defaults. */
  public DeduplicateImages() {}

  /**
   * The contents of {@code result.json}.
   *
   * @param data the folder or file with the images
   * @param dataset the description of the dataset
   * @param hasher the description of the hasher that computed the codes
   * @param options the options that the hasher was trained with
   * @param trainedOn the description of the dataset that the hasher was trained on
   * @param loss the loss at the end of the hasher's training
   * @param usage how much information the bits of the codes carry for these images
   * @param near the number of bits in which codes of near-duplicates may differ
   * @param images the number of images in the dataset
   * @param withoutCode the number of images that are unreadable or blank
   * @param removed the number of images that could be removed
   * @param groupSizes the number of groups of each size
   * @param deduplicated the description of the dataset without the images that could be removed
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
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new DeduplicateImages(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Deduplicator deduplicator = Deduplicator.near(near);
    try (Dataset dataset = images.open();
        SemanticHasher hasher = hashers.open(dataset, out.resolve("hasher"))) {
      ImageCodes codes = hasher.codes(dataset, Progress.console());
      UnitUsage usage = UnitUsage.of(codes);
      System.out.println(usage);
      DuplicateReport report = DuplicateReport.of(dataset, codes, deduplicator, keep);
      report.writeCsv(out.resolve("duplicates.csv"));
      ResultFile.writeTo(out.resolve("duplicates.json"), report);
      if (!report.groups().isEmpty()) {
        GroupSheet.writePng(GroupSheet.largest(dataset, report, SHOWN), out.resolve("largest.png"));
        GroupSheet.writePng(
            GroupSheet.random(dataset, report, SHOWN, hashers.seed()), out.resolve("random.png"));
      }
      ResultFile.write(
          out,
          new Result(
              images.path(),
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
