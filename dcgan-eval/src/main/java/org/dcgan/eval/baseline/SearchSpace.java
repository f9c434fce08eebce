package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.dcgan.internal.Problems;
import org.dcgan.random.SeededRandom;

/**
 * What a random search chooses from (Bergstra and Bengio 2012). The paper says "random search over
 * 64 hyperparameter trials" and not over what: these are the numbers that training has and the
 * architecture, which is to stay the same, has not.
 *
 * @param learningRate Adam's
 * @param l2 weight decay in the gradient
 * @param dropout of the last maps
 * @param weightDeviation of the weights at the start
 * @param beta1 Adam's, one of these
 * @param batchSize images a step, one of these
 */
public record SearchSpace(
    Range learningRate,
    Range l2,
    Range dropout,
    Range weightDeviation,
    List<Double> beta1,
    List<Integer> batchSize) {

  /**
   * Two decades of learning rates around the paper's, weight decay from nothing much to too much,
   * up to half dropped out, starts from a half to five times the paper's .02.
   */
  public static final SearchSpace DEFAULT =
      new SearchSpace(
          Range.logarithmic(1e-4, 1e-2),
          Range.logarithmic(1e-6, 1e-2),
          Range.linear(0, 0.5),
          Range.logarithmic(0.01, 0.1),
          List.of(0.5, 0.9),
          List.of(32, 64, 128));

  private static final long TRIAL = 51;

  /**
   * An interval.
   *
   * @param low the least
   * @param high one past the greatest
   * @param logarithmic whether every decade is as likely as every other, rather than every number
   */
  public record Range(double low, double high, boolean logarithmic) {

    /** Checks the order. */
    public Range {
      new Problems()
          .require(low < high, "low must be below high, got %s to %s", low, high)
          .require(!logarithmic || low > 0, "a logarithmic range begins above 0, got %s", low)
          .throwIfAny("this range cannot be drawn from");
    }

    /**
     * All numbers alike.
     *
     * @param low the least
     * @param high one past the greatest
     * @return the range
     */
    public static Range linear(double low, double high) {
      return new Range(low, high, false);
    }

    /**
     * All decades alike.
     *
     * @param low the least, above 0
     * @param high one past the greatest
     * @return the range
     */
    public static Range logarithmic(double low, double high) {
      return new Range(low, high, true);
    }

    double draw(SeededRandom random) {
      return logarithmic
          ? StrictMath.exp(random.nextDouble(StrictMath.log(low), StrictMath.log(high)))
          : random.nextDouble(low, high);
    }
  }

  /** Copies the lists. */
  public SearchSpace {
    requireNonNull(learningRate, "learningRate");
    requireNonNull(l2, "l2");
    requireNonNull(dropout, "dropout");
    requireNonNull(weightDeviation, "weightDeviation");
    requireNonNull(beta1, "beta1");
    requireNonNull(batchSize, "batchSize");

    beta1 = ImmutableList.copyOf(beta1);
    batchSize = ImmutableList.copyOf(batchSize);
    new Problems()
        .require(!beta1.isEmpty(), "beta1 needs at least one value, got none")
        .require(!batchSize.isEmpty(), "batchSize needs at least one value, got none")
        .require(
            batchSize.stream().allMatch(m -> m >= 2),
            "batches must be of at least 2 images, got %s",
            batchSize)
        .require(
            dropout.low() >= 0 && dropout.high() <= 1, "dropout must be in [0, 1), got %s", dropout)
        .throwIfAny("this space cannot be searched");
  }

  /**
   * The choice of one trial, which depends on nothing but these.
   *
   * @param seed the search's
   * @param trial its number
   * @return the numbers
   */
  public HyperParameters draw(long seed, int trial) {
    SeededRandom random = SeededRandom.of(seed, TRIAL, trial);
    return new HyperParameters(
        learningRate.draw(random),
        beta1.get(random.nextInt(beta1.size())),
        l2.draw(random),
        dropout.draw(random),
        weightDeviation.draw(random),
        batchSize.get(random.nextInt(batchSize.size())));
  }
}
