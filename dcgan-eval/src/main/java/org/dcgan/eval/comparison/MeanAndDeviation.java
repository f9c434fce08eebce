package org.dcgan.eval.comparison;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apiguardian.api.API;

/**
 * The mean of a metric over runs and its standard deviation.
 *
 * @param mean the mean
 * @param deviation the sample standard deviation (the variance is divided by n - 1); empty for one
 *     run
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MeanAndDeviation(double mean, OptionalDouble deviation) {
  /** Refuses null. */
  public MeanAndDeviation {
    requireNonNull(deviation, "deviation");
  }

  /**
   * Computes mean and deviation.
   *
   * @param values the value of each run, at least one
   * @return mean and deviation
   */
  public static MeanAndDeviation of(List<Double> values) {
    requireNonNull(values, "values");

    checkArgument(!values.isEmpty(), "a mean needs at least one value, got none");
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    if (values.size() == 1) {
      return new MeanAndDeviation(mean, OptionalDouble.empty());
    }
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new MeanAndDeviation(mean, OptionalDouble.of(Math.sqrt(squares / (values.size() - 1))));
  }

  /**
   * The mean with four significant digits, and the deviation with two.
   *
   * @return for example {@code 6.120 +/- 0.052}, in ASCII for any terminal
   */
  public String toText() {
    String number = significant(mean, 4);
    return deviation.isPresent()
        ? number + " +/- " + significant(deviation.getAsDouble(), 2)
        : number;
  }

  /** Rounds to a number of significant digits, without an exponent where that is readable. */
  private static String significant(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
    if (exponent < -7 || exponent > 9) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
    return String.format(Locale.ROOT, "%." + Math.max(0, digits - 1 - exponent) + "f", value);
  }
}
