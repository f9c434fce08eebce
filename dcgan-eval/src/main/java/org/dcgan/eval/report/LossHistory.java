package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;

import org.dcgan.training.Losses;

/**
 * The losses and scores of any number of steps in bounded memory: neighboring steps share a bucket,
 * and when the buckets are used up, neighboring buckets are joined.
 */
final class LossHistory {
  static final int DISCRIMINATOR = 0;
  static final int GENERATOR = 1;
  static final int REAL_SCORE = 2;
  static final int FAKE_SCORE = 3;
  private static final int CURVES = 4;

  private final long[] lastStep;
  private final long[] count;
  private final double[][] sum;
  private final double[][] squares;
  private int buckets;
  private long stepsPerBucket = 1;
  private long notFinite;

  /**
   * An empty history.
   *
   * @param capacity buckets, an even number
   */
  LossHistory(int capacity) {
    checkArgument(
        capacity >= 2 && capacity % 2 == 0, "the capacity must be even, got %s", capacity);
    lastStep = new long[capacity];
    count = new long[capacity];
    sum = new double[CURVES][capacity];
    squares = new double[CURVES][capacity];
  }

  /** How a curve runs: at each step a local mean and deviation. */
  record Curve(double[] steps, double[] mean, double[] deviation) {}

  void add(long step, Losses losses) {
    if (!losses.isFinite()) {
      notFinite++;
      return;
    }
    if (buckets == 0 || count[buckets - 1] >= stepsPerBucket) {
      if (buckets == lastStep.length) {
        joinNeighbors();
      }
      buckets++;
    }
    int bucket = buckets - 1;
    lastStep[bucket] = step;
    count[bucket]++;
    add(DISCRIMINATOR, bucket, losses.discriminator());
    add(GENERATOR, bucket, losses.generator());
    add(REAL_SCORE, bucket, losses.realScore());
    add(FAKE_SCORE, bucket, losses.fakeScore());
  }

  private void add(int curve, int bucket, double value) {
    sum[curve][bucket] += value;
    squares[curve][bucket] += value * value;
  }

  private void joinNeighbors() {
    int half = buckets / 2;
    for (int i = 0; i < half; i++) {
      lastStep[i] = lastStep[2 * i + 1];
      count[i] = count[2 * i] + count[2 * i + 1];
      for (int curve = 0; curve < CURVES; curve++) {
        sum[curve][i] = sum[curve][2 * i] + sum[curve][2 * i + 1];
        squares[curve][i] = squares[curve][2 * i] + squares[curve][2 * i + 1];
      }
    }
    for (int i = half; i < buckets; i++) {
      count[i] = 0;
      for (int curve = 0; curve < CURVES; curve++) {
        sum[curve][i] = 0;
        squares[curve][i] = 0;
      }
    }
    buckets = half;
    stepsPerBucket *= 2;
  }

  /** Drops all buckets with steps after this one, which are to come again. */
  void forgetAfter(long step) {
    while (buckets > 0 && lastStep[buckets - 1] > step) {
      buckets--;
      count[buckets] = 0;
      for (int curve = 0; curve < CURVES; curve++) {
        sum[curve][buckets] = 0;
        squares[curve][buckets] = 0;
      }
    }
  }

  int size() {
    return buckets;
  }

  /** Steps of which some loss was NaN or infinite; they are in no curve. */
  long notFinite() {
    return notFinite;
  }

  /**
   * A curve, smoothed over its neighborhood, in which what is near counts for more (Epanechnikov's
   * kernel).
   *
   * @param curve which
   * @param reach how many buckets to either side are looked at, at least 0
   * @return one point a bucket
   */
  Curve curve(int curve, int reach) {
    double[] steps = new double[buckets];
    double[] mean = new double[buckets];
    double[] deviation = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      double weights = 0;
      double total = 0;
      double totalSquares = 0;
      for (int j = Math.max(0, i - reach); j <= Math.min(buckets - 1, i + reach); j++) {
        double distance = (double) (j - i) / (reach + 1);
        double weight = 1 - distance * distance;
        weights += weight * count[j];
        total += weight * sum[curve][j];
        totalSquares += weight * squares[curve][j];
      }
      steps[i] = lastStep[i] - (count[i] - 1) / 2.0;
      mean[i] = total / weights;
      deviation[i] = Math.sqrt(Math.max(0, totalSquares / weights - mean[i] * mean[i]));
    }
    return new Curve(steps, mean, deviation);
  }
}
