package org.dcgan.eval.metrics;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dcgan.feature.Features;

/**
 * The rows of features without repetitions. A generator that has collapsed and a dataset with
 * copies have many equal rows, whose distances are computed once.
 */
final class DistinctRows {
  private final Features features;
  private final FloatBuffer values;
  private final int[] first;
  private final int[] multiplicity;
  private final double[] squaredNorms;

  private DistinctRows(Features features, int[] first, int[] multiplicity) {
    this.features = features;
    this.values = features.data();
    this.first = first;
    this.multiplicity = multiplicity;
    this.squaredNorms = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      double sum = 0;
      for (int k = 0, at = first[i] * dim(); k < dim(); k++) {
        double value = values.get(at + k);
        sum += value * value;
      }
      squaredNorms[i] = sum;
    }
  }

  /** The number of different rows. */
  static int count(Features features) {
    Set<Row> rows = new HashSet<>();
    FloatBuffer values = features.data();
    for (int row = 0; row < features.count(); row++) {
      rows.add(Row.of(values.slice(row * features.dim(), features.dim())));
    }
    return rows.size();
  }

  static DistinctRows of(Features features) {
    Map<Row, Integer> numbers = new HashMap<>();
    int[] first = new int[features.count()];
    int[] multiplicity = new int[features.count()];
    FloatBuffer values = features.data();
    for (int row = 0; row < features.count(); row++) {
      FloatBuffer slice = values.slice(row * features.dim(), features.dim());
      int number = numbers.computeIfAbsent(Row.of(slice), key -> numbers.size());
      if (multiplicity[number]++ == 0) {
        first[number] = row;
      }
    }
    int count = numbers.size();
    return new DistinctRows(
        features, Arrays.copyOf(first, count), Arrays.copyOf(multiplicity, count));
  }

  /** A row as a key of a map; the row itself is not copied. */
  private record Row(FloatBuffer values, int hash) {
    static Row of(FloatBuffer values) {
      int hash = 1;
      for (int i = 0; i < values.limit(); i++) {
        hash = 31 * hash + Float.hashCode(values.get(i) + 0f); // -0 equals 0
      }
      return new Row(values, hash);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row row && hash == row.hash && values.mismatch(row.values) < 0;
    }
  }

  /**
   * Returns a warning if images have copies among them.
   *
   * @param role "real" or "generated"
   * @param effect what the copies do, beginning after "have a copy among them"
   */
  Optional<String> copiesWarning(String role, String effect) {
    return repeated() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of the %,d %s images have a copy among them%s",
                repeated(),
                total(),
                role,
                effect));
  }

  /** The number of distinct rows. */
  int count() {
    return first.length;
  }

  /** The number of all rows. */
  int total() {
    return features.count();
  }

  int dim() {
    return features.dim();
  }

  /** How often a distinct row occurs. */
  int multiplicity(int row) {
    return multiplicity[row];
  }

  double squaredNorm(int row) {
    return squaredNorms[row];
  }

  /** The number of rows of which there is at least one copy. */
  int repeated() {
    return Arrays.stream(multiplicity).filter(n -> n > 1).sum();
  }

  /** Copies rows one after another. */
  float[] copy(int from, int count) {
    float[] copy = new float[count * dim()];
    for (int row = 0; row < count; row++) {
      values.get(first[from + row] * dim(), copy, row * dim(), dim());
    }
    return copy;
  }

  /** Copies rows as the columns of a matrix, [dim, count]. */
  float[] copyTransposed(int from, int count) {
    float[] rows = copy(from, count);
    float[] turned = new float[rows.length];
    for (int row = 0, i = 0; row < count; row++) {
      for (int k = 0; k < dim(); k++, i++) {
        turned[k * count + row] = rows[i];
      }
    }
    return turned;
  }

  /** The squared distance in double precision, the same from both sides. */
  double squaredDistance(int row, DistinctRows other, int rowOfOther) {
    double sum = 0;
    int i = first[row] * dim();
    int j = other.first[rowOfOther] * dim();
    for (int k = 0; k < dim(); k++) {
      double difference = (double) values.get(i + k) - other.values.get(j + k);
      sum += difference * difference;
    }
    return sum;
  }
}
