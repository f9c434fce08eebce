package org.dcgan.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arithmetic of latents is compared with plain loops; the distributions of latents are tested.
 */
class LatentsTest {
  private static final int COUNT = 5;
  private static final int DIM = 7;
  private static final float[] A = values(1);
  private static final float[] B = values(2);
  private final Latents a = Latents.of(DIM, A);
  private final Latents b = Latents.of(DIM, B);

  private static float[] values(long seed) {
    return Latents.sample(LatentDistribution.GAUSSIAN, COUNT, DIM, seed).toArray();
  }

  @Test
  void givenTwoBatches_whenAddedSubtractedAndScaled_thenEveryCoordinateIsComputed() {
    float[] sum = a.plus(b).toArray();
    float[] difference = a.minus(b).toArray();
    float[] scaled = a.scaled(-2.5).toArray();

    for (int i = 0; i < A.length; i++) {
      assertThat(sum[i]).isEqualTo((float) ((double) A[i] + B[i]));
      assertThat(difference[i]).isEqualTo((float) ((double) A[i] - B[i]));
      assertThat(scaled[i]).isEqualTo((float) (A[i] * -2.5));
    }
  }

  @Test
  void givenSingleLatent_whenCombinedWithMany_thenItIsAppliedToEach() {
    Latents one = b.slice(2, 3);

    Latents sum = a.plus(one);

    for (int n = 0; n < COUNT; n++) {
      for (int d = 0; d < DIM; d++) {
        assertThat(sum.value(n, d)).isEqualTo((float) ((double) a.value(n, d) + b.value(2, d)));
      }
    }
  }

  @Test
  void givenExemplars_whenAveraged_thenMeanIsComputedPerCoordinate() {
    Latents mean = a.mean();

    assertThat(mean.count()).isEqualTo(1);
    for (int d = 0; d < DIM; d++) {
      double sum = 0;
      for (int n = 0; n < COUNT; n++) {
        sum += A[n * DIM + d];
      }
      assertThat(mean.value(0, d)).isCloseTo((float) (sum / COUNT), within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0, 0.25, 1, 1.5})
  void givenFraction_whenInterpolatedLinearly_thenPointIsOnTheLine(double t) {
    float[] between = a.lerp(b, t).toArray();

    for (int i = 0; i < A.length; i++) {
      assertThat(between[i]).isCloseTo((float) ((1 - t) * A[i] + t * B[i]), within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 1})
  void givenFraction_whenInterpolatedSpherically_thenAngleAndLengthAreLinear(double t) {
    Latents between = a.slerp(b, t);

    for (int n = 0; n < COUNT; n++) {
      double total = angle(a, n, b, n);
      double lengthA = Math.sqrt(dot(a, n, a, n));
      double lengthB = Math.sqrt(dot(b, n, b, n));
      assertThat(angle(a, n, between, n)).isCloseTo(t * total, within(1e-3));
      assertThat(Math.sqrt(dot(between, n, between, n)))
          .isCloseTo((1 - t) * lengthA + t * lengthB, within(1e-5));
    }
  }

  private static double dot(Latents x, int i, Latents y, int j) {
    double dot = 0;
    for (int d = 0; d < x.dim(); d++) {
      dot += (double) x.value(i, d) * y.value(j, d);
    }
    return dot;
  }

  private static double angle(Latents x, int i, Latents y, int j) {
    double cosine = dot(x, i, y, j) / Math.sqrt(dot(x, i, x, i) * dot(y, j, y, j));
    return Math.acos(Math.max(-1, Math.min(1, cosine)));
  }

  @Test
  void givenParallelOppositeOrZeroLatents_whenInterpolatedSpherically_thenInterpolationIsLinear() {
    Latents same = a.slerp(a.scaled(2), 0.5);
    Latents opposite = a.slerp(a.scaled(-1), 0.25);
    Latents fromZero = a.scaled(0).slerp(a, 0.5);

    for (int i = 0; i < A.length; i++) {
      assertThat(same.toArray()[i]).isCloseTo(A[i] * 1.5f, within(1e-5f));
      assertThat(opposite.toArray()[i]).isCloseTo(A[i] * 0.5f, within(1e-5f));
      assertThat(fromZero.toArray()[i]).isCloseTo(A[i] * 0.5f, within(1e-5f));
    }
  }

  @Test
  void givenBatch_whenSlicedSelectedAndConcatenated_thenRowsAreInOrder() {
    assertThat(Latents.concat(List.of(a.slice(0, 2), a.slice(2, COUNT)))).isEqualTo(a);
    assertThat(a.select(4, 0, 4))
        .isEqualTo(Latents.concat(List.of(a.slice(4, 5), a.slice(0, 1), a.slice(4, 5))));
    assertThat(a.slice(3, 3).count()).isZero();
  }

  @Test
  void givenArray_whenItIsModifiedLater_thenLatentsAreUnchanged() {
    float[] values = A.clone();
    Latents latents = Latents.of(DIM, values);

    values[0] = 99;
    latents.toArray()[1] = 99;

    assertThat(latents).isEqualTo(a).hasSameHashCodeAs(a);
    assertThat(latents.data().isReadOnly()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void givenKey_whenGeneratedTwice_thenLatentsAreEqualAndPrefixOfLongerBatches(
      LatentDistribution distribution) {
    Latents ten = Latents.sample(distribution, 10, 100, 42, 3);

    assertThat(Latents.sample(distribution, 10, 100, 42, 3)).isEqualTo(ten);
    assertThat(Latents.sample(distribution, 50, 100, 42, 3).slice(0, 10)).isEqualTo(ten);
    assertThat(Latents.sample(distribution, 10, 100, 42, 4)).isNotEqualTo(ten);
    assertThat(Latents.sample(distribution, 10, 100, 43, 3)).isNotEqualTo(ten);
  }

  @Test
  void givenManyLatents_whenMeasured_thenDistributionsHaveTheirMoments() {
    float[] uniform = Latents.sample(LatentDistribution.UNIFORM, 2000, 100, 5).toArray();
    float[] gaussian = Latents.sample(LatentDistribution.GAUSSIAN, 2000, 100, 5).toArray();

    assertThat(moment(uniform, 1)).isCloseTo(0, within(0.005));
    assertThat(moment(uniform, 2)).isCloseTo(1 / 3.0, within(0.005));
    assertThat(uniform).doesNotContain(Float.NaN);
    for (float value : uniform) {
      assertThat(value).isBetween(-1f, 1f);
    }
    assertThat(moment(gaussian, 1)).isCloseTo(0, within(0.01));
    assertThat(moment(gaussian, 2)).isCloseTo(1, within(0.02));
  }

  private static double moment(float[] values, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }

  @Test
  void givenDifferentSizes_whenCombined_thenBothAreReported() {
    Latents wide = Latents.of(DIM + 1, new float[DIM + 1]);

    assertThatThrownBy(() -> a.plus(wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 7 and 8");
    assertThatThrownBy(() -> a.lerp(b.slice(0, 2), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 5 latents or a single latent, got 2");
    assertThatThrownBy(() -> Latents.of(3, new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 values are not a whole number of 3-dimensional latents");
    assertThatThrownBy(() -> a.slice(0, 0).mean())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one latent");
    assertThatThrownBy(() -> a.select(COUNT)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void givenADimensionOrNumberOutOfRange_whenSampled_thenItIsRefusedByName() {
    for (int dim : new int[] {-1, 0, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Latents.sample(LatentDistribution.UNIFORM, 3, dim, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 1 dimension, got " + dim);
    }
    assertThatThrownBy(
            () -> Latents.sampleTruncated(LatentDistribution.UNIFORM, 1, 100_000_000, 100, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100000000 latents of 100 values each do not fit into one array");
  }
}
