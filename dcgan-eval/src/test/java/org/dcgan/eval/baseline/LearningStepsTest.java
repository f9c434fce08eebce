package org.dcgan.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.eval.baseline.KMeansOptions.EmptyCentroids.RANDOM_PATCH;
import static org.dcgan.eval.baseline.KMeansOptions.EmptyCentroids.ZERO;

import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.compute.MatrixEngine;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each step of learning is compared with its definition. */
class LearningStepsTest {
  private static MatrixEngine engine;

  @BeforeAll
  static void open() {
    engine = new MatrixEngine(RuntimeOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static float[] gaussian(int count, long... seed) {
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Rows whose columns depend on each other. */
  private static float[] correlated(int count, int d, long seed) {
    float[] rows = gaussian(count * d, seed);
    for (int i = 0; i < count; i++) {
      for (int j = 1; j < d; j++) {
        rows[i * d + j] = 2 + 0.5f * j * rows[i * d + j] + 0.8f * rows[i * d + j - 1];
      }
    }
    return rows;
  }

  @Test
  void givenAValueThatIsNotFinite_whenClusteredOrWhitened_thenTheMessageNamesItsPosition() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] rows = gaussian(12, 3);
      rows[7] = value;

      assertThatThrownBy(() -> clusters(rows.clone()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("row 2, column 1 is " + value, "k-means", "leave the row out");
      assertThatThrownBy(() -> Whitening.centering(rows.clone(), 4, 3, 0.1, engine))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("row 2, column 1 is " + value, "whitening", "leave the row out");
    }
  }

  @Test
  void givenRowsTooLargeForFloat32_whenClusteredOrWhitened_thenTheyAreRefused() {
    float[] rows = gaussian(12, 4);
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= 1e30f;
    }

    assertThatThrownBy(() -> clusters(rows.clone()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("k-means", "too large for float32", "scale them");
    assertThatThrownBy(() -> Whitening.centering(rows.clone(), 4, 3, 0.1, engine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("covariance", "too large for float32", "scale them");
  }

  private static KMeans clusters(float[] rows) {
    return KMeans.of(rows, 4, 3, 2, 2, RANDOM_PATCH, 1, engine, ProgressListener.none());
  }

  @Test
  void givenAPatch_whenItsContrastIsNormalized_thenItIsWhatTheFormulaSays() {
    float[] rows = {10, 20, 60, 255, 255, 255};
    Contrast.normalize(rows, 2, 3, 10);
    // Mean 30, sample variance (400 + 100 + 900) / 2 = 700.
    double scale = 1 / Math.sqrt(710);
    assertThat(rows)
        .containsExactly(
            new float[] {
              (float) (-20 * scale), (float) (-10 * scale), (float) (30 * scale), 0, 0, 0
            },
            within(1e-6f));
  }

  @Test
  void givenPatches_whenTheirMeanVarianceIsAsked_thenItIsTheMeanOfSampleVariances() {
    assertThat(Contrast.meanVariance(new float[] {10, 20, 60, 1, 1, 1}, 2, 3)).isEqualTo(350);
  }

  @Test
  void givenCorrelatedRows_whenWhitened_thenTheirCovarianceIsAlmostOne() {
    int count = 6000;
    int d = 6;
    float[] rows = correlated(count, d, 3);
    double[] means = means(rows, count, d);
    Whitening whitening = Whitening.centering(rows, count, d, 1e-6, engine);
    for (int j = 0; j < d; j++) {
      assertThat((double) whitening.mean()[j]).isCloseTo(means[j], within(1e-4));
    }
    float[] white = engine.multiply(rows, count, d, whitening.matrix(), d);
    double[] covariance = engine.crossProduct(white, d, white, d, count);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        assertThat(covariance[i * d + j] / (count - 1)).isCloseTo(i == j ? 1 : 0, within(2e-3));
        assertThat(whitening.matrix()[i * d + j]).isEqualTo(whitening.matrix()[j * d + i]);
      }
    }
  }

  @Test
  void givenEpsilon_whenWhitened_thenTheMatrixIsTheInverseRootOfCovariancePlusEpsilon() {
    int count = 500;
    int d = 4;
    float[] rows = correlated(count, d, 4);
    double[] means = means(rows, count, d);
    double[] expected = new double[d * d];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          expected[i * d + j] +=
              (rows[n * d + i] - means[i]) * (rows[n * d + j] - means[j]) / (count - 1);
        }
      }
    }
    for (int i = 0; i < d; i++) {
      expected[i * d + i] += 0.1;
    }
    Whitening whitening = Whitening.centering(rows, count, d, 0.1, engine);
    // W (C + epsilon) W = 1.
    double[] w = new double[d * d];
    for (int i = 0; i < w.length; i++) {
      w[i] = whitening.matrix()[i];
    }
    double[] product = times(times(w, expected, d), w, d);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        assertThat(product[i * d + j]).isCloseTo(i == j ? 1 : 0, within(1e-4));
      }
    }
  }

  private static double[] times(double[] a, double[] b, int d) {
    double[] product = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        for (int k = 0; k < d; k++) {
          product[i * d + j] += a[i * d + k] * b[k * d + j];
        }
      }
    }
    return product;
  }

  private static double[] means(float[] rows, int count, int d) {
    double[] means = new double[d];
    for (int i = 0; i < rows.length; i++) {
      means[i % d] += (double) rows[i] / count;
    }
    return means;
  }

  /** Three heaps far apart. */
  private static float[] heaps(int count) {
    float[] rows = gaussian(count * 2, 5);
    for (int i = 0; i < count; i++) {
      rows[2 * i] = rows[2 * i] * 0.2f + (i % 3 - 1) * 10;
      rows[2 * i + 1] = rows[2 * i + 1] * 0.2f + (i % 3 == 1 ? 10 : -5);
    }
    return rows;
  }

  @Test
  void givenThreeClusters_whenClustered_thenEachCentroidIsTheMeanOfItsRowsAndTheObjectiveFalls() {
    int count = 900;
    float[] rows = heaps(count);
    // Where k-means ends depends on where it starts; one of ten ends where it should.
    KMeans clusters =
        LongStream.range(0, 10)
            .mapToObj(
                seed ->
                    KMeans.of(
                        rows, count, 2, 3, 20, RANDOM_PATCH, seed, engine, ProgressListener.none()))
            .min(Comparator.comparingDouble(KMeans::lastObjective))
            .orElseThrow();
    double[] objectives = clusters.objectives();
    for (int i = 1; i < objectives.length; i++) {
      assertThat(objectives[i]).isLessThanOrEqualTo(objectives[i - 1] + 1e-6);
    }
    assertThat(clusters.lastObjective()).isCloseTo(0.08, within(0.02));
    // A plain update of the fixed point gives the fixed point.
    double[] sums = new double[6];
    int[] members = new int[3];
    for (int n = 0; n < count; n++) {
      int nearest = nearest(rows, n, clusters.centroids(), 3);
      members[nearest]++;
      sums[2 * nearest] += rows[2 * n];
      sums[2 * nearest + 1] += rows[2 * n + 1];
    }
    for (int i = 0; i < 6; i++) {
      assertThat(members[i / 2]).isEqualTo(300);
      assertThat((double) clusters.centroids()[i])
          .isCloseTo(sums[i] / members[i / 2], within(1e-5));
    }
  }

  private static int nearest(float[] rows, int n, float[] centroids, int k) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int c = 0; c < k; c++) {
      double distance =
          Math.hypot(rows[2 * n] - centroids[2 * c], rows[2 * n + 1] - centroids[2 * c + 1]);
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  @Test
  void givenMoreCentroidsThanClusters_whenClustered_thenEmptyCentroidsAreMovedToRows() {
    float[] rows = new float[40];
    for (int i = 0; i < 20; i++) {
      rows[2 * i] = 3;
      rows[2 * i + 1] = 4;
    }
    KMeans clusters =
        KMeans.of(rows, 20, 2, 5, 2, RANDOM_PATCH, 1, engine, ProgressListener.none());
    assertThat(clusters.replaced()).isGreaterThanOrEqualTo(4);
    for (int c = 0; c < 5; c++) {
      assertThat(clusters.centroids()[2 * c]).isEqualTo(3);
      assertThat(clusters.centroids()[2 * c + 1]).isEqualTo(4);
    }
  }

  @Test
  void givenMoreCentroidsThanClusters_whenEmptyOnesAreToBeZero_thenOnlyTheNearestHasTheRows() {
    float[] rows = new float[40];
    for (int i = 0; i < 20; i++) {
      rows[2 * i] = 3;
      rows[2 * i + 1] = 4;
    }

    KMeans clusters = KMeans.of(rows, 20, 2, 5, 2, ZERO, 1, engine, ProgressListener.none());

    float[] sorted = clusters.centroids().clone();
    java.util.Arrays.sort(sorted);
    assertThat(sorted).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 3, 4);
  }

  @Test
  void givenOneSeed_whenClusteredTwice_thenTheCentroidsAreTheSameToTheBitAndOthersForAnother() {
    float[] rows = heaps(300);
    float[] once =
        KMeans.of(rows, 300, 2, 8, 5, RANDOM_PATCH, 1, engine, ProgressListener.none()).centroids();
    assertThat(
            KMeans.of(rows, 300, 2, 8, 5, RANDOM_PATCH, 1, engine, ProgressListener.none())
                .centroids())
        .containsExactly(once);
    assertThat(
            KMeans.of(rows, 300, 2, 8, 5, RANDOM_PATCH, 2, engine, ProgressListener.none())
                .centroids())
        .isNotEqualTo(once);
  }

  @Test
  void givenImages_whenPatchesAreTaken_thenEachIsAPieceOfAnImageAndAllImagesServe()
      throws Exception {
    ImageShape shape = new ImageShape(5, 6, 3);
    TestImages source = TestImages.stripes(4, shape, 9);
    float[] patches = new PatchSampling(source, shape, 1, ProgressListener.none()).ofImages(3, 40);
    int[] from = new int[4];
    for (int i = 0; i < 40; i++) {
      int found = -1;
      for (int image = 0; image < 4; image++) {
        for (int top = 0; top <= 2; top++) {
          for (int left = 0; left <= 3; left++) {
            if (isAt(patches, i, source.read(image), top, left)) {
              found = image;
            }
          }
        }
      }
      assertThat(found).as("image of patch %d", i).isNotNegative();
      from[found]++;
    }
    assertThat(from).containsOnly(10);
  }

  private static boolean isAt(float[] patches, int number, Pixels image, int top, int left) {
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        for (int c = 0; c < 3; c++) {
          if (patches[number * 27 + (y * 3 + x) * 3 + c] != image.value(top + y, left + x, c)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  @Test
  void
      givenCorrelatedEnergies_whenCompared_thenSimilarityIsThatOfPlainLoopsAndExceedsUncorrelatedOnes() {
    int count = 4000;
    int k = 4;
    float[] rows = gaussian(count * k, 7);
    SeededRandom random = SeededRandom.of(8);
    for (int i = 0; i < count; i++) {
      // 0 and 1 are strong together, without being correlated; 3 is nearly a copy of 2.
      float energy = random.nextDouble() < 0.3 ? 3 : 0.3f;
      rows[i * k] *= energy;
      rows[i * k + 1] *= energy;
      rows[i * k + 3] = rows[i * k + 2] + 0.3f * rows[i * k + 3] + 5;
    }
    double[] similarities = ReceptiveFields.similarities(rows, count, k, engine);
    for (int j = 0; j < k; j++) {
      for (int l = 0; l < k; l++) {
        double expected = j == l ? 1 : plainSimilarity(rows, count, k, j, l);
        assertThat(similarities[j * k + l]).as("%d, %d", j, l).isCloseTo(expected, within(1e-3));
      }
    }
    assertThat(similarities[1]).isGreaterThan(0.2);
    assertThat(Math.abs(similarities[2])).isLessThan(0.1);
  }

  /** Whitens every row's pair, then correlates the squares. */
  private static double plainSimilarity(float[] rows, int count, int k, int j, int l) {
    double[] x = standard(rows, count, k, j);
    double[] y = standard(rows, count, k, l);
    double r = 0;
    for (int i = 0; i < count; i++) {
      r += x[i] * y[i] / count;
    }
    double plus = 1 / Math.sqrt(1 + r + ReceptiveFields.EPSILON);
    double minus = 1 / Math.sqrt(1 - r + ReceptiveFields.EPSILON);
    double[] u = new double[count];
    double[] v = new double[count];
    for (int i = 0; i < count; i++) {
      double sum = plus * (x[i] + y[i]) / 2;
      double difference = minus * (x[i] - y[i]) / 2;
      u[i] = Math.pow(sum + difference, 2);
      v[i] = Math.pow(sum - difference, 2);
    }
    return correlation(u, v);
  }

  private static double[] standard(float[] rows, int count, int k, int column) {
    double mean = 0;
    for (int i = 0; i < count; i++) {
      mean += (double) rows[i * k + column] / count;
    }
    double variance = 0;
    for (int i = 0; i < count; i++) {
      variance += Math.pow(rows[i * k + column] - mean, 2) / count;
    }
    double[] standard = new double[count];
    for (int i = 0; i < count; i++) {
      standard[i] = (rows[i * k + column] - mean) / Math.sqrt(variance);
    }
    return standard;
  }

  private static double correlation(double[] u, double[] v) {
    double meanU = java.util.Arrays.stream(u).average().orElseThrow();
    double meanV = java.util.Arrays.stream(v).average().orElseThrow();
    double uv = 0;
    double uu = 0;
    double vv = 0;
    for (int i = 0; i < u.length; i++) {
      uv += (u[i] - meanU) * (v[i] - meanV);
      uu += (u[i] - meanU) * (u[i] - meanU);
      vv += (v[i] - meanV) * (v[i] - meanV);
    }
    return uv / Math.sqrt(uu * vv);
  }

  @Test
  void givenAConstantFeature_whenCompared_thenItResemblesNoOther() {
    float[] rows = gaussian(300, 1);
    for (int i = 0; i < 100; i++) {
      rows[3 * i + 1] = 7;
    }
    double[] similarities = ReceptiveFields.similarities(rows, 100, 3, engine);
    assertThat(similarities[1]).isZero();
    assertThat(similarities[5]).isZero();
    assertThat(similarities[4]).isOne();
  }

  @Test
  void givenSimilarities_whenFieldsAreChosen_thenEachHasASeedAndThoseMostLikeIt() {
    int k = 6;
    double[] similarities = new double[k * k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        similarities[i * k + j] = i == j ? 1 : 1.0 / (1 + Math.abs(i - j));
      }
    }
    List<List<Integer>> fields = ReceptiveFields.choose(similarities, k, 6, 3, 4);
    assertThat(fields)
        .containsExactlyInAnyOrder(
            List.of(0, 1, 2),
            List.of(0, 1, 2),
            List.of(1, 2, 3),
            List.of(2, 3, 4),
            List.of(3, 4, 5),
            List.of(3, 4, 5));
    assertThat(ReceptiveFields.choose(similarities, k, 6, 3, 4)).isEqualTo(fields);
    assertThat(ReceptiveFields.choose(similarities, k, 1, 99, 4).get(0)).hasSize(k);
  }
}
