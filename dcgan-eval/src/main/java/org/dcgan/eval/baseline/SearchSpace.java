package org.dcgan.eval.baseline;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apiguardian.api.API;
import org.dcgan.internal.Problems;
import org.dcgan.random.SeededRandom;

/**
 * The ranges of hyperparameters of a random search (Bergstra and Bengio 2012). The paper says
 * "random search over 64 hyperparameter trials" without naming the hyperparameters; these are those
 * of training, since the architecture stays the same.
 *
 * @param learningRate Adam's learning rate
 * @param l2 the factor of L2 regularization, added to the gradient
 * @param dropout the dropout rate of the last feature maps, in [0, 1)
 * @param weightDeviation the standard deviation of the initial weights
 * @param beta1 the values of Adam's decay rate of the first moment, at least one
 * @param batchSize the numbers of images in a step, at least one, each at least 2
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SearchSpace(
    Range learningRate,
    Range l2,
    Range dropout,
    Range weightDeviation,
    List<Double> beta1,
    List<Integer> batchSize) {

  /**
   * Learning rates from 1e-4 to 1e-2, L2 factors from 1e-6 to 1e-2, dropout rates up to 0.5, and
   * initial weights with deviations from 0.01 to 0.1 (the paper's is 0.02).
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
   * @param low the lower end, inclusive
   * @param high the upper end, exclusive
   * @param logarithmic whether the logarithm, rather than the number, is distributed uniformly
   */
  public record Range(double low, double high, boolean logarithmic) {

    /** Checks the order. */
    public Range {
      new Problems()
          .require(low < high, "low must be below high, got %s to %s", low, high)
          .require(
              !logarithmic || low > 0,
              "the low end of a logarithmic range must be above 0, got %s",
              low)
          .throwIfAny("invalid SearchSpace.Range");
    }

    /**
     * A uniform distribution.
     *
     * @param low the lower end, inclusive
     * @param high the upper end, exclusive
     * @return the range
     */
    public static Range linear(double low, double high) {
      return new Range(low, high, false);
    }

    /**
     * A uniform distribution of the logarithm.
     *
     * @param low the lower end, inclusive, above 0
     * @param high the upper end, exclusive
     * @return the range
     */
    public static Range logarithmic(double low, double high) {
      return new Range(low, high, true);
    }

    double sample(SeededRandom random) {
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
            "batchSize must be at least 2 images, got %s",
            batchSize)
        .require(
            dropout.low() >= 0 && dropout.high() <= 1, "dropout must be in [0, 1), got %s", dropout)
        .throwIfAny("invalid SearchSpace");
  }

  /**
   * The hyperparameters of one trial, a function of the space, the seed and the trial's index.
   *
   * @param seed the random seed of the search
   * @param trial the index of the trial
   * @return the hyperparameters
   */
  public HyperParameters sample(long seed, int trial) {
    SeededRandom random = SeededRandom.of(seed, TRIAL, trial);
    return new HyperParameters(
        learningRate.sample(random),
        beta1.get(random.nextInt(beta1.size())),
        l2.sample(random),
        dropout.sample(random),
        weightDeviation.sample(random),
        batchSize.get(random.nextInt(batchSize.size())));
  }
}
