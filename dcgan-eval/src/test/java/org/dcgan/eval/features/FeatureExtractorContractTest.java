package org.dcgan.eval.features;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.eval.baseline.KMeansFeatures;
import org.dcgan.eval.baseline.KMeansOptions;
import org.dcgan.eval.metrics.AveragedMaps;
import org.dcgan.eval.metrics.UntrainedFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.progress.ProgressListener;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.testing.FeatureExtractorContract;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every extractor of the library keeps the contract of a feature extractor. */
@ParameterizedClass
@MethodSource("extractors")
class FeatureExtractorContractTest extends FeatureExtractorContract {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);
  private static final TestImages IMAGES = TestImages.noise(40, SHAPE);
  private static final RuntimeOptions RUNTIME =
      new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2);

  @TempDir private static Path folder;
  private static FeatureExtractor extractor;
  private static Dcgan model;

  @Parameter private Named named;

  /** Makes an extractor. */
  @FunctionalInterface
  private interface Maker {
    FeatureExtractor make(Dcgan model) throws Exception;
  }

  /** An extractor of the list below. */
  record Named(String name, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> extractors() {
    return Stream.of(
        new Named("Discriminator.features", model -> model.discriminator().features()),
        new Named(
            "the authors' features",
            model -> model.discriminator().features(FeatureOptions.AUTHORS)),
        new Named("AveragedMaps", AveragedMaps::of),
        new Named("RawPixels", model -> new RawPixels(SHAPE)),
        new Named(
            "CachedFeatures",
            model -> CachedFeatures.open(new RawPixels(SHAPE), folder.resolve("cache"))),
        new Named(
            "UntrainedDiscriminator",
            model ->
                UntrainedDiscriminator.like(
                    model.architecture(), 3, IMAGES, 16, FeatureOptions.DEFAULT, RUNTIME)),
        new Named("UntrainedFeatures", model -> UntrainedFeatures.of(IMAGES, 32, 5, RUNTIME)),
        new Named(
            "KMeansFeatures",
            model ->
                KMeansFeatures.learn(
                    IMAGES,
                    KMeansOptions.builder()
                        .receptiveField(4)
                        .patches(600)
                        .centroids(10)
                        .iterations(8)
                        .seed(3)
                        .build(),
                    RUNTIME,
                    ProgressListener.none())),
        new Named(
            "SavedModelFeatures",
            model -> {
              Path saved = folder.resolve("saved");
              SavedModels.export(model, saved);
              return SavedModelFeatures.builder(saved, SHAPE).signature("features").build();
            }));
  }

  @BeforeAll
  static void train() throws Exception {
    model =
        Dcgan.builder().resolution(16).width(4).latentDim(8).precision(Precision.FLOAT32).build();
    var unused = model.train(IMAGES, TrainingPlan.builder().epochs(1).batchSize(8).build());
  }

  @BeforeParameterizedClassInvocation
  static void make(Named named) throws Exception {
    extractor = named.maker.make(model);
  }

  @AfterParameterizedClassInvocation
  static void close() throws Exception {
    if (extractor instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @AfterAll
  static void closeModel() {
    model.close();
  }

  @Override
  protected FeatureExtractor extractor() {
    return extractor;
  }
}
