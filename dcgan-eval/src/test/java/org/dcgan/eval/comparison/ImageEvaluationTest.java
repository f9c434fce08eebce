package org.dcgan.eval.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.GeneratedFeatures;
import org.dcgan.eval.metrics.InceptionScore;
import org.dcgan.eval.metrics.MemorizationDistance;
import org.dcgan.eval.metrics.MetricResult;
import org.dcgan.eval.metrics.NotFiniteException;
import org.dcgan.eval.metrics.RealFeatures;
import org.dcgan.eval.report.ResultFile;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations over several runs, with the floor, of models and of folders. */
class ImageEvaluationTest {
  private static final TestImages REAL = TestImages.shades(90, NoiseModel.SHAPE);
  private static final FeatureExtractor PIXELS = new RawPixels(NoiseModel.SHAPE);
  private static final NoiseModel MODEL = new NoiseModel(20);

  @TempDir private Path folder;

  private static GeneratedImages model(String name) {
    return new GeneratedImages.OfModel(name, MODEL);
  }

  private static Comparison compare(ImageEvaluation.Builder settings, GeneratedImages... generated)
      throws IOException {
    return settings.build().compare(REAL, List.of(generated), ProgressListener.none());
  }

  @Test
  void givenAModel_whenEvaluated_thenNumbersAreMeanAndDeviationOfTheRuns() throws IOException {
    Comparison comparison =
        compare(ImageEvaluation.builder(PIXELS).images(30).runs(3).seed(5), model("m"));

    Evaluation evaluation = comparison.evaluations().get(0);
    assertThat(evaluation.runs()).hasSize(3);
    double[] distances = new double[3];
    for (int run = 0; run < 3; run++) {
      FrechetDistance.Result result =
          (FrechetDistance.Result) evaluation.runs().get(run).get("Frechet distance");
      distances[run] = result.distance();
      assertThat(result.conditions().generated().seed()).isEqualTo(5 + run);
      assertThat(result.conditions().generated().count()).isEqualTo(30);
    }
    double mean = (distances[0] + distances[1] + distances[2]) / 3;
    double squares = 0;
    for (double distance : distances) {
      squares += (distance - mean) * (distance - mean);
    }
    MeanAndDeviation value = evaluation.value("Frechet distance").orElseThrow();
    assertThat(value.mean()).isCloseTo(mean, within(1e-12));
    assertThat(value.deviation().orElseThrow()).isPositive();
    assertThat(value.deviation().orElseThrow()).isCloseTo(Math.sqrt(squares / 2), within(1e-12));
    assertThat(evaluation.numbers())
        .extracting(Evaluation.Measurement::metric)
        .containsExactly(
            "Frechet distance",
            "kernel distance",
            "precision",
            "recall",
            "density",
            "coverage",
            "nearest-neighbor distance ratio",
            "authenticity");
  }

  @Test
  void givenRealImages_whenTheFloorIsMeasured_thenNoImageIsComparedWithItself() throws IOException {
    Comparison comparison = compare(ImageEvaluation.builder(PIXELS).images(45).runs(4), model("m"));

    assertThat(comparison.images()).isEqualTo(45);
    assertThat(comparison.warnings()).isEmpty();
    Evaluation floor = comparison.floor().orElseThrow();
    for (Map<String, MetricResult> run : floor.runs()) {
      assertThat(((MemorizationDistance.Result) run.get("nearest neighbors")).copies()).isZero();
    }
    assertThat(floor.value("Frechet distance").orElseThrow().mean())
        .isLessThan(comparison.evaluations().get(0).value("Frechet distance").orElseThrow().mean());
    assertThat(floor.value("precision").orElseThrow().mean()).isGreaterThan(0.5);
  }

  @Test
  void givenAModelAndItsSavedImages_whenEvaluated_thenTheirNumbersAreTheSame() throws IOException {
    Comparison comparison =
        compare(
            ImageEvaluation.builder(PIXELS).images(40).runs(1).seed(9),
            model("model"),
            new GeneratedImages.OfSource("files", MODEL.saved(40, 9)));

    List<Evaluation.Measurement> model = comparison.evaluations().get(0).numbers();
    List<Evaluation.Measurement> files = comparison.evaluations().get(1).numbers();
    assertThat(files).hasSameSizeAs(model).hasSize(8);
    for (int i = 0; i < model.size(); i++) {
      assertThat(files.get(i).value().mean())
          .as(model.get(i).metric())
          .isCloseTo(model.get(i).value().mean(), within(1e-9));
      assertThat(files.get(i).value().deviation()).isEmpty();
    }
  }

  @Test
  void givenStoredImages_whenTheyAreEnough_thenRunsHaveOtherImagesAndOtherwiseAWarning()
      throws IOException {
    Comparison enough =
        compare(
            ImageEvaluation.builder(PIXELS).images(20).runs(3),
            new GeneratedImages.OfSource("files", MODEL.saved(60, 1)));
    Comparison few =
        compare(
            ImageEvaluation.builder(PIXELS).images(20).runs(3),
            new GeneratedImages.OfSource("files", MODEL.saved(59, 1)));

    assertThat(enough.evaluations().get(0).warnings())
        .noneMatch(warning -> warning.contains("share generated images"));
    assertThat(few.evaluations().get(0).warnings())
        .contains(
            "the runs share generated images, because there are 59 and not 60; the deviation is too"
                + " small");
  }

  @Test
  void givenFiveImages_whenEvaluated_thenThereAreFiniteNumbersAndReasonsForThoseThatAreMissing()
      throws IOException {
    Comparison comparison =
        ImageEvaluation.builder(PIXELS)
            .build()
            .compare(
                TestImages.shades(5, NoiseModel.SHAPE),
                List.of(model("m")),
                ProgressListener.none());

    Evaluation evaluation = comparison.evaluations().get(0);
    assertThat(comparison.images()).isEqualTo(2);
    assertThat(evaluation.numbers())
        .extracting(Evaluation.Measurement::metric)
        .contains("Frechet distance", "kernel distance")
        .doesNotContain("precision", "recall", "density", "coverage");
    assertThat(evaluation.numbers()).allMatch(number -> Double.isFinite(number.value().mean()));
    assertThat(comparison.allWarnings())
        .anyMatch(w -> w.contains("2 images of each kind are compared instead of 2,000"))
        .anyMatch(w -> w.contains("need at least 6 real and 6 generated images, got 2 and 2"))
        .anyMatch(w -> w.contains("biased upward"));
    assertThat(comparison.toText()).contains("warning: 2 images of each kind");
  }

  @Test
  void givenConstantImages_whenEvaluated_thenTheRatioIsLeftOutWithAReason() throws IOException {
    FeatureExtractor constant = new Constant(PIXELS, 1);
    Comparison comparison =
        compare(ImageEvaluation.builder(constant).images(20).runs(2), model("m"));

    Evaluation evaluation = comparison.evaluations().get(0);
    assertThat(evaluation.value("nearest-neighbor distance ratio")).isEmpty();
    assertThat(evaluation.warnings())
        .anyMatch(w -> w.contains("nearest-neighbor distance ratio is not defined"));
    assertThat(evaluation.value("Frechet distance").orElseThrow().mean()).isZero();
    assertThat(evaluation.value("precision").orElseThrow().mean()).isEqualTo(1);
  }

  /** The same features or classes for every image. */
  private record Constant(FeatureExtractor of, float value) implements FeatureExtractor {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public ImageShape inputShape() {
      return of.inputShape();
    }

    @Override
    public Features extract(Images images) {
      float[] rows = new float[2 * images.count()];
      for (int i = 0; i < rows.length; i += 2) {
        rows[i] = value;
        rows[i + 1] = 1 - value;
      }
      return Features.of(2, rows);
    }
  }

  @Test
  void givenAClassifier_whenEvaluated_thenThereIsAnInceptionScore() throws IOException {
    Comparison probabilities =
        compare(
            ImageEvaluation.builder(PIXELS)
                .images(20)
                .runs(1)
                .classProbabilities(new Constant(PIXELS, 0.25f)),
            model("m"));
    Comparison logits =
        compare(
            ImageEvaluation.builder(PIXELS).images(20).runs(1).classLogits(new Constant(PIXELS, 9)),
            model("m"));

    for (Comparison comparison : List.of(probabilities, logits)) {
      assertThat(comparison.evaluations().get(0).value("Inception Score").orElseThrow().mean())
          .isCloseTo(1, within(1e-6));
      assertThat(comparison.toText()).contains("Inception Score");
    }
    assertThatThrownBy(
            () ->
                compare(
                    ImageEvaluation.builder(PIXELS)
                        .images(20)
                        .classProbabilities(new Constant(PIXELS, 9)),
                    model("m")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("measureLogits");
  }

  /** Class 0 or 1 by the first pixel, and whether an image was seen before. */
  private static final class Seen implements FeatureExtractor {
    private final ImageShape shape;
    private final List<Images> seen = new ArrayList<>();

    Seen(ImageShape shape) {
      this.shape = shape;
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public ImageShape inputShape() {
      return shape;
    }

    @Override
    public Features extract(Images images) {
      float[] rows = new float[2 * images.count()];
      for (int i = 0; i < images.count(); i++) {
        seen.add(images.slice(i, i + 1));
        rows[2 * i + (images.value(i, 0, 0, 0) < 0 ? 0 : 1)] = 1;
      }
      return Features.of(2, rows);
    }
  }

  @Test
  void givenStoredImagesAndAClassifier_whenEvaluated_thenEachRunScoresTheImagesOfItsOtherMetrics()
      throws IOException {
    Seen features = new Seen(NoiseModel.SHAPE);
    Seen classes = new Seen(NoiseModel.SHAPE);

    Comparison comparison =
        compare(
            ImageEvaluation.builder(features)
                .images(20)
                .runs(3)
                .floor(false)
                .classProbabilities(classes),
            new GeneratedImages.OfSource("files", MODEL.saved(60, 1)));

    // The first 20 that the extractor saw are real; then both saw the same ones, each once.
    assertThat(classes.seen).hasSize(60).doesNotHaveDuplicates();
    assertThat(features.seen.subList(20, 80)).isEqualTo(classes.seen);
    InceptionScore.Result score =
        (InceptionScore.Result)
            comparison.evaluations().get(0).runs().get(2).get("Inception Score");
    assertThat(score.conditions().generated().images()).endsWith(" > 20 of 60 images of seed 42");
    assertThat(score.conditions().generated().seed()).isEqualTo(42);
    assertThat(score.splits()).isEqualTo(10);
  }

  @Test
  void givenAClassifierOfAnotherShape_whenEvaluated_thenItIsRefusedBeforeAnythingIsComputed() {
    Seen features = new Seen(NoiseModel.SHAPE);

    assertThatThrownBy(
            () ->
                compare(
                    ImageEvaluation.builder(features)
                        .images(20)
                        .classProbabilities(new Seen(ImageShape.square(8, 3))),
                    model("m")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes images of 8x8x3, but those of m are 4x4x3");
    assertThat(features.seen).isEmpty();
  }

  @Test
  void givenFewImagesAndAClassifier_whenEvaluated_thenTheNumberOfPartsIsNamed() throws IOException {
    Comparison comparison =
        compare(
            ImageEvaluation.builder(PIXELS)
                .images(7)
                .runs(1)
                .classProbabilities(new Seen(NoiseModel.SHAPE)),
            model("m"));

    assertThat(comparison.allWarnings())
        .contains(
            "the Inception Score is the mean of 3 parts instead of 10, because each needs at least"
                + " 2 images");
  }

  @Test
  void givenDamagedImages_whenEvaluated_thenTheyAreCountedAndBlamedOnTheirSet() throws IOException {
    Comparison comparison =
        ImageEvaluation.builder(PIXELS)
            .images(20)
            .runs(1)
            .build()
            .compare(
                TestImages.shades(40, NoiseModel.SHAPE).withUnreadable(1, 2, 3),
                List.of(
                    new GeneratedImages.OfSource(
                        "files",
                        TestImages.noise(30, NoiseModel.SHAPE)
                            .withUnreadable(IntStream.range(0, 14).toArray()))),
                ProgressListener.none());

    assertThat(comparison.allWarnings())
        .contains(
            "3 real images could not be read and were left out; the log has the reasons",
            "14 generated images could not be read and were left out; the log has the reasons");
    assertThatThrownBy(
            () ->
                compare(
                    ImageEvaluation.builder(PIXELS).images(20),
                    new GeneratedImages.OfSource(
                        "files", TestImages.noise(3, NoiseModel.SHAPE).withUnreadable(0, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 generated images, but files has 1 that can be read");
  }

  @Test
  void givenDuplicatesAcrossTheFloor_whenEvaluated_thenTheWarningNamesTheFloor()
      throws IOException {
    TestImages doubled =
        TestImages.of(40, Optional.of(NoiseModel.SHAPE), index -> REAL.read(index / 2));

    Comparison comparison =
        ImageEvaluation.builder(PIXELS)
            .images(20)
            .runs(1)
            .build()
            .compare(doubled, List.of(model("m")), ProgressListener.none());

    assertThat(comparison.allWarnings())
        .anyMatch(
            warning ->
                warning.startsWith("floor: other real images: ")
                    && warning.contains("exactly the features of a real image"));
  }

  @Test
  void givenLongNamesWithTheSameEnd_whenShown_thenTheirColumnsDiffer() throws IOException {
    String end = "/a-folder-with-a-very-long-name/of-the-last-checkpoint/model";

    Comparison comparison =
        compare(
            ImageEvaluation.builder(PIXELS).images(20).runs(1), model("a" + end), model("b" + end));

    assertThat(comparison.table().get(0)).contains("a" + end, "b" + end).doesNotHaveDuplicates();
  }

  @Test
  void givenBadInput_whenEvaluated_thenTheMessageSaysWhatToDo() {
    ImageEvaluation evaluation = ImageEvaluation.builder(PIXELS).images(20).build();
    ProgressListener none = ProgressListener.none();

    assertThatThrownBy(() -> evaluation.compare(REAL, List.of(), none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one generator");
    assertThatThrownBy(() -> evaluation.compare(REAL, List.of(model("a"), model("a")), none))
        .hasMessageContaining("two generators have the name a");
    assertThatThrownBy(
            () ->
                evaluation.compare(
                    REAL,
                    List.of(
                        model("a"),
                        new GeneratedImages.OfSource(
                            "b", TestImages.shades(9, ImageShape.square(8, 3)))),
                    none))
        .hasMessageContaining("takes images of 4x4x3, but those of b are 8x8x3");
    assertThatThrownBy(
            () ->
                evaluation.compare(
                    TestImages.shades(3, NoiseModel.SHAPE), List.of(model("a")), none))
        .hasMessageContaining("at least 4 real images, half of them for the floor")
        .hasMessageContaining("has 3 that can be read");
    assertThatThrownBy(
            () ->
                evaluation.compare(
                    REAL, List.of(new GeneratedImages.OfSource("b", MODEL.saved(1, 1))), none))
        .hasMessageContaining("at least 2 generated images, got 1");
    assertThatThrownBy(() -> ImageEvaluation.builder(PIXELS).images(1).runs(0).build())
        .hasMessageContaining("images must be at least 2")
        .hasMessageContaining("runs must be at least 1");
  }

  /** A model whose training has diverged. */
  private static GeneratedImages diverged(String name) {
    return new GeneratedImages.OfModel(
        name,
        new ImageSampler() {
          @Override
          public ImageShape imageShape() {
            return NoiseModel.SHAPE;
          }

          @Override
          public Iterable<Images> sampleBatches(long count, long seed) {
            float[] values = new float[Math.toIntExact(count) * NoiseModel.SHAPE.size()];
            values[values.length - 1] = Float.NaN;
            return List.of(Images.of(NoiseModel.SHAPE, values));
          }
        });
  }

  @Test
  void givenAModelThatGeneratesNaN_whenCompared_thenTheOthersHaveTheirNumbers() throws IOException {
    ImageEvaluation.Builder settings = ImageEvaluation.builder(PIXELS).images(20).runs(2);

    Comparison comparison = compare(settings, diverged("x"), model("a"), diverged("y"), model("b"));

    assertThat(comparison.evaluations())
        .extracting(Evaluation::failed)
        .containsExactly(true, false, true, false);
    assertThat(comparison.evaluations().get(0).numbers()).isEmpty();
    Comparison without = compare(settings, model("a"), model("b"));
    assertThat(comparison.evaluations().get(1).numbers())
        .isEqualTo(without.evaluations().get(0).numbers());
    assertThat(comparison.evaluations().get(3).numbers())
        .isEqualTo(without.evaluations().get(1).numbers());
    assertThat(comparison.table().get(1).subList(3, 7))
        .startsWith("failed")
        .element(2)
        .isEqualTo("failed");
    assertThat(comparison.toText())
        .contains("warning: x: not evaluated: x generates images with values that are not finite");
    assertThatThrownBy(() -> compare(settings, diverged("x"), diverged("y")))
        .isInstanceOf(NotFiniteException.class)
        .hasMessageContainingAll("x generates images", "y generates images");
  }

  @Test
  void givenNoFloor_whenEvaluated_thenAllRealImagesAreCompared() throws IOException {
    Comparison comparison =
        compare(ImageEvaluation.builder(PIXELS).images(90).runs(1).floor(false), model("m"));

    assertThat(comparison.floor()).isEmpty();
    assertThat(comparison.images()).isEqualTo(90);
    double expected =
        FrechetDistance.measure(
                RealFeatures.extract(PIXELS, REAL, 90, 1, ProgressListener.none()),
                GeneratedFeatures.sample(PIXELS, MODEL, "m", 90, 42, ProgressListener.none()))
            .distance();
    assertThat(comparison.evaluations().get(0).value("Frechet distance").orElseThrow().mean())
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void givenAComparison_whenWritten_thenTextIsAsciiAndTheFileHasTheConditions() throws Exception {
    Comparison comparison =
        compare(
            ImageEvaluation.builder(PIXELS).images(30).runs(2),
            model("run\u001b[2J" + "/long".repeat(20)),
            model("other"));

    assertThat(comparison.toText()).matches("[\\x20-\\x7e\\n]*");
    assertThat(comparison.toText())
        .contains("metrics over 48 features of raw pixels")
        .contains("30 real images of shades(90 of 4x4x3) against 30 generated images")
        .contains("2 runs with the seeds 42 to 43")
        .contains("floor: other real images", " ...ng/long/", "  other")
        .containsPattern("Frechet distance +lower +\\d.* \\+/- ");
    ResultFile.write(folder, comparison);
    assertThat(Files.readString(folder.resolve(ResultFile.NAME)))
        .contains("\"floor\": {", "\"nearest neighbors\": {", "\"libraryVersion\": \"");
  }

  @Test
  void givenALongEvaluation_whenWatched_thenEveryPartIsCounted() throws IOException {
    AtomicLong total = new AtomicLong();
    AtomicLong done = new AtomicLong();
    ProgressListener progress =
        (name, units, unit) -> {
          total.addAndGet(units);
          return done::addAndGet;
        };

    ImageEvaluation.builder(PIXELS)
        .images(30)
        .runs(2)
        .build()
        .compare(REAL, List.of(model("m")), progress);

    // 60 real images, the floor's two runs, and two runs of 30 images.
    assertThat(total).hasValue(60 + 2 * 1000 + 2 * (30 + 1000));
    assertThat(done).hasValue(total.get());
  }
}
