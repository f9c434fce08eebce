package org.dcgan.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.eval.baseline.FeatureScaler;
import org.dcgan.eval.baseline.ImageClassifier;
import org.dcgan.eval.baseline.KMeansFeatures;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.baseline.SearchOptions;
import org.dcgan.eval.baseline.SearchSpace;
import org.dcgan.eval.baseline.SupervisedSearch;
import org.dcgan.eval.baseline.TrialFolder;
import org.dcgan.eval.comparison.ImageEvaluation;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.eval.features.FeatureExtraction;
import org.dcgan.eval.features.FeatureMatrix;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.features.UntrainedDiscriminator;
import org.dcgan.eval.inspect.LatentWalk;
import org.dcgan.eval.inspect.LogisticRegression;
import org.dcgan.eval.inspect.Smoothness;
import org.dcgan.eval.metrics.FeatureComparison;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.eval.metrics.KernelDistance;
import org.dcgan.eval.metrics.NearestDistance;
import org.dcgan.eval.metrics.NearestNeighborError;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.eval.neighbors.NearestNeighborClassification;
import org.dcgan.eval.neighbors.Rows;
import org.dcgan.eval.protocol.LabelCurve;
import org.dcgan.eval.report.CurveChart;
import org.dcgan.eval.report.TrainingReport;
import org.dcgan.eval.svm.L2Svm;
import org.dcgan.eval.svm.LinearClassifier;
import org.dcgan.eval.svm.SvmOptions;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.latent.Latents;
import org.dcgan.progress.ProgressListener;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public method of this module refuses null at once, by the parameter's name. */
class EvaluationNullArgumentsTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);
  private static final ImageSource IMAGES = TestImages.stripes(24, SHAPE, 1);
  private static final RuntimeOptions RUNTIME =
      new RuntimeOptions(Precision.FLOAT32, Device.CPU, 1);
  private static final Architecture ARCHITECTURE =
      Architecture.builder().resolution(16).width(2).latentDim(2).build();

  @TempDir private Path folder;

  @Test
  void givenEverythingPublic_whenCalledWithNull_thenItIsRefusedByName() throws Exception {
    NullArguments nulls =
        new NullArguments()
            .with(ImageShape.class, SHAPE)
            .with(Pixels.class, new Pixels(SHAPE, new byte[SHAPE.size()]))
            .with(Images.class, Images.of(SHAPE, new float[SHAPE.size()]))
            .with(Latents.class, Latents.of(2, new float[2]))
            .with(Features.class, Features.of(2, new float[2]))
            .with(Architecture.class, Architecture.faces64())
            .with(TrainingPlan.class, TrainingPlan.builder().build())
            .with(Record.class, SHAPE);
    addValues(nulls);
    try (TrialFolder.Claim claim =
            new TrialFolder(folder.resolve("trials"), Duration.ofMinutes(1))
                .claim(0)
                .orElseThrow();
        ImageClassifier classifier =
            ImageClassifier.train(
                IMAGES,
                new ImageClassifier.Plan(2, 1, 8, 1e-3, 0, 1),
                RUNTIME,
                ProgressListener.none());
        KMeansFeatures clusters =
            KMeansFeatures.learn(
                IMAGES,
                KMeansOptions.builder()
                    .receptiveField(4)
                    .patches(100)
                    .centroids(4)
                    .iterations(1)
                    .build(),
                RUNTIME,
                ProgressListener.none());
        UntrainedDiscriminator discriminator =
            UntrainedDiscriminator.like(
                ARCHITECTURE, 1, IMAGES, 8, FeatureOptions.DEFAULT, RUNTIME);
        UntrainedFeatures untrained = UntrainedFeatures.of(IMAGES, 8, 1, RUNTIME);
        CachedFeatures cached = CachedFeatures.open(new RawPixels(SHAPE), folder.resolve("cache"));
        FeatureMatrix matrix =
            FeatureExtraction.by(new RawPixels(SHAPE))
                .write(IMAGES, folder.resolve("raw.features"))) {
      LinearClassifier linear = L2Svm.train(matrix, 0.01).classifier();
      nulls
          .with(TrialFolder.Claim.class, claim)
          .with(ImageClassifier.class, classifier)
          .with(KMeansFeatures.class, clusters)
          .with(UntrainedDiscriminator.class, discriminator)
          .with(UntrainedFeatures.class, untrained)
          .with(CachedFeatures.class, cached)
          .with(FeatureMatrix.class, matrix)
          .with(FeatureScaler.class, FeatureScaler.of(matrix))
          .with(LinearClassifier.class, linear)
          .check(
              TrainingReport.class,
              List.of(
                  "org.dcgan.eval.baseline",
                  "org.dcgan.eval.comparison",
                  "org.dcgan.eval.features",
                  "org.dcgan.eval.inspect",
                  "org.dcgan.eval.metrics",
                  "org.dcgan.eval.neighbors",
                  "org.dcgan.eval.protocol",
                  "org.dcgan.eval.report",
                  "org.dcgan.eval.svm"));
    }

    assertThat(nulls.findings()).isEmpty();
    assertThat(nulls.calls()).isGreaterThan(100);
    assertThat(nulls.unreached()).isEmpty();
  }

  /** Adds values of types that are not made from simple values. */
  private static void addValues(NullArguments nulls) throws IOException {
    RawPixels pixels = new RawPixels(SHAPE);
    FeatureComparison comparison = FeatureComparison.of(pixels, IMAGES, 12, 1);
    Smoothness smoothness = new Smoothness(List.of(0.5));
    LatentWalk.Options options =
        new LatentWalk.Options(
            2, 1, LatentWalk.Interpolation.LINEAR, false, 1, SamplingOptions.DEFAULT);
    Images frames = Images.of(SHAPE, new float[2 * SHAPE.size()]);
    SearchOptions search = SearchOptions.PAPER;
    ImageSource large = TestImages.stripes(4, search.architecture().image(), 1);
    nulls
        .with(Smoothness.class, smoothness)
        .with(
            LatentWalk.Walk.class,
            new LatentWalk.Walk(options, Latents.of(2, new float[4]), frames, smoothness))
        .with(
            LogisticRegression.class,
            LogisticRegression.fit(
                Features.of(1, new float[] {0, 1, 2, 3}),
                new boolean[] {false, true, false, true},
                new LogisticRegression.Options(1, 1e-3, 100)))
        .with(FrechetDistance.class, FrechetDistance.over(comparison))
        .with(KernelDistance.class, KernelDistance.over(comparison))
        .with(NearestDistance.class, NearestDistance.of(IMAGES, 12, 4, 1))
        .with(NearestNeighborError.class, NearestNeighborError.of(IMAGES, 12, 4, 1))
        .with(
            NearestNeighborClassification.class,
            NearestNeighborClassification.of(Rows.of(1, new float[] {0, 1}), new int[] {0, 1}))
        .with(ImageEvaluation.class, ImageEvaluation.builder(pixels).build())
        .with(SearchSpace.Range.class, SearchSpace.Range.linear(0.1, 0.5))
        .with(SupervisedSearch.class, new SupervisedSearch(search, large, large, RUNTIME))
        .with(LabelCurve.class, new LabelCurve(List.of(1), 1, List.of(1.0), 1, SvmOptions.DEFAULT))
        .with(
            CurveChart.class,
            CurveChart.builder("a", "b", "c")
                .curve("d", List.of(new CurveChart.Point(1, 2, 0)))
                .build());
  }
}
