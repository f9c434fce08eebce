package org.dcgan.examples.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dcgan.datasets.dedup.Deduplicator;
import org.dcgan.datasets.dedup.DuplicateGroups;
import org.dcgan.datasets.dedup.SpillingDeduplicator;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.examples.Example;
import org.dcgan.hashing.ImageCodes;
import org.dcgan.random.SeededRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the time of de-duplication per image for few and for many images, on random codes. */
@Command(
    name = "DeduplicationScale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Times de-duplication of 100 thousand to 10 million synthetic codes.")
public final class DeduplicationScale implements Callable<Integer> {

  @Option(
      names = "--counts",
      split = ",",
      description = "numbers of codes (default: 100000,1000000,10000000)")
  private int[] counts = {100_000, 1_000_000, 10_000_000};

  @Option(
      names = "--duplicates",
      description = "share of codes that are equal to an earlier one (default: ${DEFAULT-VALUE})")
  private double duplicates = 0.09;

  @Option(names = "--rounds", description = "number of timed rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 7;

  @Option(names = "--spill", description = "also measure de-duplication with temporary files")
  private boolean spill;

  @Option(names = "--seed", description = "random seed of the codes (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for result.json (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("out/deduplication-scale");

  /** Creates the measurement with its defaults. */
  public DeduplicationScale() {}

  /**
   * The measurements for one number of codes.
   *
   * @param codes the number of codes
   * @param groups the number of groups of duplicates
   * @param duplicates the number of duplicates
   * @param nanosPerImage the median of the rounds in nanoseconds per image
   * @param fastest the fastest round in nanoseconds per image
   * @param slowest the slowest round in nanoseconds per image
   * @param heapBytesPerImage the memory of the heap for the codes and the computation
   * @param spilledNanosPerImage the time with temporary files; 0 if it was not measured
   */
  public record Row(
      int codes,
      int groups,
      int duplicates,
      double nanosPerImage,
      double fastest,
      double slowest,
      double heapBytesPerImage,
      double spilledNanosPerImage) {}

  /**
   * The contents of {@code result.json}.
   *
   * @param rows the measurements for each number of codes
   * @param ratio the time per image with the most codes divided by that with the fewest
   */
  public record Result(List<Row> rows, double ratio) {}

  /**
   * Runs the program.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String... arguments) {
    Example.main(new DeduplicationScale(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    // Warms up the JIT compiler before anything is timed.
    for (int i = 0; i < 20; i++) {
      var unused = Deduplicator.exact().groups(codes(100_000, 0));
    }
    List<Row> rows = new ArrayList<>();
    for (int count : counts) {
      Row row = measure(count);
      System.out.printf(
          Locale.ROOT,
          "%,12d codes: %6.1f ns an image (%.1f to %.1f), %.1f bytes an image, %,d duplicates%s%n",
          count,
          row.nanosPerImage(),
          row.fastest(),
          row.slowest(),
          row.heapBytesPerImage(),
          row.duplicates(),
          spill ? String.format(Locale.ROOT, ", spilled %.1f ns", row.spilledNanosPerImage()) : "");
      rows.add(row);
    }
    double ratio = rows.get(rows.size() - 1).nanosPerImage() / rows.get(0).nanosPerImage();
    ResultFile.write(out, new Result(rows, ratio));
    return Example.summary(
        String.format(
            Locale.ROOT,
            "with %,d codes, an image takes %.2f times as long as with %,d",
            counts[counts.length - 1],
            ratio,
            counts[0]));
  }

  private Row measure(int count) throws IOException {
    long before = heap();
    ImageCodes codes = codes(count, 0);
    double bytes =
        (HeapPeak.during(
                () -> {
                  var unused = Deduplicator.exact().groups(codes);
                })
            - before);
    // As many sets as the largest has codes, so that no set is still in the CPU's caches from the
    // round before, and so that a short pause of the machine does not matter.
    List<ImageCodes> sets = new ArrayList<>(List.of(codes));
    int most = Arrays.stream(counts).max().orElse(count);
    while ((long) sets.size() * count < most) {
      sets.add(codes(count, sets.size()));
    }
    double[] nanos = new double[rounds];
    DuplicateGroups groups = Deduplicator.exact().groups(codes);
    for (int r = 0; r < rounds; r++) {
      long start = System.nanoTime();
      for (ImageCodes set : sets) {
        groups = Deduplicator.exact().groups(set);
      }
      nanos[r] = (System.nanoTime() - start) / ((double) sets.size() * count);
    }
    Arrays.sort(nanos);
    double spilled = spill ? spilled(codes) : 0;
    return new Row(
        count,
        groups.count(),
        groups.duplicates(),
        nanos[rounds / 2],
        nanos[0],
        nanos[rounds - 1],
        bytes / count,
        spilled);
  }

  private double spilled(ImageCodes codes) throws IOException {
    long start = System.nanoTime();
    try (SpillingDeduplicator spilling = SpillingDeduplicator.in(out, codes.size())) {
      for (int i = 0; i < codes.size(); i++) {
        spilling.accept(i, codes.high(i), codes.low(i));
      }
      DuplicateGroups unused = spilling.groups();
    }
    return (System.nanoTime() - start) / (double) codes.size();
  }

  private ImageCodes codes(int count, int set) {
    ImageCodes codes = new ImageCodes("synthetic", 128, count);
    SeededRandom random = SeededRandom.of(seed, count, set);
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextDouble() < duplicates) {
        int model = random.nextInt(i);
        codes.set(i, codes.high(model), codes.low(model));
      } else {
        codes.set(i, random.nextLong(), random.nextLong());
      }
    }
    return codes;
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Measures the peak size of the heap, from the garbage collector's memory pools. */
  private static final class HeapPeak {
    static long during(Runnable work) {
      System.gc();
      java.lang.management.ManagementFactory.getMemoryPoolMXBeans()
          .forEach(java.lang.management.MemoryPoolMXBean::resetPeakUsage);
      work.run();
      return java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
          .mapToLong(pool -> pool.getPeakUsage().getUsed())
          .sum();
    }
  }
}
