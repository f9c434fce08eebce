package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.dcgan.eval.baseline.KMeansOptions;
import org.junit.jupiter.api.Test;

/** Every variant of K-means features differs from the base in something. */
class KMeansVariantTest {

  private static List<KMeansVariant> theBaseItself(KMeansOptions base) {
    return Arrays.stream(KMeansVariant.values()).filter(variant -> variant.isBase(base)).toList();
  }

  @Test
  void givenOptionsOfTheBase_whenVariantsAreCompared_thenThoseThatChangeNothingAreTheBaseItself() {
    assertThat(theBaseItself(KMeansOptions.DEFAULT)).isEmpty();
    KMeansOptions base =
        KMeansOptions.DEFAULT.toBuilder()
            .receptiveField(8)
            .iterations(1)
            .patches(KMeansOptions.DEFAULT.centroids())
            .emptyCentroids(KMeansOptions.EmptyCentroids.ZERO)
            .build();
    assertThat(theBaseItself(base))
        .containsExactly(
            KMeansVariant.EMPTY_ZERO,
            KMeansVariant.FIELD_8,
            KMeansVariant.PATCHES_QUARTER,
            KMeansVariant.ITERATIONS_FIFTH);
  }
}
