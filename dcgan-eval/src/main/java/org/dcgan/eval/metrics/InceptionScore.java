package org.dcgan.eval.metrics;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apiguardian.api.API;
import org.dcgan.feature.Features;

/**
 * The Inception Score (Salimans et al., 2016): exp(E KL(p(y|x) | p(y))), where p(y|x) are the class
 * probabilities that a classifier gives an image, and p(y) is their mean over the images. From 1 to
 * the number of classes; higher is better: each image is clearly of one class, and all classes
 * occur. Real images are not used, so that the score says nothing about them, and it does not
 * notice a generator that repeats one image per class.
 *
 * <p>The features must be class probabilities, as an extractor whose output is a softmax layer
 * gives them. It is the published Inception Score only with the 1,008 outputs of the Inception
 * network that the authors used.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class InceptionScore {
  /** The number of parts that the images are divided into, as in the paper. */
  public static final int DEFAULT_SPLITS = 10;

  private static final double TOLERANCE = 1e-3;

  private InceptionScore() {}

  /**
   * The result.
   *
   * @param mean the mean score of the parts, at least 1
   * @param deviation the standard deviation over the parts, divided by their number as in the
   *     paper; empty if there is only one part
   * @param splits the number of parts
   * @param conditions what it was measured with
   * @param warnings reasons to doubt it
   */
  public record Result(
      double mean,
      OptionalDouble deviation,
      int splits,
      MetricConditions conditions,
      List<String> warnings)
      implements MetricResult {
    /** Refuses null. */
    public Result {
      requireNonNull(deviation, "deviation");
      requireNonNull(conditions, "conditions");
      requireNonNull(warnings, "warnings");

      warnings = List.copyOf(warnings);
    }

    @Override
    public List<Value> values() {
      return List.of(new Value("Inception Score", mean, Better.HIGHER));
    }
  }

  /**
   * Computes the score of class probabilities.
   *
   * @param generated the probabilities of each generated image: values in [0, 1] whose sum is 1
   * @param splits the number of parts of equal size, in the order of the images, at least 1; each
   *     part needs at least 2 images
   * @return the result
   * @throws IllegalArgumentException if the rows are not probabilities, or there are too few images
   */
  public static Result measure(GeneratedFeatures generated, int splits) {
    requireNonNull(generated, "generated");

    Features rows = generated.features();
    requireSplits(rows, splits);
    for (int row = 0; row < rows.count(); row++) {
      requireProbabilities(rows, row);
    }
    return result(generated, rows, splits);
  }

  /**
   * Computes the score of a classifier whose output is not normalized, by softmax.
   *
   * @param generated the logits of each generated image, any finite values
   * @param splits the number of parts of equal size, in the order of the images, at least 1; each
   *     part needs at least 2 images
   * @return the result
   * @throws IllegalArgumentException if there are too few images
   */
  public static Result measureLogits(GeneratedFeatures generated, int splits) {
    requireNonNull(generated, "generated");

    Features logits = generated.features();
    requireSplits(logits, splits);
    float[] probabilities = new float[logits.count() * logits.dim()];
    for (int row = 0; row < logits.count(); row++) {
      softmax(logits.row(row), probabilities, row * logits.dim());
    }
    return result(generated, Features.of(logits.dim(), probabilities), splits);
  }

  private static void softmax(float[] logits, float[] target, int offset) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - largest);
    }
    for (int k = 0; k < logits.length; k++) {
      target[offset + k] = (float) (Math.exp((double) logits[k] - largest) / sum);
    }
  }

  private static void requireSplits(Features rows, int splits) {
    checkArgument(splits >= 1, "splits must be at least 1, got %s", splits);
    checkArgument(
        rows.count() >= 2L * splits,
        "an Inception Score over %s parts needs at least 2 images for each, %s, got %s; use more"
            + " images or fewer splits",
        splits,
        2L * splits,
        rows.count());
    checkArgument(
        rows.dim() >= 2, "an Inception Score needs at least 2 classes, got %s", rows.dim());
  }

  private static void requireProbabilities(Features rows, int row) {
    double sum = 0;
    for (int k = 0; k < rows.dim(); k++) {
      float value = rows.value(row, k);
      checkArgument(
          value >= 0 && value <= 1 + TOLERANCE,
          "class probabilities must be in [0, 1], but the value in row %s, column %s is %s; if the"
              + " classifier has no softmax layer, use measureLogits",
          row,
          k,
          value);
      sum += value;
    }
    checkArgument(
        Math.abs(sum - 1) <= TOLERANCE,
        "class probabilities must have the sum 1, but those of row %s have the sum %s; choose an"
            + " output with a softmax layer",
        (Integer) row,
        (Double) sum);
  }

  private static Result result(GeneratedFeatures generated, Features rows, int splits) {
    List<Double> scores = new ArrayList<>();
    for (int split = 0; split < splits; split++) {
      int from = (int) ((long) split * rows.count() / splits);
      int to = (int) ((long) (split + 1) * rows.count() / splits);
      scores.add(score(rows, from, to));
    }
    double mean = scores.stream().mapToDouble(s -> s).average().orElseThrow();
    double variance =
        scores.stream().mapToDouble(s -> (s - mean) * (s - mean)).average().orElseThrow();
    List<String> warnings = new ArrayList<>();
    if (rows.count() / splits < rows.dim()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "a part of %,d images is smaller than the number of classes, %,d, which limits the"
                  + " score: it is biased downward; use more images or fewer splits",
              rows.count() / splits,
              rows.dim()));
    }
    return new Result(
        mean,
        splits == 1 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(variance)),
        splits,
        MetricConditions.of(generated),
        warnings);
  }

  private static double score(Features rows, int from, int to) {
    double[] marginal = new double[rows.dim()];
    for (int row = from; row < to; row++) {
      for (int k = 0; k < marginal.length; k++) {
        marginal[k] += (double) rows.value(row, k) / (to - from);
      }
    }
    double divergence = 0;
    for (int row = from; row < to; row++) {
      for (int k = 0; k < marginal.length; k++) {
        double p = rows.value(row, k);
        if (p > 0) {
          divergence += p * (Math.log(p) - Math.log(marginal[k])) / (to - from);
        }
      }
    }
    return Math.exp(Math.max(0, divergence));
  }
}
