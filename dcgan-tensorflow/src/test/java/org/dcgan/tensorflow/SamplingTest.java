package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcgan.Dcgan;
import org.dcgan.ResourceLimitException;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Samples, scores and features of a model outside training. */
class SamplingTest {
  private static final SamplingOptions BY_BATCH =
      SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH);

  /** More than the engine takes at once. */
  private static final int MANY = 70;

  private static TensorFlowDcgan model;

  @BeforeAll
  static void train() throws IOException {
    model = Models.trained();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static void assertSameImages(Images actual, Images expected) {
    assertThat(actual.count()).isEqualTo(expected.count());
    assertThat(actual.toArray()).containsExactly(expected.toArray(), within(1e-5f));
  }

  // Company

  @Test
  void givenALatent_whenGeneratedAloneAndInABatch_thenTheImageIsTheSame() {
    Latents latents = model.latents(MANY, 1);
    Images together = model.generator().generate(latents);
    assertThat(together.count()).isEqualTo(MANY);
    for (int n : new int[] {0, 1, 63, 64, MANY - 1}) {
      assertSameImages(
          model.generator().generate(latents.slice(n, n + 1)), together.slice(n, n + 1));
    }
    assertThat(together.slice(0, 1)).isNotEqualTo(together.slice(1, 2));
  }

  @Test
  void givenBatchStatistics_whenALatentIsInAnotherBatch_thenItsImageDiffers() {
    Latents latents = model.latents(8, 1);
    Images four = model.generator().generate(latents.slice(0, 4), BY_BATCH);
    Images eight = model.generator().generate(latents, BY_BATCH);
    assertThat(maxDifference(four.slice(0, 1), eight.slice(0, 1))).isGreaterThan(1e-2f);
  }

  private static float maxDifference(Images a, Images b) {
    float most = 0;
    float[] x = a.toArray();
    float[] y = b.toArray();
    for (int i = 0; i < x.length; i++) {
      most = Math.max(most, Math.abs(x[i] - y[i]));
    }
    return most;
  }

  @Test
  void givenImages_whenScoredAloneAndInABatch_thenScoresAndFeaturesAreTheSame() throws IOException {
    Images images = Images.of(Models.noise(MANY).all());
    float[] together = model.discriminator().logits(images);
    FeatureExtractor extractor = model.discriminator().features();
    Features features = extractor.extract(images);
    assertThat(together).hasSize(MANY);
    assertThat(together[1]).isNotEqualTo(together[0]);
    for (int n : new int[] {0, 63, 64, MANY - 1}) {
      Images alone = images.slice(n, n + 1);
      assertThat(model.discriminator().logits(alone)[0]).isCloseTo(together[n], within(1e-5f));
      assertThat(extractor.extract(alone).row(0)).containsExactly(features.row(n), within(1e-4f));
    }
  }

  @Test
  void givenBatchStatistics_whenImagesAreInAnotherBatch_thenTheScoresDiffer() throws IOException {
    Images images = Images.of(Models.noise(8).all());
    float[] eight = model.discriminator().logits(images, BatchNormMode.BATCH);
    float[] four = model.discriminator().logits(images.slice(0, 4), BatchNormMode.BATCH);
    assertThat(four[0]).isNotCloseTo(eight[0], within(1e-4f));
  }

  @Test
  void givenScores_whenAskedForProbabilities_thenTheyAreTheSigmoidOfTheLogits() throws IOException {
    Images images = Images.of(Models.noise(3).all());
    float[] logits = model.discriminator().logits(images);
    float[] probabilities = model.discriminator().probabilities(images);
    for (int i = 0; i < 3; i++) {
      assertThat((double) probabilities[i]).isCloseTo(1 / (1 + Math.exp(-logits[i])), within(1e-6));
    }
  }

  // Against the definition

  private static PlainNetworks plain(TensorFlowDcgan dcgan) {
    Map<String, double[]> values = new HashMap<>();
    Models.state(dcgan).forEach((name, v) -> values.put(name, doubles(v)));
    return new PlainNetworks(dcgan.architecture(), values);
  }

  private static Maps maps(Images images) {
    return new Maps(
        images.count(),
        images.shape().height(),
        images.shape().channels(),
        doubles(images.toArray()));
  }

  @Test
  void givenATrainedModel_whenItGeneratesAndScores_thenThePlainLoopsDoTheSame() {
    Latents latents = model.latents(3, 9);
    Images images = model.generator().generate(latents);
    PlainNetworks plain = plain(model);
    assertClose(
        "images",
        images.toArray(),
        plain.generate(doubles(latents.toArray()), true).images().values(),
        1e-4);
    assertClose(
        "logits",
        model.discriminator().logits(images),
        plain.discriminate(maps(images), true).logits(),
        1e-3);
  }

  @Test
  void givenAModelInUse_whenStatisticsOrWeightsChange_thenImagesScoresAndFeaturesFollow()
      throws IOException {
    try (TensorFlowDcgan changing = Models.trained()) {
      assertIsPlain(changing);
      changing.gatherStatistics(Models.noise(12), 4);
      assertIsPlain(changing);
      changing.train(Models.noise(8), Models.plan().build());
      assertIsPlain(changing);
      String gain = "discriminator/convolution2/gain";
      float[] values = changing.read(gain);
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1.5f;
      }
      changing.write(gain, values);
      assertIsPlain(changing);
    }
  }

  private static void assertIsPlain(TensorFlowDcgan dcgan) {
    PlainNetworks plain = plain(dcgan);
    Latents latents = dcgan.latents(2, 9);
    Images images = dcgan.generator().generate(latents);
    assertClose(
        "images",
        images.toArray(),
        plain.generate(doubles(latents.toArray()), true).images().values(),
        1e-4);
    PlainNetworks.DiscriminatorResult scored = plain.discriminate(maps(images), true);
    assertClose("logits", dcgan.discriminator().logits(images), scored.logits(), 1e-3);
    Features features =
        dcgan.discriminator().features(FeatureOptions.DEFAULT.withLayers(1)).extract(images);
    Maps last = scored.featureMaps().get(scored.featureMaps().size() - 1);
    assertThat((double) features.value(1, 0)).isCloseTo(pooled(last, 1, 0, 0, 0), within(1e-4));
  }

  @Test
  void givenScoresAndActivations_whenFeaturesAreExtracted_thenNoMoreWeightsAreKept()
      throws IOException {
    Images images = Images.of(Models.noise(1).all());
    try (TensorFlowDcgan used = Models.trained()) {
      assertThat(used.discriminator().logits(images)).hasSize(1);
      long variables = variables(used);
      assertThat(used.discriminator().features().extract(images).count()).isEqualTo(1);
      String layer = "discriminator/convolution1";
      assertThat(used.discriminator().activations(images, layer).count()).isEqualTo(1);

      assertThat(variables(used)).isEqualTo(variables);
    }
  }

  private static long variables(TensorFlowDcgan dcgan) {
    long count = 0;
    for (var i = dcgan.graph().operations(); i.hasNext(); ) {
      count += i.next().type().equals("VariableV2") ? 1 : 0;
    }
    return count;
  }

  @Test
  void givenFeatures_whenExtracted_thenTheyAreEveryLayersMapsMaxPooledToFourByFour()
      throws IOException {
    Images images = Images.of(Models.noise(2).all());
    for (FeatureLayout layout : FeatureLayout.values()) {
      FeatureExtractor extractor =
          model.discriminator().features(new FeatureOptions(BatchNormMode.POPULATION, layout));
      assertThat(extractor.dimension()).isEqualTo(16 * (4 + 8));
      assertThat(extractor.inputShape()).isEqualTo(Models.SHAPE);
      Features features = extractor.extract(images);
      List<Double> expected = new ArrayList<>();
      for (Maps layer : plain(model).discriminate(maps(images), true).featureMaps()) {
        for (int a = 0; a < (layout == FeatureLayout.CHW ? layer.maps() : 16); a++) {
          for (int b = 0; b < (layout == FeatureLayout.CHW ? 16 : layer.maps()); b++) {
            int map = layout == FeatureLayout.CHW ? a : b;
            int cell = layout == FeatureLayout.CHW ? b : a;
            expected.add(pooled(layer, 1, cell / 4, cell % 4, map));
          }
        }
      }
      assertClose(
          layout.name(),
          features.row(1),
          expected.stream().mapToDouble(Double::doubleValue).toArray(),
          1e-4);
    }
  }

  @Test
  void givenMeanPoolingOfTheLastLayer_whenExtracted_thenFeaturesAreMeansOfItsMapsOnly()
      throws IOException {
    Images images = Images.of(Models.noise(2).all());
    FeatureExtractor extractor =
        model
            .discriminator()
            .features(FeatureOptions.DEFAULT.withPooling(FeaturePooling.MEAN).withLayers(2));
    assertThat(extractor.dimension()).isEqualTo(16 * (4 + 8));
    FeatureExtractor last =
        model
            .discriminator()
            .features(FeatureOptions.DEFAULT.withPooling(FeaturePooling.MEAN).withLayers(1));
    assertThat(last.dimension()).isEqualTo(16 * 8);
    assertThat(last.description()).contains("128 features of the last 1 convolutions, mean-pooled");

    List<Double> means = new ArrayList<>();
    for (Maps layer : plain(model).discriminate(maps(images), true).featureMaps()) {
      for (int cell = 0; cell < 16; cell++) {
        for (int map = 0; map < layer.maps(); map++) {
          means.add(mean(layer, 1, cell / 4, cell % 4, map));
        }
      }
    }
    double[] all = means.stream().mapToDouble(Double::doubleValue).toArray();
    assertClose("both layers", extractor.extract(images).row(1), all, 1e-4);
    assertClose(
        "the last layer",
        last.extract(images).row(1),
        Arrays.copyOfRange(all, 16 * 4, all.length),
        1e-4);
    assertThatThrownBy(() -> model.discriminator().features(FeatureOptions.DEFAULT.withLayers(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layers must be at most 2, the convolutions of the discriminator, got 3");
  }

  private static double mean(Maps layer, int n, int row, int column, int map) {
    int pool = layer.side() / 4;
    double sum = 0;
    for (int y = row * pool; y < (row + 1) * pool; y++) {
      for (int x = column * pool; x < (column + 1) * pool; x++) {
        sum += layer.values()[((n * layer.side() + y) * layer.side() + x) * layer.maps() + map];
      }
    }
    return sum / (pool * pool);
  }

  private static double pooled(Maps layer, int n, int row, int column, int map) {
    int pool = layer.side() / 4;
    double most = Double.NEGATIVE_INFINITY;
    for (int y = row * pool; y < (row + 1) * pool; y++) {
      for (int x = column * pool; x < (column + 1) * pool; x++) {
        int index = ((n * layer.side() + y) * layer.side() + x) * layer.maps() + map;
        most = Math.max(most, layer.values()[index]);
      }
    }
    return most;
  }

  // Seeds and counts

  @Test
  void givenASeed_whenMoreAreSampled_thenTheFirstStayTheSame() {
    Images few = model.sample(3, 77);
    assertSameImages(model.sample(MANY, 77).slice(0, 3), few);
    assertThat(model.sample(3, 77)).isEqualTo(few);
    assertThat(model.sample(3, 78)).isNotEqualTo(few);
  }

  @Test
  void givenWholeGroupsOf64_whenMoreAreSampled_thenTheyAreTheSameToTheBit() {
    assertThat(model.sample(130, 77).slice(0, 64)).isEqualTo(model.sample(64, 77));
    assertThat(model.sample(130, 77).slice(64, 128))
        .isEqualTo(model.sample(128, 77).slice(64, 128));
  }

  @Test
  void givenManySamples_whenHandedOverInBatches_thenTheyAreThoseOfOneCall() {
    List<Images> batches = new ArrayList<>();

    model.sampleInBatches(600, 77, batches::add);

    assertThat(batches).extracting(Images::count).containsExactly(256, 256, 88);
    assertThat(Images.concat(batches)).isEqualTo(model.sample(600, 77));
    assertThatThrownBy(() -> model.sampleInBatches(-1, 77, batches::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void givenMoreThanFitIntoAnArrayOrTheHeap_whenSampled_thenTheErrorNamesTheStreamingWay() {
    for (int count : new int[] {10_000_000, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> model.sample(count))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("16x16x3", "-Xmx", "sampleInBatches");
      assertThatThrownBy(() -> model.sample(count, 1))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll(String.format(java.util.Locale.ROOT, "%,d images", count), "MB");
    }
  }

  @Test
  void givenNoSeed_whenSampledTwice_thenTheImagesDifferAndTheSequenceIsTheModels()
      throws IOException {
    try (TensorFlowDcgan one = Models.trained();
        TensorFlowDcgan other = Models.trained()) {
      Images first = one.sample(2);
      Images second = one.sample(2);
      assertThat(second).isNotEqualTo(first);
      assertThat(other.sample(2)).isEqualTo(first);
      assertThat(other.sample(2)).isEqualTo(second);
    }
  }

  @Test
  void givenASample_whenInspected_thenItIsOfTheModelsShapeAndInRange() {
    Images images = model.sample(5, 1);
    assertThat(images.count()).isEqualTo(5);
    assertThat(images.shape()).isEqualTo(Models.SHAPE);
    for (float value : images.toArray()) {
      assertThat(value).isBetween(-1f, 1f);
    }
  }

  @Test
  void givenAnEmptyBatch_whenGeneratedScoredOrExtracted_thenTheResultIsEmpty() {
    assertThat(model.sample(0).count()).isZero();
    assertThat(model.sample(0, 5).count()).isZero();
    Images none = Images.of(Models.SHAPE, new float[0]);
    assertThat(model.discriminator().logits(none)).isEmpty();
    assertThat(model.discriminator().logits(none, BatchNormMode.BATCH)).isEmpty();
    assertThat(model.discriminator().features().extract(none).count()).isZero();
    assertThat(model.generator().generate(model.latents(0, 1), BY_BATCH).count()).isZero();
  }

  // Requests that do not fit

  @Test
  void givenANegativeCount_whenSampled_thenItIsRefused() {
    assertThatThrownBy(() -> model.sample(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> model.sample(-1, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenLatentsOfAnotherDimension_whenGenerated_thenBothDimensionsAreNamed() {
    Latents latents = Latents.of(7, new float[14]);
    assertThatThrownBy(() -> model.generator().generate(latents))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 dimensions, got 7");
  }

  @Test
  void givenImagesOfAnotherShape_whenScored_thenBothShapesAndTheRemedyAreNamed() {
    for (ImageShape shape : List.of(ImageShape.square(32, 3), ImageShape.square(16, 1))) {
      Images images = Images.of(shape, new float[2 * shape.size()]);
      assertThatThrownBy(() -> model.discriminator().logits(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("16x16x3", shape.toString(), "crop or resize");
      assertThatThrownBy(() -> model.discriminator().features().extract(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("16x16x3", shape.toString());
    }
  }

  @Test
  void givenAnUntrainedModel_whenAskedByPopulation_thenTheErrorSaysWhatToDo() {
    try (Dcgan untrained = Models.tiny()) {
      Images images = untrained.generator().generate(untrained.latents(2, 1), BY_BATCH);
      assertThat(untrained.discriminator().logits(images, BatchNormMode.BATCH)).hasSize(2);
      assertThatThrownBy(() -> untrained.sample(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("generator", "train", "gatherStatistics", "BatchNormMode.BATCH");
      assertThatThrownBy(() -> untrained.discriminator().logits(images))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              "discriminator", "train", "gatherStatistics", "BatchNormMode.BATCH");
    }
  }

  // Population statistics without training

  @Test
  void givenImages_whenStatisticsAreGathered_thenTheyAreThePlainAverageOverBatches()
      throws IOException {
    // Batches of 4, 4 and 2: each counts alike. Image 9 is replaced by the next; 11 is left over.
    TestImages source = Models.noise(12).withUnreadable(9);
    try (TensorFlowDcgan untrained = Models.tiny()) {
      untrained.gatherStatistics(source, 4);

      Map<String, double[]> expected = new HashMap<>();
      PlainNetworks plain = plain(untrained);
      int[][] batches = {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 10, 11}};
      for (int i = 0; i < batches.length; i++) {
        List<Pixels> pixels = new ArrayList<>();
        for (int index : batches[i]) {
          pixels.add(source.read(index));
        }
        // The stream that the statistics' latents are drawn from.
        Latents latents =
            Latents.sample(
                untrained.architecture().latentDistribution(), 4, 8, Dcgan.DEFAULT_SEED, 6, i);
        List<PlainNetworks.Seen> seen =
            new ArrayList<>(plain.discriminate(maps(Images.of(pixels)), false).seen());
        seen.addAll(plain.generate(doubles(latents.toArray()), false).seen());
        for (PlainNetworks.Seen layer : seen) {
          addThird(expected, layer.layer() + "/population-mean", layer.mean());
          addThird(expected, layer.layer() + "/population-variance", layer.variance());
        }
      }
      assertThat(expected).hasSize(2 * 3);
      expected.forEach((name, values) -> assertClose(name, untrained.read(name), values, 1e-3));
      assertThat(untrained.sample(2).count()).isEqualTo(2);
      assertThat(untrained.step()).isZero();
    }
  }

  private static void addThird(Map<String, double[]> sums, String name, double[] values) {
    double[] sum = sums.computeIfAbsent(name, n -> new double[values.length]);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i] / 3;
    }
  }

  @Test
  void givenALastBatchOfOneImage_whenStatisticsAreGathered_thenItDoesNotCount() throws IOException {
    try (TensorFlowDcgan four = Models.tiny();
        TensorFlowDcgan five = Models.tiny()) {
      four.gatherStatistics(Models.noise(4), 4);
      five.gatherStatistics(Models.noise(5), 4);
      Models.assertSameBits(Models.state(five), Models.state(four));
    }
  }

  @Test
  void givenOnlyUnreadableImages_whenStatisticsAreGathered_thenTheErrorSaysSoAndNothingChanges()
      throws IOException {
    Map<String, float[]> before = Models.state(model);
    assertThatThrownBy(() -> model.gatherStatistics(Models.noise(8).withAllUnreadable(), 4))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("8 images of noise(8 of 16x16x3)", "fewer could be read");
    Models.assertSameBits(Models.state(model), before);
  }

  @Test
  void givenASourceThatBreaksItsPromiseOfAShape_whenStatisticsAreGathered_thenBothAreNamed() {
    TestImages liar =
        TestImages.of(
            8,
            java.util.Optional.of(Models.SHAPE),
            TestImages.noise(8, ImageShape.square(32, 3))::read);
    assertThatThrownBy(() -> model.gatherStatistics(liar, 4))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("#0", "32x32x3", "16x16x3");
  }

  @Test
  void givenABatchOfOne_whenStatisticsAreGathered_thenItIsRefused() {
    assertThatThrownBy(() -> model.gatherStatistics(Models.noise(8), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2");
  }

  @Test
  void givenStatisticsGatheredAgainAndAgain_whenTheGraphIsLookedAt_thenItDoesNotGrow()
      throws IOException {
    try (TensorFlowDcgan untrained = Models.tiny()) {
      untrained.gatherStatistics(Models.noise(4), 4);
      int operations = operations(untrained);
      untrained.gatherStatistics(Models.noise(4), 2);
      assertThat(operations(untrained)).isEqualTo(operations);
    }
  }

  private static int operations(TensorFlowDcgan dcgan) {
    int count = 0;
    for (var i = dcgan.graph().operations(); i.hasNext(); i.next()) {
      count++;
    }
    return count;
  }

  // Threads

  @Test
  void givenSeveralThreads_whenTheyAllSampleAndScoreAtOnce_thenEachGetsWhatItWouldGetAlone()
      throws Exception {
    int tasks = 12;
    List<Images> alone = new ArrayList<>();
    List<float[]> scores = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      alone.add(model.sample(5, i));
      scores.add(model.discriminator().logits(alone.get(i)));
    }
    // Another model, whose graph has yet to be drawn: all ask for that at once.
    try (TensorFlowDcgan fresh = Models.trained()) {
      ExecutorService threads = Executors.newFixedThreadPool(6);
      CountDownLatch start = new CountDownLatch(1);
      try {
        List<Future<Images>> images = new ArrayList<>();
        List<Future<float[]>> logits = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
          int seed = i;
          images.add(
              threads.submit(
                  () -> {
                    start.await();
                    return fresh.sample(5, seed);
                  }));
          logits.add(threads.submit(() -> fresh.discriminator().logits(alone.get(seed))));
        }
        start.countDown();
        for (int i = 0; i < tasks; i++) {
          assertSameImages(images.get(i).get(), alone.get(i));
          assertThat(logits.get(i).get()).containsExactly(scores.get(i), within(1e-5f));
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }
}
