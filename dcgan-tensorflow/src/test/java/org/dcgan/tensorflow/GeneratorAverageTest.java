package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.Models.assertSameBits;
import static org.dcgan.tensorflow.Models.plan;
import static org.dcgan.tensorflow.Models.state;
import static org.dcgan.tensorflow.Models.tiny;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcgan.Dcgan;
import org.dcgan.GeneratorWeights;
import org.dcgan.SamplingOptions;
import org.dcgan.image.Images;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.tensorflow.training.AveragedWeights;
import org.dcgan.testing.TestImages;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sampling with the moving average of G's weights. */
class GeneratorAverageTest {
  private static final double DECAY = 0.9;
  private static final SamplingOptions TRAINED =
      SamplingOptions.DEFAULT.withWeights(GeneratorWeights.TRAINED);
  private static final SamplingOptions AVERAGED =
      SamplingOptions.DEFAULT.withWeights(GeneratorWeights.AVERAGED);

  private static TensorFlowDcgan model;

  /** Where the average of the statistics stands that training gathers, for comparison. */
  private static final Map<String, double[]> averageOfStatistics = new LinkedHashMap<>();

  private static TrainingPlan.Builder averaging() {
    return plan()
        .generatorEmaDecay(DECAY)
        .adam(AdamOptions.DEFAULT.toBuilder().learningRate(5e-3).build());
  }

  @BeforeAll
  static void train() throws IOException {
    model = tiny();
    model.train(
        TestImages.squares(160, Models.SHAPE),
        averaging().batchSize(16).epochs(4).build(),
        new TrainingListener() {
          @Override
          public void onStep(TrainingEvent.StepEnd event) {
            model.variables().stream()
                .filter(name -> name.startsWith("generator/"))
                .filter(name -> name.contains("population") && !name.endsWith("average"))
                .forEach(name -> average(name, event.step()));
          }
        });
  }

  private static void average(String name, long n) {
    double[] now = doubles(model.read(name));
    double[] so = averageOfStatistics.computeIfAbsent(name, any -> new double[now.length]);
    double rate = (1 - DECAY) / (1 - Math.pow(DECAY, n));
    for (int i = 0; i < so.length; i++) {
      so[i] += rate * (now[i] - so[i]);
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  // Which weights

  @Test
  void givenAnAverage_whenSampled_thenItIsUsedUnlessTheTrainedWeightsAreRequested() {
    Latents latents = model.latents(5, 1);
    Images images = model.generator().generate(latents);
    assertThat(images).isEqualTo(model.generator().generate(latents, AVERAGED));
    assertThat(images).isNotEqualTo(model.generator().generate(latents, TRAINED));
    assertThat(model.sample(5, 1)).isEqualTo(images);
  }

  @Test
  void givenAnAverage_whenExported_thenTheFilesGenerateWhatIsSampled(@TempDir Path folder)
      throws IOException {
    Latents latents = model.latents(5, 3);
    String layer = model.architecture().generatorFeatureLayers().get(0).name();
    SamplingOptions without = SamplingOptions.DEFAULT.without(RemovedMaps.of(layer, List.of(0)));

    WeightFiles.export(model, folder.resolve("weights"));
    try (Dcgan imported = WeightFiles.load(folder.resolve("weights"), Models.RUNTIME)) {
      assertThat(imported.generator().generate(latents))
          .isEqualTo(model.generator().generate(latents));
      assertThat(imported.generator().generate(latents, without))
          .isEqualTo(model.generator().generate(latents, without))
          .isNotEqualTo(model.generator().generate(latents));
    }
  }

  @Test
  void givenNoAverage_whenAskedFor_thenItIsRefusedAndTheDefaultIsTheTrainedWeights()
      throws IOException {
    try (TensorFlowDcgan without = Models.trained()) {
      Latents latents = without.latents(3, 1);
      assertThatThrownBy(() -> without.generator().generate(latents, AVERAGED))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no moving average of G's weights")
          .hasMessageContaining("generatorEmaDecay");
      assertThat(without.generator().generate(latents))
          .isEqualTo(without.generator().generate(latents, TRAINED));
    }
  }

  // Population statistics

  /** Statistics of the averaged network over many latents, by plain loops. */
  private static Map<String, double[]> byHand() {
    Map<String, double[]> averages = new LinkedHashMap<>();
    int batches = 16;
    for (int batch = 0; batch < batches; batch++) {
      double[] latents = doubles(model.latents(64, 1000 + batch).toArray());
      for (PlainNetworks.Seen seen :
          new PlainNetworks(model.architecture(), averagedParameters())
              .generate(latents, false)
              .seen()) {
        add(averages, seen.layer() + "/population-mean", seen.mean(), batches);
        add(averages, seen.layer() + "/population-variance", seen.variance(), batches);
      }
    }
    return averages;
  }

  private static void add(
      Map<String, double[]> averages, String name, double[] values, int batches) {
    double[] sum = averages.computeIfAbsent(name, n -> new double[values.length]);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i] / batches;
    }
  }

  private static Map<String, double[]> averagedParameters() {
    Map<String, double[]> parameters = new HashMap<>();
    model
        .architecture()
        .generatorParameters()
        .forEach(
            p -> parameters.put(p.name(), doubles(model.read(AveragedWeights.nameOf(p.name())))));
    return parameters;
  }

  @Test
  void givenAnAverage_whenSampled_thenItsPopulationStatisticsAreThoseOfTheAveragedNetwork() {
    model.sample(1, 1);
    // By other latents than the model's own: what they agree on is the population.
    Map<String, double[]> right = byHand();
    for (String layer : List.of("generator/projection", "generator/convolution1")) {
      // A unit of the projection has one value a latent, a feature map 64.
      double tolerance = layer.endsWith("projection") ? 0.25 : 0.05;
      double[] mean = right.get(layer + "/population-mean");
      double[] variance = right.get(layer + "/population-variance");
      float[] gathered = model.read(AveragedWeights.nameOf(layer + "/population-mean"));
      for (int i = 0; i < mean.length; i++) {
        assertThat((gathered[i] - mean[i]) / Math.sqrt(variance[i]))
            .as("%s at %d, in deviations", layer, i)
            .isBetween(-tolerance, tolerance);
      }
      assertClose(
          layer,
          model.read(AveragedWeights.nameOf(layer + "/population-variance")),
          variance,
          tolerance);
    }
  }

  @Test
  void givenAnAverage_whenStatisticsWereAveragedInstead_thenTheirVariancesWouldBeTooLarge() {
    model.sample(1, 1);
    Map<String, double[]> right = byHand();
    String variance = "generator/convolution1/population-variance";
    double averaged = meanRatio(averageOfStatistics.get(variance), right.get(variance));
    double gathered =
        meanRatio(doubles(model.read(AveragedWeights.nameOf(variance))), right.get(variance));
    assertThat(Math.abs(gathered - 1)).as("gathered %s", gathered).isLessThan(0.03);
    assertThat(averaged).as("averaged").isGreaterThan(1.1);
  }

  private static double meanRatio(double[] values, double[] of) {
    double sum = 0;
    for (int i = 0; i < of.length; i++) {
      sum += values[i] / of[i];
    }
    return sum / of.length;
  }

  @Test
  void givenASampledAverage_whenTrainingGoesOn_thenItsStatisticsAndSamplesFollow(
      @TempDir Path folder) throws IOException {
    String variance = AveragedWeights.nameOf("generator/convolution1/population-variance");
    model.save(folder.resolve("before"));
    try (TensorFlowDcgan on = Models.load(folder.resolve("before"))) {
      Images sampled = on.sample(2, 1);
      assertThat(sampled).isEqualTo(model.sample(2, 1));
      float[] before = on.read(variance);
      on.train(TestImages.squares(64, Models.SHAPE), averaging().build());
      Images after = on.sample(2, 1);
      assertThat(after).isNotEqualTo(sampled);
      assertThat(on.read(variance)).isNotEqualTo(before);
      on.save(folder.resolve("after"));
      try (TensorFlowDcgan fresh = Models.load(folder.resolve("after"))) {
        assertThat(fresh.sample(2, 1)).isEqualTo(after);
      }
    }
  }

  // Files

  @Test
  void givenAnAverage_whenSavedAndLoaded_thenItIsTheSame(@TempDir Path folder) throws IOException {
    model.save(folder);
    try (TensorFlowDcgan loaded = Models.load(folder)) {
      assertThat(loaded.counters()).isEqualTo(model.counters());
      assertSameBits(state(loaded), state(model));
      assertThat(loaded.sample(3, 1)).isEqualTo(model.sample(3, 1));
    }
  }

  @Test
  void givenAnAverage_whenTrainedOnWithoutOne_thenItIsDroppedAndNotSaved(@TempDir Path folder)
      throws IOException {
    model.save(folder.resolve("with"));
    try (TensorFlowDcgan on = Models.load(folder.resolve("with"))) {
      on.train(TestImages.squares(64, Models.SHAPE), plan().build());
      assertThat(on.counters().generatorAverages()).isZero();
      assertThat(on.sample(3, 1)).isEqualTo(on.generator().generate(on.latents(3, 1), TRAINED));
      on.save(folder.resolve("without"));
    }
    try (TensorFlowDcgan without = Models.load(folder.resolve("without"))) {
      assertThat(without.variables()).noneMatch(AveragedWeights::isAveraged);
    }
  }
}
