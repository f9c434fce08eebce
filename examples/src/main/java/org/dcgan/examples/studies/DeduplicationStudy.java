package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dcgan.datasets.Cifar10;
import org.dcgan.datasets.Dataset;
import org.dcgan.datasets.ImageFolder;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateReport;
import org.dcgan.datasets.dedup.ImageHash;
import org.dcgan.datasets.dedup.KeepPolicy;
import org.dcgan.datasets.overview.ContactSheet;
import org.dcgan.eval.protocol.Proportion;
import org.dcgan.eval.report.Progress;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.examples.BackgroundOption;
import org.dcgan.examples.Example;
import org.dcgan.examples.ImageModification;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.hashing.SemanticHasher;
import org.dcgan.hashing.UnitUsage;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how well de-duplication finds planted near-duplicates: the recall and precision of the
 * semantic hash, of dHash and of an exact pixel hash on the same images, for each modification.
 */
@Command(
    name = "DeduplicationStudy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures precision and recall of de-duplication on photographs.")
public final class DeduplicationStudy implements Callable<Integer> {
  private static final String SEMANTIC = "semantic";
  private static final double WANTED_PRECISION = 0.99;

  /** The photographs to plant copies among. */
  enum Photographs {
    /** Image files in a folder and its subfolders. */
    FOLDER,
    /** CIFAR-10's training part. */
    CIFAR10
  }

  @Mixin private BackgroundOption background = new BackgroundOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "folder with the photographs")
  private Path data = Path.of("");

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Photographs format = Photographs.FOLDER;

  @Option(
      names = "--planted",
      description = "number of modified copies for each modification (default: ${DEFAULT-VALUE})")
  private int planted = 2_500;

  @Option(
      names = "--radii",
      split = ",",
      description = "numbers of bits in which codes may differ (default: 0,1,2,3,4,6)")
  private int[] radii = {0, 1, 2, 3, 4, 6};

  @Option(
      names = "--shown",
      description = "the radius at which unplanted pairs are shown (default: ${DEFAULT-VALUE})")
  private int shown = 4;

  @Option(
      names = "--steps",
      description = "steps of the hasher's training (default: ${DEFAULT-VALUE})")
  private int steps = HasherOptions.DEFAULT_STEPS;

  @Option(
      names = "--noise",
      description = "noise in the hasher's training (default: ${DEFAULT-VALUE})")
  private double noise = HasherOptions.DEFAULT_NOISE;

  @Option(
      names = "--dropout",
      description = "dropout in the hasher's training (default: ${DEFAULT-VALUE})")
  private double dropout = HasherOptions.DEFAULT_DROPOUT;

  @Option(
      names = "--seed",
      description = "random seed of the hasher and of the copies (default: ${DEFAULT-VALUE})")
  private long seed = HasherOptions.DEFAULT_SEED;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for changes.png, same.png and other.png (pairs that were not planted) and"
              + " result.json (default:"
              + " ${DEFAULT-VALUE})")
  private Path out = Path.of("out/deduplication-study");

  /** Creates the study with its defaults. */
  public DeduplicationStudy() {}

  /**
   * The accuracy of a hash on one modification.
   *
   * @param hash the hash
   * @param change the modification
   * @param radius the number of bits in which codes may differ
   * @param recall the share of copies that were found
   * @param precision the share of removed images whose kept image is a near-duplicate
   */
  record Row(
      String hash, ImageModification change, int radius, Proportion recall, Proportion precision) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param dataset the description of the photographs
   * @param planted the number of copies for each modification
   * @param options the options of the hasher
   * @param loss the loss at the end of the hasher's training
   * @param usage how much information the bits of the codes carry for the photographs
   * @param unplanted the number of groups of each size that the semantic hash finds without copies
   * @param rows all measurements
   * @param seconds the durations
   */
  record Result(
      String dataset,
      int planted,
      HasherOptions options,
      double loss,
      UnitUsage usage,
      Map<Integer, Integer> unplanted,
      List<Row> rows,
      Seconds seconds) {}

  /**
   * Durations in seconds.
   *
   * @param training the duration of the hasher's training
   * @param hashing the duration of hashing the originals, including decoding
   */
  record Seconds(double training, double hashing) {}

  /** Computes codes. */
  private interface Coder {
    ImageCodes codes(Dataset source) throws IOException;
  }

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new DeduplicationStudy(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    Radii.check("--radii", radii);
    Radii.check("--shown", shown);
    HasherOptions options =
        HasherOptions.DEFAULT.toBuilder()
            .steps(steps)
            .noise(noise)
            .dropout(dropout)
            .seed(seed)
            .build();
    try (Dataset photographs =
        format == Photographs.CIFAR10
            ? Cifar10.train(data)
            : ImageFolder.builder(data).background(background.color()).open()) {
      Permutation order = Permutation.of(photographs.size(), seed);
      int[] copied =
          IntStream.range(0, Math.min(planted, photographs.size())).map(order::at).toArray();
      Dataset models = photographs.subset(copied);
      showChanges(models);
      long start = System.nanoTime();
      try (SemanticHasher hasher = SemanticHasher.train(photographs, options, Progress.console())) {
        double training = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        ImageCodes codes = hasher.codes(photographs, Progress.console());
        Seconds seconds = new Seconds(training, (System.nanoTime() - start) / 1e9);
        UnitUsage usage = UnitUsage.of(codes);
        System.out.println(usage);
        DuplicateReport unplanted =
            DuplicateReport.of(photographs, codes, Deduplicator.exact(), KeepPolicy.FIRST);
        ComparedPairs.of(
                photographs,
                DuplicateReport.of(photographs, codes, Deduplicator.near(shown), KeepPolicy.FIRST),
                kept -> true,
                removed -> true)
            .write(photographs, out, seed);
        List<Row> rows = measure(photographs, models, copied, hasher);
        ResultFile.write(
            out,
            new Result(
                photographs.description(),
                copied.length,
                options,
                hasher.loss(),
                usage,
                unplanted.groupSizes(),
                rows,
                seconds));
        print(rows);
        return Example.summary(
            String.format(
                Locale.ROOT,
                "%d copies for each of %d modifications among %d photographs; see %s",
                copied.length,
                ImageModification.values().length,
                photographs.size(),
                out.resolve(ResultFile.NAME)));
      }
    }
  }

  /** Draws some photographs with all their modifications. */
  private void showChanges(Dataset models) throws IOException {
    ContactSheet sheet = ContactSheet.ofTiles(96);
    int shown = Math.min(ImageModification.values().length + 1, models.size());
    for (int i = 0; i < shown; i++) {
      sheet.add(models.read(i), "original");
      for (ImageModification change : ImageModification.values()) {
        sheet.add(change.apply(models.read(i)), change.toString());
      }
    }
    sheet.writePng(out.resolve("changes.png"));
  }

  private List<Row> measure(
      Dataset photographs, Dataset models, int[] copied, SemanticHasher hasher) throws IOException {
    Map<String, Coder> coders = new LinkedHashMap<>();
    coders.put(SEMANTIC, source -> hasher.codes(source, Progress.silent()));
    for (ImageHash hash : ImageHash.values()) {
      coders.put(hash.toString(), source -> hash.codes(source, Progress.silent()));
    }
    PlantedDuplicates planting = new PlantedDuplicates(photographs, copied);
    List<Row> rows = new ArrayList<>();
    long total = (long) coders.size() * (ImageModification.values().length + 1);
    try (ProgressListener.Task task = Progress.console().start("comparing", total, "sets")) {
      for (Map.Entry<String, Coder> coder : coders.entrySet()) {
        ImageCodes ofOriginals = coder.getValue().codes(photographs);
        task.advance(1);
        for (ImageModification change : ImageModification.values()) {
          task.note(coder.getKey() + " " + change);
          ImageCodes ofCopies = coder.getValue().codes(new ModifiedDataset(models, change));
          for (int radius : radii) {
            if (radius == 0 || !coder.getKey().equals(ImageHash.EXACT.toString())) {
              PlantedDuplicates.Score score = planting.score(ofOriginals, ofCopies, radius);
              rows.add(new Row(coder.getKey(), change, radius, score.recall(), score.precision()));
            }
          }
          task.advance(1);
        }
      }
    }
    return rows;
  }

  private static void print(List<Row> rows) {
    System.out.printf(
        Locale.ROOT,
        "%-10s %-17s %-28s %-28s %s%n",
        "change",
        "hash",
        "equal codes: recall, %",
        "precision, %",
        "best recall at a precision of 99 % (radius; precision)");
    for (ImageModification change : ImageModification.values()) {
      for (String hash : rows.stream().map(Row::hash).distinct().toList()) {
        List<Row> mine =
            rows.stream().filter(r -> r.hash().equals(hash) && r.change() == change).toList();
        Optional<Row> equal = mine.stream().filter(r -> r.radius() == 0).findFirst();
        Optional<Row> best =
            mine.stream()
                .filter(r -> r.precision().share() >= WANTED_PRECISION)
                .reduce((a, b) -> b.radius() > a.radius() ? b : a);
        System.out.printf(
            Locale.ROOT,
            "%-10s %-17s %-28s %-28s %s%n",
            change,
            hash,
            equal.map(r -> r.recall().toString()).orElse(""),
            equal.map(r -> r.precision().toString()).orElse(""),
            best.map(r -> r.recall() + " (" + r.radius() + "; " + r.precision() + ")")
                .orElse("none"));
      }
    }
  }
}
