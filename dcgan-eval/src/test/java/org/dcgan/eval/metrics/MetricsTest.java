package org.dcgan.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.eval.metrics.GoldenFeatures.generated;
import static org.dcgan.eval.metrics.GoldenFeatures.real;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.ResourceLimitException;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.feature.Features;
import org.dcgan.progress.ProgressListener;
import org.dcgan.random.Permutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics against plain loops, with bad input, and at the limits of their definitions. */
class MetricsTest {
  @TempDir private Path folder;

  private static PrecisionRecall.Result shares(Features real, Features generated) {
    return PrecisionRecall.measure(
        real(real), generated(generated), PrecisionRecall.Options.DEFAULT, ProgressListener.none());
  }

  @ParameterizedTest(name = "{0} real, {1} generated of {2} dimensions, {3} from the origin")
  @CsvSource({"2100, 300, 3, 0", "200, 2100, 3, 0", "150, 130, 600, 0", "200, 200, 5, 30000"})
  void givenMoreRowsThanABlock_whenMeasured_thenSharesAreThoseOfAPlainLoop(
      int count, int generatedCount, int dim, float shift) {
    Features x = GoldenFeatures.of(1, count, dim, shift, 0);
    Features y = GoldenFeatures.of(2, generatedCount, dim, shift + 0.125f, 0);

    PrecisionRecall.Result result = shares(x, y);

    double[][] between = new double[count][];
    for (int i = 0; i < count; i++) {
      between[i] = squaredDistances(x, i, y);
    }
    double[] radius3 = radii(x, 3);
    double[] radius5 = radii(x, 5);
    double[] ofGenerated = radii(y, 3);
    double precision = share(y, j -> any(count, i -> between[i][j] <= radius3[i]));
    double recall = share(x, i -> any(generatedCount, j -> between[i][j] <= ofGenerated[j]));
    double coverage = share(x, i -> any(generatedCount, j -> between[i][j] <= radius5[i]));
    double balls = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < generatedCount; j++) {
        balls += between[i][j] <= radius5[i] ? 1 : 0;
      }
    }
    assertThat(result.precision()).isEqualTo(precision);
    assertThat(result.recall()).isEqualTo(recall);
    assertThat(result.coverage()).isEqualTo(coverage);
    assertThat(result.density()).isEqualTo(balls / (5.0 * generatedCount));
    assertThat(precision).isStrictlyBetween(0.0, 1.0);
  }

  private static boolean any(int count, java.util.function.IntPredicate predicate) {
    return IntStream.range(0, count).anyMatch(predicate);
  }

  private static double share(Features rows, java.util.function.IntPredicate predicate) {
    return (double) IntStream.range(0, rows.count()).filter(predicate).count() / rows.count();
  }

  private static double[] radii(Features rows, int k) {
    double[] radii = new double[rows.count()];
    for (int i = 0; i < radii.length; i++) {
      double[] sorted = squaredDistances(rows, i, rows);
      Arrays.sort(sorted);
      radii[i] = sorted[k];
    }
    return radii;
  }

  private static double[] squaredDistances(Features a, int row, Features b) {
    float[] one = a.row(row);
    float[] others = new float[b.count() * b.dim()];
    b.data().get(others);
    double[] distances = new double[b.count()];
    for (int j = 0; j < distances.length; j++) {
      for (int k = 0; k < one.length; k++) {
        double difference = (double) one[k] - others[j * one.length + k];
        distances[j] += difference * difference;
      }
    }
    return distances;
  }

  @Test
  void givenAModelWithFewKindsOfImages_whenMeasured_thenPrecisionIsHighAndRecallLow() {
    Features x = GoldenFeatures.of(1, 200, 4, 0, 0);
    // Good images, but the same ten again and again: real rows moved by little.
    float[] rows = new float[200 * 4];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = x.data().get(i % 40) + 1e-4f * (i % 7);
    }

    PrecisionRecall.Result result = shares(x, Features.of(4, rows));

    assertThat(result.precision()).isEqualTo(1);
    assertThat(result.recall()).isLessThan(0.2);
    assertThat(result.coverage()).isLessThan(0.5);
    // The roles cannot be swapped by mistake; swapped on purpose, the values are.
    assertThat(shares(Features.of(4, rows), x).precision()).isLessThan(0.2);
  }

  @Test
  void givenSubsets_whenMeasured_thenMeanAndDeviationAreThoseOfPlainLoops() {
    Features x = GoldenFeatures.of(1, 70, 5, 0, 0);
    Features y = GoldenFeatures.of(2, 80, 5, 0.5, 0);
    KernelDistance.Options options = new KernelDistance.Options(70, 20, 9);

    KernelDistance.Result result =
        KernelDistance.measure(real(x), generated(y), options, ProgressListener.none());

    List<Double> estimates = new ArrayList<>();
    for (int subset = 0; subset < 70; subset++) {
      estimates.add(
          estimate(x, Permutation.of(70, 9, subset, 1), y, Permutation.of(80, 9, subset, 2), 20));
    }
    double mean = estimates.stream().mapToDouble(e -> e).average().orElseThrow();
    double variance =
        estimates.stream().mapToDouble(e -> (e - mean) * (e - mean)).average().orElseThrow();
    assertThat(result.mean()).isCloseTo(mean, within(1e-12));
    assertThat(result.deviation().orElseThrow()).isCloseTo(Math.sqrt(variance), within(1e-12));
    assertThat(result.subsetSize()).isEqualTo(20);
    assertThat(result.warnings()).isEmpty();
  }

  private static double estimate(
      Features x, Permutation chosenOfX, Features y, Permutation chosenOfY, int n) {
    double within = 0;
    double between = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != j) {
          within += kernel(x, chosenOfX.at(i), x, chosenOfX.at(j));
          within += kernel(y, chosenOfY.at(i), y, chosenOfY.at(j));
        }
        between += kernel(x, chosenOfX.at(i), y, chosenOfY.at(j));
      }
    }
    return within / (n * (n - 1)) - 2 * between / (n * n);
  }

  private static double kernel(Features a, int i, Features b, int j) {
    double dot = 0;
    for (int k = 0; k < a.dim(); k++) {
      dot += (double) a.value(i, k) * b.value(j, k);
    }
    return Math.pow(dot / a.dim() + 1, 3);
  }

  @Test
  void givenSubsetsOfAllImages_whenMeasured_thenThereIsNoDeviationAndAWarning() {
    KernelDistance.Result result =
        KernelDistance.measure(
            real(GoldenFeatures.of(1, 30, 5, 0, 0)),
            generated(GoldenFeatures.of(2, 30, 5, 0, 0)),
            KernelDistance.Options.DEFAULT,
            ProgressListener.none());

    assertThat(result.subsetSize()).isEqualTo(30);
    assertThat(result.deviation()).isEmpty();
    assertThat(result.warnings())
        .hasSize(2)
        .anyMatch(w -> w.contains("30 images instead of 1,000"))
        .anyMatch(w -> w.contains("no deviation"));
  }

  @Test
  void givenOneSubset_whenMeasured_thenThereIsNoDeviation() {
    RealFeatures x = real(GoldenFeatures.of(1, 70, 5, 0, 0));
    GeneratedFeatures y = generated(GoldenFeatures.of(2, 80, 5, 0.5, 0));

    assertThat(
            KernelDistance.measure(
                    x, y, new KernelDistance.Options(1, 20, 9), ProgressListener.none())
                .deviation())
        .isEmpty();
    assertThat(
            KernelDistance.measure(
                    x, y, new KernelDistance.Options(2, 20, 9), ProgressListener.none())
                .deviation())
        .isPresent();
  }

  @Test
  void givenImpossibleSubsets_whenAskedFor_thenTheRangeIsNamed() {
    Features x = GoldenFeatures.of(1, 20, 5, 0, 0);

    assertThatThrownBy(() -> new KernelDistance.Options(Integer.MAX_VALUE, 20, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subsets must be from 1 to 100000, got 2147483647");
    assertThatThrownBy(() -> KernelDistance.between(x, x, Integer.MAX_VALUE, 20, 0))
        .hasMessageContaining("subsets must be from 1 to 100000");
    assertThatThrownBy(() -> KernelDistance.between(x, x, 1, 1, 0))
        .hasMessageContaining("subsetSize must be at least 2, got 1");
  }

  @Test
  void givenMoreDimensionsThanTheHeapHolds_whenMeasured_thenTheMessageSaysHowMuchIsNeeded() {
    long heap = 1L << 30;

    // Two covariances, the factor, and what has the rank of 2,000 images: 3.0 GB in all.
    assertThatThrownBy(() -> Gaussian.requireHeap(12_288, 2_000, heap))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("12,288 dimensions")
        .hasMessageContaining("limited to 1,024 MB")
        .hasMessageContaining("fewer features");
    Gaussian.requireHeap(2_048, 50_000, heap);
    Gaussian.requireHeap(12_288, 2_000, 4 * heap);
    assertThatThrownBy(() -> FeatureReading.requireHeap(100_000, 2_048, heap))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("2,048 features of each of 100,000 images need 1,562 MB");
    FeatureReading.requireHeap(50_000, 2_048, heap);
  }

  @Test
  void givenCopies_whenTheDistanceIsMeasured_thenOnlyDifferentImagesCountForTheBias() {
    Features x = GoldenFeatures.repeated(GoldenFeatures.of(1, 60, 20, 0, 0), 3);
    Features y = GoldenFeatures.of(2, 60, 20, 0, 0);

    assertThat(FrechetDistance.measure(real(x), generated(y)).warnings())
        .singleElement()
        .asString()
        .contains("60 real (20 different) and 60 generated", "more than 20 different images");
    assertThat(FrechetDistance.measure(real(y), generated(x)).warnings()).isEmpty();
  }

  @Test
  void givenGeneratedImagesThatAreReal_whenMeasured_thenTheWarningCountsThem() {
    Features x = GoldenFeatures.of(1, 30, 5, 0, 0);
    float[] rows = new float[10 * 5];
    GoldenFeatures.of(2, 10, 5, 0, 0).data().get(rows);
    System.arraycopy(x.row(4), 0, rows, 0, 5);
    System.arraycopy(x.row(9), 0, rows, 35, 5);

    MemorizationDistance.Result result =
        MemorizationDistance.measure(
            real(x), generated(Features.of(5, rows)), ProgressListener.none());

    assertThat(result.copies()).isEqualTo(2);
    assertThat(result.warnings())
        .singleElement()
        .asString()
        .startsWith("2 of the 10 generated images have exactly the features of a real image");
  }

  @Test
  void givenASubset_whenItsOriginIsRead_thenItSaysWhatItWasSelectedFrom() {
    RealFeatures all = real(GoldenFeatures.of(1, 30, 5, 0, 0));

    FeatureOrigin origin = all.subset(new int[] {3, 1}, 7).origin();

    assertThat(origin)
        .isEqualTo(
            new FeatureOrigin("an extractor", "none", "real > 2 of 30 images of seed 42", 2, 7, 0));
  }

  @Test
  void givenNotMoreImagesThanDimensions_whenMeasured_thenTheWarningNamesTheBias() {
    assertThat(
            FrechetDistance.measure(
                    real(GoldenFeatures.of(1, 30, 30, 0, 0)),
                    generated(GoldenFeatures.of(2, 60, 30, 0, 0)))
                .warnings())
        .singleElement()
        .asString()
        .contains("30 dimensions", "30 real", "60 generated", "biased upward", "more than 30");
    assertThat(
            FrechetDistance.measure(
                    real(GoldenFeatures.of(1, 31, 30, 0, 0)),
                    generated(GoldenFeatures.of(2, 31, 30, 0, 0)))
                .warnings())
        .isEmpty();
  }

  @Test
  void givenDuplicates_whenMeasured_thenTheWarningsCountThem() {
    Features x = GoldenFeatures.repeated(GoldenFeatures.of(1, 12, 5, 0, 0), 5);
    Features y = GoldenFeatures.of(2, 12, 5, 0, 0);

    assertThat(shares(x, y).warnings())
        .containsExactly(
            "12 of the 12 real images have a copy among them, which makes their balls smaller and"
                + " lowers precision, density and coverage; remove duplicates");
    assertThat(shares(y, x).warnings()).singleElement().asString().contains("12 generated");
    assertThat(
            MemorizationDistance.measure(real(x), generated(y), ProgressListener.none()).warnings())
        .singleElement()
        .asString()
        .contains("12 of the 12 real images");
  }

  @Test
  void givenEqualRealImages_whenMeasured_thenThereIsNoRatioAndEveryNumberIsFinite() {
    Features x = GoldenFeatures.repeated(GoldenFeatures.of(1, 20, 4, 0, 0), 20);
    Features y = GoldenFeatures.of(2, 20, 4, 0, 0);

    MemorizationDistance.Result result =
        MemorizationDistance.measure(real(x), generated(y), ProgressListener.none());

    assertThat(result.ratio()).isEmpty();
    assertThat(result.realToReal()).isZero();
    assertThat(result.generatedToReal()).isPositive().isFinite();
    // The same real images as generated ones: everything is as in the data.
    PrecisionRecall.Result same = shares(x, x);
    assertThat(same.precision()).isEqualTo(1);
    assertThat(same.recall()).isEqualTo(1);
    assertThat(same.density()).isEqualTo(4);
    assertThat(FrechetDistance.measure(real(x), generated(x)).distance())
        .isCloseTo(0, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"1e-30", "1e30", "3e38"})
  void givenExtremeValues_whenMeasured_thenEveryNumberIsFinite(float scale) {
    float[] x = new float[20 * 3];
    float[] y = new float[20 * 3];
    for (int i = 0; i < x.length; i++) {
      x[i] = scale * ((i * 7 % 20) / 20f - 0.5f);
      y[i] = scale * ((i * 11 % 23) / 23f - 0.4f);
    }
    Features a = Features.of(3, x);
    Features b = Features.of(3, y);

    List<MetricResult> results =
        List.of(
            FrechetDistance.measure(real(a), generated(b)),
            KernelDistance.measure(
                real(a), generated(b), KernelDistance.Options.DEFAULT, ProgressListener.none()),
            shares(a, b),
            MemorizationDistance.measure(real(a), generated(b), ProgressListener.none()));

    assertThat(results)
        .flatExtracting(MetricResult::values)
        .allMatch(value -> Double.isFinite(value.value()));
    assertThat(shares(a, a).precision()).isEqualTo(1);
  }

  @Test
  void givenFiveImages_whenMeasured_thenEachMetricGivesANumberOrSaysHowManyItNeeds() {
    RealFeatures five = real(GoldenFeatures.of(1, 5, 4, 0, 0));
    GeneratedFeatures more = generated(GoldenFeatures.of(2, 50, 4, 0, 0));

    assertThat(FrechetDistance.measure(five, more).distance()).isFinite();
    assertThatThrownBy(
            () ->
                PrecisionRecall.measure(
                    five, more, PrecisionRecall.Options.DEFAULT, ProgressListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 6 real and 6 generated images, got 5 and 50");
    assertThat(
            PrecisionRecall.measure(
                    five, more, new PrecisionRecall.Options(3, 4), ProgressListener.none())
                .precision())
        .isBetween(0.0, 1.0);
    RealFeatures one = real(GoldenFeatures.of(1, 1, 4, 0, 0));
    assertThatThrownBy(() -> FrechetDistance.measure(one, more))
        .hasMessageContaining("at least 2 rows");
    assertThatThrownBy(
            () ->
                KernelDistance.measure(
                    one, more, KernelDistance.Options.DEFAULT, ProgressListener.none()))
        .hasMessageContaining("at least 2 real and 2 generated images, got 1 and 50");
    assertThatThrownBy(() -> MemorizationDistance.measure(one, more, ProgressListener.none()))
        .hasMessageContaining("at least 2 real images and 1 generated image, got 1 and 50");
  }

  @Test
  void givenFeaturesOfDifferentExtractors_whenMeasured_thenTheyAreRefused() {
    Features rows = GoldenFeatures.of(1, 20, 4, 0, 0);
    GeneratedFeatures other =
        new GeneratedFeatures(rows, new FeatureOrigin("another", "none", "a", 20, 1, 0));
    GeneratedFeatures resized =
        new GeneratedFeatures(
            rows, new FeatureOrigin("an extractor", "bilinear to 299x299", "a", 20, 1, 0));

    assertThatThrownBy(() -> FrechetDistance.measure(real(rows), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an extractor (resizing: none)")
        .hasMessageContaining("another (resizing: none)");
    assertThatThrownBy(() -> FrechetDistance.measure(real(rows), resized))
        .hasMessageContaining("bilinear to 299x299");
    assertThatThrownBy(() -> shares(rows, GoldenFeatures.of(1, 20, 5, 0, 0)))
        .hasMessageContaining("4 dimensions")
        .hasMessageContaining("generated ones 5");
    assertThatThrownBy(
            () ->
                new RealFeatures(
                    Features.of(1, new float[] {1, Float.NaN}),
                    new FeatureOrigin("a", "none", "a", 2, 1, 0)))
        .hasMessageContaining("row 1, column 0 is NaN");
    assertThatThrownBy(() -> new RealFeatures(rows, new FeatureOrigin("a", "none", "a", 19, 1, 0)))
        .hasMessageContaining("names 19 images, but there are 20 rows");
  }

  @Test
  void givenProbabilities_whenScored_thenOneClassGivesOneAndAllClassesTheirNumber() {
    float[] one = new float[40 * 4];
    float[] all = new float[40 * 4];
    for (int i = 0; i < 40; i++) {
      one[i * 4] = 1;
      all[i * 4 + i % 4] = 1;
    }

    InceptionScore.Result best =
        InceptionScore.measure(generated(Features.of(4, all)), InceptionScore.DEFAULT_SPLITS);
    assertThat(InceptionScore.measure(generated(Features.of(4, one)), 2).mean()).isEqualTo(1);
    assertThat(best.mean()).isCloseTo(4, within(1e-12));
    assertThat(best.deviation().orElseThrow()).isCloseTo(0, within(1e-12));
    assertThat(InceptionScore.measure(generated(Features.of(4, all)), 1).deviation()).isEmpty();
    assertThat(best.warnings()).isEmpty();
    assertThat(best.conditions().real()).isEmpty();
    assertThat(InceptionScore.measure(generated(Features.of(4, all)), 20).warnings())
        .singleElement()
        .asString()
        .contains("2 images", "number of classes, 4", "biased downward");
  }

  @Test
  void givenNoProbabilities_whenScored_thenTheMessageSaysWhatToDo() {
    GeneratedFeatures logits = generated(Features.of(2, new float[] {2, -2, 1, 0}));
    GeneratedFeatures halves = generated(Features.of(2, new float[] {0.25f, 0.25f, 0.5f, 0.5f}));

    assertThatThrownBy(() -> InceptionScore.measure(logits, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 0, column 0 is 2.0")
        .hasMessageContaining("measureLogits");
    assertThatThrownBy(() -> InceptionScore.measure(halves, 1))
        .hasMessageContaining("row 0 have the sum 0.5");
    assertThatThrownBy(() -> InceptionScore.measure(halves, 2))
        .hasMessageContaining("at least 2 images for each, 4, got 2");
    assertThat(
            InceptionScore.measureLogits(
                    generated(Features.of(2, new float[] {1e30f, -1e30f, -1e30f, 1e30f})), 1)
                .mean())
        .isCloseTo(2, within(1e-12));
  }

  @Test
  void givenAResult_whenWritten_thenEverythingThatItDependsOnIsInTheFile() throws Exception {
    FrechetDistance.Result result =
        FrechetDistance.measure(
            real(GoldenFeatures.of(1, 31, 3, 0, 0)), generated(GoldenFeatures.of(2, 32, 3, 0, 0)));

    ResultFile.write(folder, result);

    assertThat(Files.readString(folder.resolve(ResultFile.NAME)))
        .contains("\"distance\": " + result.distance())
        .contains("\"extractor\": \"an extractor\"")
        .contains("\"resizing\": \"none\"")
        .contains("\"count\": 31", "\"count\": 32", "\"seed\": 42", "\"dimension\": 3")
        .contains("\"libraryVersion\": \"" + result.conditions().libraryVersion() + "\"");
    assertThat(result.conditions().libraryVersion()).matches("\\d.*");
    assertThat(result.toString()).contains("extractor=an extractor", "count=32");
  }
}
