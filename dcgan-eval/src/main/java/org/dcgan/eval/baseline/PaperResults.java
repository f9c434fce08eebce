package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Published results, quoted for comparison and not measured by this project. {@link #CIFAR10} and
 * {@link #SVHN} hold numbers that were checked in the text of the paper (arXiv 1511.06434v2).
 * {@link #UNCONFIRMED} holds numbers that could not be checked, which reports should not print as
 * facts.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PaperResults {

  /** The kind of measurement. */
  public enum Measure {
    /** The percentage of images that are classified correctly; higher is better. */
    ACCURACY,
    /** The percentage of images that are classified wrongly; lower is better. */
    ERROR
  }

  /**
   * A quoted result.
   *
   * @param method the method
   * @param dataset the dataset
   * @param measure accuracy or error
   * @param percent the value in percent
   * @param source the publication and section
   */
  public record Quoted(
      String method, String dataset, Measure measure, double percent, String source) {
    /** Checks that no component is null. */
    public Quoted {
      requireNonNull(method, "method");
      requireNonNull(dataset, "dataset");
      requireNonNull(measure, "measure");
      requireNonNull(source, "source");
    }

    /** For example {@code DCGAN + L2-SVM on CIFAR-10: 82.8 % accuracy (quoted: paper, 5.1)}. */
    @Override
    public String toString() {
      return String.format(
          java.util.Locale.ROOT,
          "%s on %s: %s %% %s (quoted: %s)",
          method,
          dataset,
          percent,
          measure.name().toLowerCase(java.util.Locale.ROOT),
          source);
    }
  }

  private static final String CIFAR = "CIFAR-10";
  private static final String DIGITS = "SVHN, 1,000 labels";

  /** Results with all labels, from the text of section 5.1. */
  public static final List<Quoted> CIFAR10 =
      List.of(
          new Quoted(
              "1-layer K-means (4,800 units)", CIFAR, Measure.ACCURACY, 80.6, "paper, section 5.1"),
          new Quoted(
              "3-layer K-means, learned receptive fields",
              CIFAR,
              Measure.ACCURACY,
              82.0,
              "paper, section 5.1"),
          new Quoted("DCGAN + L2-SVM", CIFAR, Measure.ACCURACY, 82.8, "paper, section 5.1"));

  /** Results from the text of section 5.2. */
  public static final List<Quoted> SVHN =
      List.of(
          new Quoted("DCGAN + L2-SVM", DIGITS, Measure.ERROR, 22.48, "paper, section 5.2, test"),
          new Quoted(
              "supervised CNN of the same architecture",
              DIGITS,
              Measure.ERROR,
              28.87,
              "paper, section 5.2, validation, best of 64 trials"));

  /**
   * Numbers of tables that could not be checked against the publications. Look them up before you
   * use them. Other rows of table 2 are not included; those of table 3 are in {@link
   * org.dcgan.eval.protocol.NearestNeighborTable#PAPER}.
   */
  public static final List<Quoted> UNCONFIRMED =
      List.of(
          accuracy("1-layer K-means, 400 labels a class", 63.7, "paper, table 1"),
          accuracy("3-layer K-means, 400 labels a class", 70.7, "paper, table 1"),
          accuracy("view-invariant K-means", 81.9, "paper, table 1"),
          accuracy("view-invariant K-means, 400 labels a class", 72.6, "paper, table 1"),
          accuracy("Exemplar CNN", 84.3, "paper, table 1"),
          accuracy("Exemplar CNN, 400 labels a class", 77.4, "paper, table 1"),
          accuracy("DCGAN + L2-SVM, 400 labels a class", 73.8, "paper, table 1"),
          accuracy("1-layer K-means (1,600 units)", 77.9, "Coates, Lee and Ng 2011"),
          accuracy("1-layer K-means (4,000 units)", 79.6, "Coates, Lee and Ng 2011"));

  private PaperResults() {}

  private static Quoted accuracy(String method, double percent, String source) {
    return new Quoted(method, CIFAR, Measure.ACCURACY, percent, source + ", from memory");
  }
}
