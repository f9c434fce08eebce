package org.dcgan.eval.report;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.tensorflow.proto.HistogramProto;

/** The distribution of values, in buckets of equal width between the smallest and the largest. */
final class Histogram {
  private static final int BUCKETS = 30;

  private Histogram() {}

  /** The histogram of the finite values; empty if there are none. */
  static Optional<HistogramProto> of(FloatBuffer values) {
    double least = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    int from = values.position();
    int to = values.limit();
    for (int i = from; i < to; i++) {
      double value = values.get(i);
      if (Double.isFinite(value)) {
        least = Math.min(least, value);
        largest = Math.max(largest, value);
        sum += value;
        squares += value * value;
        count++;
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    long[] buckets = new long[BUCKETS];
    // If all values are equal, buckets get an arbitrary width and one of them holds all values.
    double width = largest > least ? (largest - least) / BUCKETS : 1.0 / BUCKETS;
    for (int i = from; i < to; i++) {
      double value = values.get(i);
      if (Double.isFinite(value)) {
        buckets[(int) Math.min(BUCKETS - 1, (value - least) / width)]++;
      }
    }
    HistogramProto.Builder histogram =
        HistogramProto.newBuilder()
            .setMin(least)
            .setMax(largest)
            .setNum(count)
            .setSum(sum)
            .setSumSquares(squares);
    for (int i = 0; i < BUCKETS; i++) {
      boolean last = i == BUCKETS - 1 && largest > least;
      histogram.addBucketLimit(last ? largest : least + (i + 1) * width).addBucket(buckets[i]);
    }
    return Optional.of(histogram.build());
  }
}
