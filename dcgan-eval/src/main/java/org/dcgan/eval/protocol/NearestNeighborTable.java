package org.dcgan.eval.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.dcgan.internal.PrintableText.oneLine;
import static org.dcgan.internal.PrintableText.printable;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * Results of {@link NearestNeighborProtocol} beside table 3 of the paper.
 *
 * @param results the results, at least one, all on the same test images
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NearestNeighborTable(List<NearestNeighborProtocol.Result> results) {

  /**
   * An error of table 3 of the paper.
   *
   * @param samples the images that the classifier consists of
   * @param count n, the number of these images
   * @param errorPercent the percentage of MNIST's test images that are classified wrongly
   */
  public record Quoted(String samples, int count, double errorPercent) {
    /** Checks that no component is null. */
    public Quoted {
      requireNonNull(samples, "samples");
    }
  }

  /**
   * Table 3 of the paper (arXiv 1511.06434v2), quoted from memory: its numbers could not be checked
   * against the publication. AlignMNIST and InfiMNIST are real digits, augmented; GAN is a network
   * without convolutions.
   */
  public static final List<Quoted> PAPER =
      List.of(
          new Quoted("AlignMNIST", 10_000_000, 1.4),
          new Quoted("InfiMNIST", 10_000_000, 2.6),
          new Quoted("real images", 50_000, 3.1),
          new Quoted("GAN", 50_000, 6.28),
          new Quoted("GAN", 10_000_000, 5.65),
          new Quoted("DCGAN", 50_000, 2.98),
          new Quoted("DCGAN", 10_000_000, 1.48));

  /** Copies the results and checks that they have the same test images. */
  public NearestNeighborTable {
    requireNonNull(results, "results");

    results = List.copyOf(results);
    checkArgument(!results.isEmpty(), "a table needs at least one result, got none");
    String test = results.get(0).test();
    for (NearestNeighborProtocol.Result result : results) {
      checkArgument(
          result.test().equals(test),
          "results of one table must have the same test images, got %s and %s",
          printable(test),
          printable(result.test()));
    }
  }

  /**
   * The table as plain text, with the numbers of the paper below the results. Names from outside
   * are escaped.
   *
   * @return lines that end with a line feed
   */
  public String toText() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("images of the classifier", "n", "error, %", "95 % interval", "nnd"));
    for (NearestNeighborProtocol.Result result : results) {
      for (NearestNeighborProtocol.Point point : result.points()) {
        Proportion error = point.error();
        rows.add(
            List.of(
                oneLine(result.samples()),
                count(point.samples()),
                String.format(Locale.ROOT, "%.2f", 100 * error.share()),
                String.format(Locale.ROOT, "%.2f to %.2f", 100 * error.low(), 100 * error.high()),
                String.format(Locale.ROOT, "%.3f", point.nnd())));
      }
    }
    int measured = rows.size();
    for (Quoted quoted : PAPER) {
      rows.add(
          List.of(
              quoted.samples(),
              count(quoted.count()),
              String.format(Locale.ROOT, "%.2f", quoted.errorPercent()),
              "",
              ""));
    }
    StringBuilder text = new StringBuilder();
    text.append("nearest-neighbor classification of ")
        .append(oneLine(results.get(0).test()))
        .append('\n');
    for (int row = 0; row < rows.size(); row++) {
      if (row == measured) {
        text.append("table 3 of the paper, on MNIST's test images (from memory, not checked):\n");
      }
      text.append(line(rows, row)).append('\n');
    }
    return text.toString();
  }

  private static String line(List<List<String>> rows, int row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < rows.get(row).size(); column++) {
      int c = column;
      int width = rows.stream().mapToInt(cells -> cells.get(c).length()).max().orElse(0);
      String cell = rows.get(row).get(column);
      line.append(
          column == 0 ? Strings.padEnd(cell, width, ' ') : Strings.padStart(cell, width + 2, ' '));
    }
    return line.toString().stripTrailing();
  }

  private static String count(int n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
