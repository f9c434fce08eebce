package org.dcgan.tensorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.Models;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.tensorflow.network.WinogradTile;
import org.dcgan.tensorflow.network.WinogradUse;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.tensorflow.tuning.BatchSize;
import org.dcgan.tensorflow.tuning.ConvolutionChooser;
import org.dcgan.tensorflow.tuning.MeasuringStoppedException;
import org.dcgan.tensorflow.tuning.Workload;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.SavedModelBundle;

/**
 * A model outside training computes its convolutions by the algorithms that were chosen for the
 * number of images, with the results of plain loops.
 */
@Timeout(120)
class InferenceConvolutionsTest {
  /** Relative to the largest value: four times the tolerance of a single kernel. */
  private static final double TOLERANCE = 1.6e-4;

  /** Maps of 14x14 and 7x7, which are no multiples of a tile. */
  private static final Architecture ODD =
      Architecture.builder().resolution(28).channels(1).width(4).latentDim(8).build();

  @TempDir private Path folder;

  /** Other tiles for each number of images. */
  private static class Chooser implements ConvolutionChooser {
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public WinogradUse choose(
        Architecture architecture, int images, long most, BooleanSupplier stopped) {
      return WinogradUse.NEVER;
    }

    @Override
    public WinogradUse chooseForward(
        List<LayerSpec> layers, BatchSize batch, long most, BooleanSupplier stopped) {
      asked.add(layers.get(0).name().replaceAll("/.*", "") + " " + batch);
      return switch (batch) {
        case SINGLE -> WinogradUse.always(WinogradTile.TWO);
        case FEW -> WinogradUse.NEVER;
        case SEVERAL -> WinogradUse.always(WinogradTile.FOUR);
        case MANY -> WinogradUse.always(WinogradTile.TWO);
      };
    }
  }

  /** Lets a training go on between the choice of the weights and the pass through D. */
  private static final class Interposed extends Chooser {
    private Runnable once = () -> {};

    @Override
    public WinogradUse chooseForward(
        List<LayerSpec> layers, BatchSize batch, long most, BooleanSupplier stopped) {
      Runnable now = once;
      once = () -> {};
      now.run();
      return WinogradUse.NEVER;
    }
  }

  @Test
  void givenATrainingStepAfterTheChoiceOfTheAverage_whenFeaturesAreComputed_thenItIsChosenAgain()
      throws IOException {
    Interposed chooser = new Interposed();
    TestImages images = TestImages.noise(12, ODD.image());
    TrainingPlan plan = Models.plan().discriminatorEmaDecay(0.5).build();
    Images some = noise(ODD, 3);
    try (TensorFlowDcgan model =
        TensorFlowDcgan.untrained(
            new ModelSpec(ODD, Dcgan.DEFAULT_SEED), Models.RUNTIME, hardware -> chooser)) {
      Runnable train =
          () -> {
            try {
              model.train(images, plan);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      train.run();
      model.gatherStatistics(images, 4);
      chooser.once = train;

      Features automatic = model.discriminator().features().extract(some);

      assertThat(automatic)
          .as("with the trained weights: the average has no statistics since the step")
          .isEqualTo(
              model
                  .discriminator()
                  .features(FeatureOptions.DEFAULT.withWeights(DiscriminatorWeights.TRAINED))
                  .extract(some));
      model.gatherStatistics(images, 4);
      FeatureExtractor averaged =
          model
              .discriminator()
              .features(FeatureOptions.DEFAULT.withWeights(DiscriminatorWeights.AVERAGED));
      assertThat(averaged.extract(noise(ODD, 2)).count()).isEqualTo(2);
      // Another number of images, for which the algorithms are yet to be chosen.
      chooser.once = train;
      assertThatThrownBy(() -> averaged.extract(noise(ODD, 70)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has no population statistics for its current values");
    }
  }

  private static TensorFlowDcgan trained(Architecture architecture, ConvolutionChooser chooser)
      throws IOException {
    TensorFlowDcgan model =
        TensorFlowDcgan.untrained(
            new ModelSpec(architecture, Dcgan.DEFAULT_SEED), Models.RUNTIME, hardware -> chooser);
    train(model);
    return model;
  }

  private static void train(TensorFlowDcgan model) throws IOException {
    TestImages images = TestImages.noise(12, model.architecture().image());
    TrainingPlan plan = Models.plan().build();
    model.train(
        model.architecture().isConditional() ? images.withClasses("ant", "bee", "cat") : images,
        plan);
  }

  private static Images noise(Architecture architecture, int count) throws IOException {
    return Images.of(TestImages.noise(count, architecture.image()).all());
  }

  static Stream<Architecture> architectures() {
    return Stream.of(
        ODD,
        Architecture.builder().resolution(16).width(4).latentDim(8).build(),
        Architecture.builder().resolution(64).width(2).latentDim(8).build(),
        Architecture.builder().resolution(16).width(4).latentDim(8).classes(3).build(),
        Architecture.builder()
            .resolution(16)
            .width(4)
            .latentDim(8)
            .discriminatorNormalization(DiscriminatorNormalization.SPECTRAL)
            .build());
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void givenOtherAlgorithmsForEachNumberOfImages_whenUsed_thenResultsAreThoseOfDirectOnes(
      Architecture architecture) throws IOException {
    Chooser chooser = new Chooser();
    try (TensorFlowDcgan model = trained(architecture, chooser);
        TensorFlowDcgan direct = trained(architecture, ConvolutionChooser.FIXED)) {
      Models.assertSameBits(Models.state(model), Models.state(direct));
      for (int count : new int[] {1, 5, 16, 17, 64, 65, 81}) {
        Latents latents = model.latents(count, 3);
        Images images = noise(architecture, count);
        Map<String, float[]> actual = outputs(model, latents, images);
        outputs(direct, latents, images)
            .forEach(
                (name, expected) ->
                    assertClose(
                        count + " " + name,
                        actual.getOrDefault(name, new float[0]),
                        expected,
                        TOLERANCE));
      }
    }
    assertThat(chooser.asked)
        .containsExactlyInAnyOrder(
            "generator SINGLE",
            "generator FEW",
            "generator SEVERAL",
            "generator MANY",
            "discriminator SINGLE",
            "discriminator FEW",
            "discriminator SEVERAL",
            "discriminator MANY");
  }

  /** Everything that runs a network by population statistics. */
  private static Map<String, float[]> outputs(Dcgan model, Latents latents, Images images) {
    Labels labels = model.architecture().isConditional() ? Labels.oneHot(3, 1) : null;
    var generator = labels == null ? model.generator() : model.generator().withLabels(labels);
    var discriminator =
        labels == null ? model.discriminator() : model.discriminator().withLabels(labels);
    String ofGenerator = model.architecture().generatorFeatureLayers().get(0).name();
    LayerSpec ofDiscriminator = model.architecture().discriminatorFeatureLayers().get(1);
    SamplingOptions without =
        SamplingOptions.DEFAULT.without(new RemovedMaps(ofGenerator, Set.of(1)));
    Map<String, float[]> outputs = new HashMap<>();
    outputs.put("images", generator.generate(latents).toArray());
    outputs.put("images without a map", generator.generate(latents, without).toArray());
    outputs.put(
        "activations of G",
        array(generator.activations(latents, ofGenerator, SamplingOptions.DEFAULT).data()));
    outputs.put("logits", discriminator.logits(images));
    outputs.put("features", array(discriminator.features().extract(images).data()));
    outputs.put(
        "activations of D",
        array(discriminator.activations(images, ofDiscriminator.name()).data()));
    return outputs;
  }

  private static float[] array(java.nio.FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static PlainNetworks plain(TensorFlowDcgan model) {
    Map<String, double[]> values = new HashMap<>();
    Models.state(model).forEach((name, v) -> values.put(name, doubles(v)));
    return new PlainNetworks(model.architecture(), values);
  }

  @Test
  void givenKeptKernels_whenWeightsChange_thenResultsAreThoseOfPlainLoopsWithTheNewOnes()
      throws IOException {
    try (TensorFlowDcgan model = trained(ODD, new Chooser())) {
      assertIsPlain(model);
      train(model);
      assertIsPlain(model);
      String gain = "discriminator/convolution2/gain";
      float[] values = model.read(gain);
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1.5f;
      }
      model.write(gain, values);
      assertIsPlain(model);
    }
  }

  private static void assertIsPlain(TensorFlowDcgan model) throws IOException {
    PlainNetworks plain = plain(model);
    for (int count : new int[] {1, 16}) {
      Latents latents = model.latents(count, 9);
      assertClose(
          "images",
          model.generator().generate(latents).toArray(),
          plain.generate(doubles(latents.toArray()), true).images().values(),
          TOLERANCE);
      Images images = noise(ODD, count);
      assertClose(
          "logits",
          model.discriminator().logits(images),
          plain.discriminate(new Maps(count, 28, 1, doubles(images.toArray())), true).logits(),
          1e-3);
    }
  }

  @Test
  void givenOtherAlgorithmsForOtherNumbers_whenSampled_thenWhatIsPromisedOfCountsHolds()
      throws IOException {
    try (TensorFlowDcgan model = trained(ODD, new Chooser())) {
      // 64, 64 and 2; the last ones are computed by other algorithms than a group of 64.
      Images many = model.sample(130, 77);
      assertThat(many.slice(0, 64)).isEqualTo(model.sample(64, 77));
      assertThat(many.slice(64, 128)).isEqualTo(model.sample(128, 77).slice(64, 128));
      assertThat(model.sample(130, 77)).isEqualTo(many);
      assertThat(model.sample(1, 77).toArray())
          .containsExactly(many.slice(0, 1).toArray(), within((float) TOLERANCE));
      for (int count : new int[] {257, 260, 280}) {
        List<Images> batches = new ArrayList<>();
        model.sampleInBatches(count, 77, batches::add);
        assertThat(Images.concat(batches)).isEqualTo(model.sample(count, 77));
      }
    }
  }

  @Test
  void givenAModel_whenItTrainsOrUsesStatisticsOfTheBatch_thenConvolutionsAreDirect()
      throws IOException {
    Chooser chooser = new Chooser();
    try (TensorFlowDcgan model = trained(ODD, chooser)) {
      Latents latents = model.latents(3, 1);
      Images images =
          model
              .generator()
              .generate(latents, SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH));
      assertThat(model.discriminator().logits(images, BatchNormMode.BATCH)).hasSize(3);
      Features features =
          model
              .discriminator()
              .features(FeatureOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH))
              .extract(images);
      assertThat(features.count()).isEqualTo(3);
      model.gatherStatistics(TestImages.noise(8, ODD.image()), 4);
      assertThat(model.sample(0).count()).isZero();
      assertThat(chooser.asked).isEmpty();
    }
  }

  /** Times whole passes, and decides for each of them. */
  private static final class Checking extends Chooser {
    private final List<String> timed = new ArrayList<>();
    private final BooleanSupplier keeps;

    Checking(BooleanSupplier keeps) {
      this.keeps = keeps;
    }

    @Override
    public WinogradUse check(WinogradUse measured, Workload work, BooleanSupplier stopped) {
      Workload.Times times = work.time(measured, WinogradUse.NEVER, stopped);
      assertThat(times.candidate()).isPositive();
      assertThat(times.incumbent()).isPositive();
      timed.add(work.id().toString());
      return keeps.getAsBoolean() ? measured : WinogradUse.NEVER;
    }
  }

  @Test
  void givenKernelsThatAreFasterAlone_whenAWholePassIsSlowerWithThem_thenItIsDirect()
      throws IOException {
    Checking checking = new Checking(() -> false);
    try (TensorFlowDcgan model = trained(ODD, checking);
        TensorFlowDcgan direct = trained(ODD, ConvolutionChooser.FIXED)) {
      Map<String, float[]> before = Models.state(model);
      Images images = noise(ODD, 16);
      Latents latents = model.latents(65, 3);
      assertThat(model.discriminator().logits(images))
          .containsExactly(direct.discriminator().logits(images));
      assertThat(model.generator().generate(latents))
          .isEqualTo(direct.generator().generate(latents));
      assertThat(checking.timed)
          .containsExactlyInAnyOrder(
              "discriminator pass of 16 images",
              "generator pass of 1 image",
              "generator pass of 32 images");
      // Each once for a model.
      assertThat(model.discriminator().logits(images)).hasSize(16);
      assertThat(checking.timed).hasSize(3);
      Models.assertSameBits(Models.state(model), before);
    }
  }

  @Test
  void givenKernelsThatAreFasterAlone_whenAWholePassIsFasterToo_thenTheyAreUsed()
      throws IOException {
    Checking checking = new Checking(() -> true);
    try (TensorFlowDcgan model = trained(ODD, checking);
        TensorFlowDcgan unchecked = trained(ODD, new Chooser())) {
      Images images = noise(ODD, 16);
      assertThat(model.discriminator().logits(images))
          .containsExactly(unchecked.discriminator().logits(images));
      // What is direct anyway is not timed.
      assertThat(model.generator().generate(model.latents(3, 1)).count()).isEqualTo(3);
      assertThat(checking.timed).containsExactly("discriminator pass of 16 images");
    }
  }

  @Test
  void givenAMeasurementThatIsStopped_whenUsed_thenThisCallIsDirectAndTheNextOneMeasures()
      throws IOException {
    Chooser stopping =
        new Chooser() {
          @Override
          public WinogradUse chooseForward(
              List<LayerSpec> layers, BatchSize batch, long most, BooleanSupplier stopped) {
            WinogradUse use = super.chooseForward(layers, batch, most, stopped);
            if (asked.size() == 1) {
              throw new MeasuringStoppedException();
            }
            return use;
          }
        };
    try (TensorFlowDcgan model = trained(ODD, stopping);
        TensorFlowDcgan direct = trained(ODD, ConvolutionChooser.FIXED)) {
      Images images = noise(ODD, 16);
      float[] directly = direct.discriminator().logits(images);
      assertThat(model.discriminator().logits(images)).containsExactly(directly);
      float[] later = model.discriminator().logits(images);
      assertThat(later).isNotEqualTo(directly);
      assertThat(model.discriminator().logits(images)).containsExactly(later);
      assertThat(stopping.asked).hasSize(2);
    }
  }

  @Test
  void givenAModelThatIsClosedWhileItMeasures_whenTheMeasurementEnds_thenTheCallSaysSo()
      throws Exception {
    CountDownLatch measuring = new CountDownLatch(1);
    Chooser waiting =
        new Chooser() {
          @Override
          public WinogradUse chooseForward(
              List<LayerSpec> layers, BatchSize batch, long most, BooleanSupplier stopped) {
            measuring.countDown();
            while (!stopped.getAsBoolean()) {
              Thread.onSpinWait();
            }
            throw new MeasuringStoppedException();
          }
        };
    ExecutorService executor = Executors.newSingleThreadExecutor();
    TensorFlowDcgan model = trained(ODD, waiting);
    try {
      Future<float[]> logits = executor.submit(() -> model.discriminator().logits(noise(ODD, 16)));
      assertThat(measuring.await(60, TimeUnit.SECONDS)).isTrue();
      model.close();
      assertThatThrownBy(logits::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("this DCGAN is closed");
    } finally {
      model.close();
      executor.shutdownNow();
    }
  }

  @Test
  void givenSeveralThreads_whenTheyAskForAllNumbersAtOnce_thenEachGetsWhatItWouldGetAlone()
      throws Exception {
    int[] counts = {1, 3, 16, 70, 1, 3, 16, 70};
    try (TensorFlowDcgan alone = trained(ODD, new Chooser());
        TensorFlowDcgan shared = trained(ODD, new Chooser())) {
      ExecutorService threads = Executors.newFixedThreadPool(counts.length);
      CountDownLatch start = new CountDownLatch(1);
      try {
        List<Future<Images>> sampled = new ArrayList<>();
        for (int count : counts) {
          sampled.add(
              threads.submit(
                  () -> {
                    start.await();
                    return shared.sample(count, 5);
                  }));
        }
        start.countDown();
        for (int i = 0; i < counts.length; i++) {
          assertThat(sampled.get(i).get().toArray())
              .containsExactly(alone.sample(counts[i], 5).toArray(), within(1e-5f));
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void givenAModelWithOtherAlgorithms_whenExported_thenTheGraphIsThatOfDirectOnes()
      throws IOException {
    try (TensorFlowDcgan model = trained(ODD, new Chooser());
        TensorFlowDcgan direct = trained(ODD, ConvolutionChooser.FIXED)) {
      assertThat(model.sample(64, 1).count()).isEqualTo(64);
      SavedModels.export(model, folder.resolve("chosen"));
      SavedModels.export(direct, folder.resolve("direct"));
    }
    assertThat(operations("chosen")).containsKey("Conv2D").isEqualTo(operations("direct"));
  }

  private Map<String, Integer> operations(String name) {
    Map<String, Integer> counts = new TreeMap<>();
    try (SavedModelBundle bundle =
        SavedModelBundle.load(folder.resolve(name).toString(), "serve")) {
      bundle
          .metaGraphDef()
          .getGraphDef()
          .getNodeList()
          .forEach(node -> counts.merge(node.getOp(), 1, Integer::sum));
    }
    return counts;
  }
}
