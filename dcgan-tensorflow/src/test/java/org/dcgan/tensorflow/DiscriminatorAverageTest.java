package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.Models.assertSameBits;
import static org.dcgan.tensorflow.Models.plan;
import static org.dcgan.tensorflow.Models.state;
import static org.dcgan.tensorflow.Models.tiny;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dcgan.Dcgan;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.DiscriminatorNormalization;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Features with the moving average of D's weights. */
class DiscriminatorAverageTest {
  private static final double DECAY = 0.9;
  private static final TestImages IMAGES = TestImages.squares(64, Models.SHAPE);
  private static final int BATCH_SIZE = 16;
  private static final TestImages ONE_BATCH = TestImages.squares(BATCH_SIZE, Models.SHAPE);
  private static final FeatureOptions TRAINED =
      FeatureOptions.DEFAULT.withWeights(DiscriminatorWeights.TRAINED);
  private static final FeatureOptions AVERAGED =
      FeatureOptions.DEFAULT.withWeights(DiscriminatorWeights.AVERAGED);

  /** The model after its training, before statistics of the average were gathered. */
  @TempDir private static Path trained;

  /** The same with these statistics. */
  private static TensorFlowDcgan model;

  /** D's parameters after each step. */
  private static final Map<String, List<double[]>> history = new LinkedHashMap<>();

  @TempDir private Path folder;

  private static TrainingPlan.Builder averaging() {
    return plan()
        .batchSize(BATCH_SIZE)
        .discriminatorEmaDecay(DECAY)
        .adam(AdamOptions.DEFAULT.toBuilder().learningRate(5e-3).build());
  }

  @BeforeAll
  static void train() throws IOException {
    model = tiny();
    model.train(
        IMAGES,
        averaging().epochs(2).build(),
        new TrainingListener() {
          @Override
          public void onStep(TrainingEvent.StepEnd event) {
            model
                .architecture()
                .discriminatorParameters()
                .forEach(
                    p ->
                        history
                            .computeIfAbsent(p.name(), name -> new ArrayList<>())
                            .add(doubles(model.read(p.name()))));
          }
        });
    model.save(trained);
    model.gatherStatistics(IMAGES, BATCH_SIZE);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Images images() throws IOException {
    return Images.read(IMAGES, 3, 1, 4);
  }

  private static Features features(Dcgan of, FeatureOptions options) throws IOException {
    return of.discriminator().features(options).extract(images());
  }

  /** Gives D of a model the averaged weights of another one. */
  private static void copyAverage(TensorFlowDcgan from, TensorFlowDcgan to) {
    from.architecture()
        .discriminatorParameters()
        .forEach(p -> to.write(p.name(), from.read(AveragedWeights.nameOf(p.name()))));
  }

  /** D's parameters and statistics under their names, read from those that the names map to. */
  private static Map<String, double[]> discriminator(UnaryOperator<String> names) {
    Map<String, double[]> values = new HashMap<>();
    model.variables().stream()
        .filter(name -> name.startsWith("discriminator/"))
        .filter(name -> !name.contains("/adam-") && !AveragedWeights.isAveraged(name))
        .forEach(name -> values.put(name, doubles(model.read(names.apply(name)))));
    return values;
  }

  private static Maps maps(Images images) {
    return new Maps(
        images.count(),
        images.shape().height(),
        images.shape().channels(),
        doubles(images.toArray()));
  }

  // The average

  @Test
  void givenADecay_whenTrained_thenWeightsCountByTheirAge() {
    assertThat(model.counters().discriminatorAverages()).isEqualTo(8);
    assertThat(history).hasSize(model.architecture().discriminatorParameters().size());
    history.forEach(
        (name, values) -> {
          double[] expected = new double[values.get(0).length];
          double sum = 0;
          for (int age = 0; age < values.size(); age++) {
            double weight = Math.pow(DECAY, age);
            sum += weight;
            for (int i = 0; i < expected.length; i++) {
              expected[i] += weight * values.get(values.size() - 1 - age)[i];
            }
          }
          for (int i = 0; i < expected.length; i++) {
            expected[i] /= sum;
          }
          assertClose(name, model.read(AveragedWeights.nameOf(name)), expected, 1e-5);
        });
  }

  // Which weights

  @Test
  void givenAnAverage_whenFeaturesAreExtracted_thenTheyAreThoseOfAModelWithTheseWeights()
      throws IOException {
    try (TensorFlowDcgan byHand = tiny()) {
      copyAverage(model, byHand);
      byHand.gatherStatistics(IMAGES, BATCH_SIZE);
      Features averaged = features(model, AVERAGED);
      assertThat(averaged).isEqualTo(features(byHand, TRAINED));
      assertThat(averaged).isEqualTo(features(model, FeatureOptions.DEFAULT));
      assertThat(averaged).isNotEqualTo(features(model, TRAINED));
      FeatureOptions batch = AVERAGED.withBatchNorm(BatchNormMode.BATCH);
      assertThat(features(model, batch))
          .isEqualTo(features(byHand, FeatureOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH)));

      assertThatThrownBy(() -> features(byHand, AVERAGED))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no moving average of D's weights")
          .hasMessageContaining("discriminatorEmaDecay");
      assertThat(byHand.discriminator().features().description()).doesNotContain("averaged");
    }
    assertThat(model.discriminator().features().description()).contains("HWC, averaged weights");
    assertThat(model.discriminator().features(TRAINED).description()).doesNotContain("averaged");
  }

  @Test
  void givenAnAverage_whenImagesAreScored_thenTheTrainedWeightsAreUsed() throws IOException {
    PlainNetworks plain =
        new PlainNetworks(model.architecture(), discriminator(UnaryOperator.identity()));
    assertClose(
        "logits",
        model.discriminator().logits(images()),
        plain.discriminate(maps(images()), true).logits(),
        1e-3);
  }

  // Population statistics

  @Test
  void givenAnAverage_whenStatisticsAreGathered_thenTheyAreThoseOfTheAveragedNetwork()
      throws IOException {
    PlainNetworks plain =
        new PlainNetworks(model.architecture(), discriminator(AveragedWeights::nameOf));
    Map<String, double[]> expected = new LinkedHashMap<>();
    int batches = IMAGES.size() / BATCH_SIZE;
    for (int batch = 0; batch < batches; batch++) {
      int[] indices = new int[BATCH_SIZE];
      for (int i = 0; i < BATCH_SIZE; i++) {
        indices[i] = batch * BATCH_SIZE + i;
      }
      for (PlainNetworks.Seen seen :
          plain.discriminate(maps(Images.read(IMAGES, indices)), false).seen()) {
        add(expected, seen.layer() + "/population-mean", seen.mean(), batches);
        add(expected, seen.layer() + "/population-variance", seen.variance(), batches);
      }
    }
    assertThat(expected).hasSize(2);
    expected.forEach(
        (name, values) ->
            assertClose(name, model.read(AveragedWeights.nameOf(name)), values, 1e-3));
  }

  private static void add(
      Map<String, double[]> averages, String name, double[] values, int batches) {
    double[] sum = averages.computeIfAbsent(name, n -> new double[values.length]);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i] / batches;
    }
  }

  @Test
  void givenNoStatisticsForTheCurrentAverage_whenFeaturesAreExtracted_thenOnlyTheTrainedWeightsAre()
      throws IOException {
    try (TensorFlowDcgan on = Models.load(trained)) {
      assertOnlyTrained(on);
      assertThat(features(on, AVERAGED.withBatchNorm(BatchNormMode.BATCH)))
          .isEqualTo(features(model, AVERAGED.withBatchNorm(BatchNormMode.BATCH)));
      on.gatherStatistics(IMAGES, BATCH_SIZE);
      assertThat(features(on, AVERAGED)).isEqualTo(features(model, AVERAGED));

      on.train(ONE_BATCH, averaging().build());
      assertThat(on.counters().discriminatorAverages()).isEqualTo(9);
      assertOnlyTrained(on);
    }
  }

  private static void assertOnlyTrained(Dcgan of) throws IOException {
    assertThatThrownBy(() -> features(of, AVERAGED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the moving average of D's weights has no population statistics")
        .hasMessageContaining("call gatherStatistics after the training");
    assertThat(features(of, FeatureOptions.DEFAULT)).isEqualTo(features(of, TRAINED));
    assertThat(of.discriminator().features().description()).doesNotContain("averaged");
  }

  @Test
  void givenSpectralNormalization_whenFeaturesAreExtracted_thenTheAverageNeedsNoStatistics()
      throws IOException {
    try (TensorFlowDcgan spectral = spectral();
        TensorFlowDcgan byHand = spectral()) {
      spectral.train(IMAGES, averaging().build());
      copyAverage(spectral, byHand);
      spectral.variables().stream()
          .filter(name -> name.endsWith("/spectral-vector"))
          .forEach(name -> byHand.write(name, spectral.read(name)));
      byHand.counters(new Counters(1, 1, 1, 1, 1));
      assertThat(features(spectral, AVERAGED))
          .isEqualTo(features(byHand, TRAINED))
          .isNotEqualTo(features(spectral, TRAINED));
    }
  }

  private static TensorFlowDcgan spectral() {
    return (TensorFlowDcgan)
        Dcgan.builder()
            .architecture(
                model
                    .architecture()
                    .withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL))
            .precision(Models.RUNTIME.precision())
            .device(Models.RUNTIME.device())
            .threads(Models.RUNTIME.threads())
            .build();
  }

  // Files

  @Test
  void givenAnAverageWithStatistics_whenSavedAndLoaded_thenItIsTheSame() throws IOException {
    model.save(folder);
    try (TensorFlowDcgan loaded = Models.load(folder)) {
      assertThat(loaded.counters()).isEqualTo(model.counters());
      assertSameBits(state(loaded), state(model));
      assertThat(features(loaded, AVERAGED)).isEqualTo(features(model, AVERAGED));
    }
  }

  @Test
  void givenAnAverage_whenTrainedOnWithoutOne_thenItIsDiscardedAndALaterOneBeginsAnew()
      throws IOException {
    try (TensorFlowDcgan on = Models.load(trained)) {
      on.train(ONE_BATCH, plan().batchSize(BATCH_SIZE).build());
      assertThat(on.counters().discriminatorAverages()).isZero();
      assertThatThrownBy(() -> features(on, AVERAGED)).hasMessageContaining("no moving average");
      on.save(folder);

      on.train(ONE_BATCH, averaging().build());
      assertThat(on.counters().discriminatorAverages()).isEqualTo(1);
      on.architecture()
          .discriminatorParameters()
          .forEach(
              p ->
                  assertThat(on.read(AveragedWeights.nameOf(p.name())))
                      .as(p.name())
                      .isEqualTo(on.read(p.name())));
    }
    try (TensorFlowDcgan without = Models.load(folder)) {
      assertThat(without.variables()).noneMatch(AveragedWeights::isAveraged);
    }
  }

  @Test
  void givenAnAverage_whenExported_thenFeaturesAreThoseOfTheChosenWeightsAndScoresAreTrained()
      throws IOException {
    assertExported(DiscriminatorWeights.AUTO, AVERAGED);
    assertExported(DiscriminatorWeights.TRAINED, TRAINED);

    WeightFiles.export(model, folder.resolve("weights"));
    try (Dcgan imported = WeightFiles.load(folder.resolve("weights"), Models.RUNTIME)) {
      assertThat(features(imported, FeatureOptions.DEFAULT)).isEqualTo(features(model, TRAINED));
    }
    try (TensorFlowDcgan without = Models.load(trained)) {
      Path refused = folder.resolve("refused");
      assertThatThrownBy(() -> SavedModels.export(without, refused, DiscriminatorWeights.AVERAGED))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call gatherStatistics");
      assertThat(refused).doesNotExist();
    }
  }

  private void assertExported(DiscriminatorWeights weights, FeatureOptions same)
      throws IOException {
    Path saved = folder.resolve(weights.name());
    SavedModels.export(model, saved, weights);
    Images images = images();
    try (SavedModelBundle bundle = SavedModelBundle.load(saved.toString(), "serve");
        TFloat32 input = Tensors.of(Shape.of(images.count(), 16, 16, 3), images.data());
        Result features = bundle.function("features").call(Map.of("images", (Tensor) input));
        Result scores = bundle.function("score").call(Map.of("images", (Tensor) input))) {
      float[] expected = new float[images.count() * features(model, same).dim()];
      features(model, same).data().get(expected);
      assertThat(Tensors.floats((TFloat32) features.get("features").orElseThrow()))
          .containsExactly(expected, within(1e-4f));
      assertThat(Tensors.floats((TFloat32) scores.get("logits").orElseThrow()))
          .containsExactly(model.discriminator().logits(images), within(1e-4f));
    }
  }
}
