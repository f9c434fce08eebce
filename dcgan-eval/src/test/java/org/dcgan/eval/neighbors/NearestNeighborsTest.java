package org.dcgan.eval.neighbors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The blocked search against a plain loop over differences in double precision. */
class NearestNeighborsTest {

  @ParameterizedTest(name = "{0} queries, {1} references of {2} dimensions")
  @CsvSource({
    "1, 1, 1",
    "3, 2, 3",
    "256, 128, 4",
    "257, 129, 257",
    "600, 300, 31",
    "40, 5000, 8",
    "70, 90, 1000"
  })
  void givenRandomPoints_whenSearched_thenNeighborsAreThoseOfAPlainLoop(
      int queries, int references, int dim) {
    float[] a = points(1, queries, dim);
    float[] b = points(2, references, dim);

    Neighbors found = NearestNeighbors.find(Rows.of(dim, a), Rows.of(dim, b));

    assertSame(found, a, b, dim, false);
  }

  @ParameterizedTest(name = "{0} queries, {1} references of {2} dimensions")
  @CsvSource({"1, 1, 1", "257, 129, 257", "2100, 30, 5", "30, 4200, 5", "20, 40, 5000"})
  void givenRandomPoints_whenSearchedByMatrices_thenNeighborsAreThoseOfAPlainLoop(
      int queries, int references, int dim) {
    float[] a = points(1, queries, dim);
    float[] b = points(2, references, dim);

    assertSame(byMatrices(a, b, dim, false), a, b, dim, false);
    if (queries > 1) {
      assertSame(byMatrices(a, a, dim, true), a, a, dim, true);
    }
  }

  @Test
  void givenPointsThatFloat32CannotTellApart_whenSearchedByMatrices_thenNeighborsAreStillRight() {
    int dim = 20;
    for (float scale : new float[] {1, 1e30f, 1e-30f, 1e-42f}) {
      float[] a = points(3, 50, dim);
      float[] b = points(4, 200, dim);
      for (float[] points : new float[][] {a, b}) {
        for (int i = 0; i < points.length; i++) {
          points[i] = scale == 1 ? points[i] + 1000 : points[i] * scale;
        }
      }
      System.arraycopy(b, 20 * dim, b, 150 * dim, dim);
      System.arraycopy(b, 20 * dim, a, 0, dim);

      assertSame(byMatrices(a, b, dim, false), a, b, dim, false);
    }
  }

  @Test
  void givenNoNativeLibraries_whenManyPointsAreSearched_thenNeighborsAreFoundWithoutThem() {
    float[] a = points(1, 30, 4);
    float[] b = points(2, 50, 4);
    NearestNeighbors search =
        new NearestNeighbors(
            Rows.of(4, a),
            0,
            () -> {
              throw new IllegalStateException("TensorFlow's native libraries are not there");
            });

    assertSame(search.add(Rows.of(4, b)).result(), a, b, 4, false);
  }

  /** References are added in two parts, and all products are TensorFlow's. */
  private static Neighbors byMatrices(
      float[] queries, float[] references, int dim, boolean others) {
    int half = references.length / dim / 2 * dim;
    NearestNeighbors search =
        new NearestNeighbors(Rows.of(dim, queries), 0, NearestNeighbors::onCpu);
    for (int query = 0; others && query < queries.length / dim; query++) {
      search.without(query, query);
    }
    return search
        .add(Rows.of(dim, java.util.Arrays.copyOf(references, half)))
        .add(Rows.of(dim, java.util.Arrays.copyOfRange(references, half, references.length)))
        .result();
  }

  @Test
  void givenPointsFarFromTheOrigin_whenSearched_thenNeighborsAreThoseOfDoublePrecision() {
    // |q|^2 is 1e6 times the distances, which is beyond what a float32 product can resolve.
    int dim = 20;
    float[] a = points(3, 100, dim);
    float[] b = points(4, 400, dim);
    for (float[] points : new float[][] {a, b}) {
      for (int i = 0; i < points.length; i++) {
        points[i] += 1000;
      }
    }

    assertSame(NearestNeighbors.find(Rows.of(dim, a), Rows.of(dim, b)), a, b, dim, false);
  }

  @Test
  void givenValuesWhoseProductsOverflowOrVanish_whenSearched_thenNeighborsAreStillRight() {
    int dim = 5;
    for (float scale : new float[] {1e30f, 1e-30f, 1e-42f}) {
      float[] a = points(5, 30, dim);
      float[] b = points(6, 300, dim);
      for (float[] points : new float[][] {a, b}) {
        for (int i = 0; i < points.length; i++) {
          points[i] *= scale;
        }
      }

      assertSame(NearestNeighbors.find(Rows.of(dim, a), Rows.of(dim, b)), a, b, dim, false);
    }
  }

  @Test
  void givenDuplicates_whenSearched_thenTheirDistanceIsZeroAndTheFirstIsNamed() {
    int dim = 300;
    float[] b = points(7, 50, dim);
    System.arraycopy(b, 20 * dim, b, 40 * dim, dim);
    float[] a = java.util.Arrays.copyOfRange(b, 20 * dim, 21 * dim);

    Neighbors found = NearestNeighbors.find(Rows.of(dim, a), Rows.of(dim, b));

    assertThat(found.index(0)).isEqualTo(20);
    assertThat(found.distance(0)).isZero();
    assertThat(found.meanDistance()).isZero();
  }

  @Test
  void givenOneSetOfPoints_whenTheNearestOtherIsSought_thenNoneIsItsOwnNeighbor() {
    int dim = 3;
    float[] a = points(8, 5000, dim);
    System.arraycopy(a, 10 * dim, a, 4990 * dim, dim);

    Neighbors found = NearestNeighbors.findOthers(Rows.of(dim, a));

    assertSame(found, a, a, dim, true);
    assertThat(found.index(10)).isEqualTo(4990);
    assertThat(found.distance(4990)).isZero();
  }

  @Test
  void givenReferencesInParts_whenAdded_thenTheResultIsThatOfAllAtOnce() {
    int dim = 7;
    float[] a = points(9, 50, dim);
    float[] b = points(10, 700, dim);

    NearestNeighbors search = NearestNeighbors.of(Rows.of(dim, a));
    for (int from = 0; from < 700; from += 175) {
      float[] some = java.util.Arrays.copyOfRange(b, from * dim, (from + 175) * dim);
      search.add(Rows.of(dim, some));
    }

    assertSame(search.result(), a, b, dim, false);
  }

  @Test
  void givenALongSearch_whenWatched_thenEveryReferenceIsCounted() {
    AtomicLong total = new AtomicLong();
    AtomicLong done = new AtomicLong();
    ProgressListener progress =
        (name, units, unit) -> {
          total.set(units);
          return done::addAndGet;
        };

    NearestNeighbors.find(Rows.of(1, points(11, 2, 1)), Rows.of(1, points(12, 9000, 1)), progress);

    assertThat(total).hasValue(9000);
    assertThat(done).hasValue(9000);
  }

  @Test
  void givenInvalidInput_whenSearched_thenTheMessageNamesIt() {
    Rows two = Rows.of(2, new float[] {1, 2, 3, 4});
    Rows three = Rows.of(3, new float[] {1, 2, 3});
    Rows none = Rows.of(2, new float[0]);
    Rows bad = Rows.of(2, new float[] {1, 2, 3, Float.NaN});

    assertThatThrownBy(() -> NearestNeighbors.find(two, three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as many dimensions as queries, 2")
        .hasMessageContaining("got 3");
    assertThatThrownBy(() -> NearestNeighbors.find(two, none))
        .hasMessageContaining("give references");
    assertThatThrownBy(() -> NearestNeighbors.find(two, bad))
        .hasMessageContaining("the value in reference row 1, column 1 is NaN");
    assertThatThrownBy(() -> NearestNeighbors.of(bad))
        .hasMessageContaining("the value in query row 1, column 1 is NaN", "leave the row out");
    assertThatThrownBy(() -> NearestNeighbors.of(two).result())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("add references first");
    assertThatThrownBy(() -> NearestNeighbors.findOthers(three))
        .hasMessageContaining("at least 2 rows, got 1");
    assertThatThrownBy(() -> Rows.of(2, new float[3])).hasMessageContaining("whole number of rows");
    assertThat(NearestNeighbors.find(none, two).count()).isZero();
  }

  private static void assertSame(
      Neighbors found, float[] queries, float[] references, int dim, boolean others) {
    assertThat(found.count()).isEqualTo(queries.length / dim);
    double sum = 0;
    for (int q = 0; q < found.count(); q++) {
      int nearest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int r = 0; r < references.length / dim; r++) {
        double squared = 0;
        for (int k = 0; k < dim; k++) {
          squared += Math.pow((double) queries[q * dim + k] - references[r * dim + k], 2);
        }
        if (squared < least && !(others && q == r)) {
          least = squared;
          nearest = r;
        }
      }
      assertThat(found.index(q)).as("query %d", q).isEqualTo(nearest);
      assertThat(found.distance(q)).isCloseTo(Math.sqrt(least), within(1e-12 * Math.sqrt(least)));
      sum += Math.sqrt(least);
    }
    double mean = sum / found.count();
    assertThat(found.meanDistance()).isCloseTo(mean, within(1e-12 * mean));
  }

  private static float[] points(long seed, int count, int dim) {
    SeededRandom random = SeededRandom.of(seed);
    float[] points = new float[count * dim];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) random.nextDouble(-1, 1);
    }
    return points;
  }
}
