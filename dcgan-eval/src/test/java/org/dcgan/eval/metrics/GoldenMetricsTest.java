package org.dcgan.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.assertj.core.data.Offset;
import org.dcgan.feature.Features;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against SciPy's and scikit-learn's values, which {@code golden_metrics.py} computed. */
class GoldenMetricsTest {
  private static final Properties GOLDEN = new Properties();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        GoldenMetricsTest.class.getResourceAsStream("golden-metrics.properties")) {
      GOLDEN.load(in);
    }
  }

  private record Case(Features real, Features generated) {
    static Case of(String name) {
      return switch (name) {
        case "plain" -> of(1, 120, 90, 10, 0, 0.25, 0);
        case "near" -> of(3, 150, 150, 4, 0, 0, 0);
        case "few" -> of(5, 9, 7, 40, 0, 0.5, 0);
        case "ill" -> of(7, 100, 100, 12, 0, 0.125, -2);
        case "far" -> of(9, 80, 80, 6, 1000, 1000.25, 0);
        case "copies" ->
            new Case(
                GoldenFeatures.repeated(GoldenFeatures.of(11, 60, 8, 0, 0), 6),
                GoldenFeatures.repeated(GoldenFeatures.of(11, 48, 8, 0, 0), 4));
        case "collapsed" -> {
          Case all = of(12, 60, 60, 8, 0, 0, 0);
          yield new Case(all.real, GoldenFeatures.repeated(all.generated, 60));
        }
        default -> {
          Case all = of(14, 20, 20, 3, 0, 0, 0);
          yield new Case(
              GoldenFeatures.repeated(all.real, 20), GoldenFeatures.repeated(all.generated, 20));
        }
      };
    }

    private static Case of(
        long seed, int real, int generated, int dim, double shift, double shifted, int exponent) {
      return new Case(
          GoldenFeatures.of(seed, real, dim, shift, exponent),
          GoldenFeatures.of(seed + 1, generated, dim, shifted, exponent));
    }
  }

  private static double golden(String key) {
    return Double.parseDouble(GOLDEN.getProperty(key));
  }

  private static Offset<Double> relative(double expected, double error) {
    return within(Math.abs(expected) * error + 1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "near", "few", "ill", "far", "copies", "collapsed", "constant"})
  void givenFeatures_whenMeasured_thenEachValueIsThatOfTheReference(String name) {
    Case features = Case.of(name);
    RealFeatures real = GoldenFeatures.real(features.real);
    GeneratedFeatures generated = GoldenFeatures.generated(features.generated);

    double frechet = FrechetDistance.measure(real, generated).distance();
    KernelDistance.Result kernel =
        KernelDistance.measure(
            real, generated, new KernelDistance.Options(1, 1000, 0), ProgressListener.none());
    PrecisionRecall.Result shares =
        PrecisionRecall.measure(
            real, generated, PrecisionRecall.Options.DEFAULT, ProgressListener.none());
    MemorizationDistance.Result nearest =
        MemorizationDistance.measure(real, generated, ProgressListener.none());

    // The roots of rounding errors in singular covariances add up to about 1e-8 of the spread.
    assertThat(frechet).isCloseTo(golden(name + ".frechet"), relative(frechet, 1e-6));
    if (GOLDEN.containsKey(name + ".frechet.sqrtm")) {
      assertThat(frechet).isCloseTo(golden(name + ".frechet.sqrtm"), relative(frechet, 1e-9));
    }
    if (features.real.count() == features.generated.count()) {
      assertThat(kernel.mean())
          .isCloseTo(golden(name + ".kernel"), relative(golden(name + ".kernel"), 1e-7));
    }
    assertThat(shares.precision()).isEqualTo(golden(name + ".precision"));
    assertThat(shares.recall()).isEqualTo(golden(name + ".recall"));
    assertThat(shares.density()).isCloseTo(golden(name + ".density"), within(1e-12));
    assertThat(shares.coverage()).isEqualTo(golden(name + ".coverage"));
    assertThat(nearest.generatedToReal())
        .isCloseTo(golden(name + ".generatedToReal"), relative(nearest.generatedToReal(), 1e-12));
    assertThat(nearest.realToReal())
        .isCloseTo(golden(name + ".realToReal"), relative(nearest.realToReal(), 1e-12));
    assertThat(nearest.least())
        .isCloseTo(golden(name + ".least"), relative(nearest.least(), 1e-12));
    assertThat(nearest.authenticity()).isEqualTo(golden(name + ".authenticity"));
    assertThat(nearest.copies()).isEqualTo((int) golden(name + ".copies"));
  }

  @Test
  void givenLogits_whenScored_thenMeanAndDeviationAreThoseOfTheReference() {
    Features logits = GoldenFeatures.of(16, 100, 7, 0, 0);
    float[] scaled = new float[logits.count() * logits.dim()];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = logits.data().get(i) * 4;
    }

    InceptionScore.Result score =
        InceptionScore.measureLogits(GoldenFeatures.generated(Features.of(7, scaled)), 4);

    assertThat(score.mean()).isCloseTo(golden("logits.inception.mean"), within(1e-6));
    assertThat(score.deviation().orElseThrow())
        .isCloseTo(golden("logits.inception.deviation"), within(1e-6));
  }
}
