package org.dcgan.eval.metrics;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The result of a metric. All results are records, which {@link
 * org.dcgan.eval.report.ResultFile#write} writes as JSON.
 */
@API(status = API.Status.STABLE, since = "0.1")
public sealed interface MetricResult
    permits FrechetDistance.Result,
        InceptionScore.Result,
        KernelDistance.Result,
        MemorizationDistance.Result,
        PrecisionRecall.Result {

  /**
   * What the metric was measured with.
   *
   * @return extractor, images, counts, seeds, resizing and the version of the library
   */
  MetricConditions conditions();

  /**
   * Reasons to doubt the result, such as a bias by too few images.
   *
   * @return sentences in plain text, an empty list if there are none
   */
  List<String> warnings();

  /**
   * The numbers, for tables.
   *
   * @return at least one
   */
  List<Value> values();

  /** Which values are good. */
  enum Better {
    /** The smaller, the better. */
    LOWER,
    /** The larger, the better. */
    HIGHER,
    /** The nearer to the value of other real images, the better. */
    NEAR_FLOOR
  }

  /**
   * A number of a result.
   *
   * @param name the name of the number, for example {@code recall}
   * @param value a finite number, or NaN where it is not defined
   * @param better which values are good
   */
  record Value(String name, double value, Better better) {
    /** Refuses null. */
    public Value {
      requireNonNull(name, "name");
      requireNonNull(better, "better");
    }
  }
}
