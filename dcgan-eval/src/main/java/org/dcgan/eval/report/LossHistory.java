package org.dcgan.eval.report;

import static com.google.common.base.Preconditions.checkArgument;

import org.dcgan.training.Losses;

/**
 * The losses and scores of any number of steps in bounded memory: neighboring steps share a bucket,
 * and when all buckets are used, neighboring buckets are merged.
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
   * Creates an empty history.
   *
   * @param capacity the number of buckets, even
   */
  LossHistory(int capacity) {
    checkArgument(
        capacity >= 2 && capacity % 2 == 0, "the capacity must be even, got %s", capacity);
    lastStep = new long[capacity];
    count = new long[capacity];
    sum = new double[CURVES][capacity];
    squares = new double[CURVES][capacity];
  }

  /** A curve: a local mean and standard deviation at each step. */
  @SuppressWarnings("ArrayRecordComponent")
  record Curve(double[] steps, double[] mean, double[] deviation) {}

  void add(long step, Losses losses) {
    if (!losses.isFinite()) {
      notFinite++;
      return;
    }
    if (buckets == 0 || count[buckets - 1] >= stepsPerBucket) {
      if (buckets == lastStep.length) {
        mergeNeighbors();
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

  private void mergeNeighbors() {
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

  /** Removes all buckets with steps after this one, which will be repeated. */
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

  /** The number of steps with a NaN or infinite loss, which are in no curve. */
  long notFinite() {
    return notFinite;
  }

  /**
   * A curve, smoothed with the Epanechnikov kernel.
   *
   * @param curve the index of the curve
   * @param reach the half width of the kernel in buckets, at least 0
   * @return one point for each bucket
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
