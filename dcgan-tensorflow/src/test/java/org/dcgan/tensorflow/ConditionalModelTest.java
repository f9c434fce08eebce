package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.image.ImageSampler;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.latent.Labels;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.network.Tensors;
import org.dcgan.tensorflow.reference.AuthorsMnist;
import org.dcgan.tensorflow.training.Counters;
import org.dcgan.testing.TestImages;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.ModelScore;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;
import org.dcgan.training.TrainingPlan;
import org.dcgan.training.TrainingSummary;
import org.dcgan.training.UpdateSchedule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Models with classes: training, sampling, scoring, files, and what they refuse. */
class ConditionalModelTest {
  private static final int CLASSES = 3;
  private static final SamplingOptions BY_BATCH =
      SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH);

  @TempDir private Path folder;
  private static TensorFlowDcgan model;

  @BeforeAll
  static void train() throws IOException {
    model = (TensorFlowDcgan) Models.builder().classes(CLASSES).build();
    model.train(source(24), plan().build());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static TestImages source(int size) {
    return Models.noise(size).withClasses("ant", "bee", "cat");
  }

  private static TrainingPlan.Builder plan() {
    return Models.plan().samplesPerEpoch(6);
  }

  private static Labels one(int label) {
    return Labels.oneHot(CLASSES, label);
  }

  // Sampling

  @Test
  void givenNoLabels_whenSampled_thenThereAreNoImages() {
    Labels none = one(0).inTurn(0);

    assertThat(model.sample(none).count()).isZero();
    assertThat(model.sample(none, 42).count()).isZero();
    assertThat(model.sampleClass(0, 1).count()).isZero();
    assertThat(model.withLabels(one(1)).sample(0, 42).count()).isZero();
    assertThat(model.withLabels(one(1)).sample(0).count()).isZero();
    assertThat(model.sample(none, 42).shape()).isEqualTo(model.imageShape());
  }

  @Test
  void givenAViewOfAllClasses_whenSampledWithoutASeed_thenTheTurnGoesOnFromCallToCall()
      throws IOException {
    model.save(folder.resolve("model"));
    try (Dcgan twoCalls = Dcgan.load(folder.resolve("model"));
        Dcgan labels = Dcgan.load(folder.resolve("model"))) {
      Dcgan inTurn = twoCalls.withLabels(Labels.ofEachClass(CLASSES, 1));

      inTurn.sample(2);
      Images second = inTurn.sample(2);

      labels.sample(Labels.oneHot(CLASSES, 0, 1));
      assertThat(second).isEqualTo(labels.sample(Labels.oneHot(CLASSES, 2, 0)));
    }
  }

  // Training

  /** Class 0 is nearly black, class 1 nearly white. */
  @Test
  void givenADarkAndABrightClass_whenTrained_thenSamplesOfEachAreOfItsBrightness()
      throws IOException {
    ImageShape shape = ImageShape.square(16, 1);
    TestImages source =
        TestImages.filled(64, shape, i -> i % 2 == 0 ? 20 + i / 2 : 235 - i / 2)
            .withClasses("dark", "bright");
    try (Dcgan dcgan = Models.builder().channels(1).width(4).latentDim(4).classes(2).build()) {
      dcgan.train(source, Models.plan().batchSize(16).epochs(75).build());

      assertThat(mean(dcgan.sampleClass(32, 0))).isLessThan(-0.3);
      assertThat(mean(dcgan.sampleClass(32, 1))).isGreaterThan(0.3);
    }
  }

  private static double mean(Images images) {
    double sum = 0;
    for (float value : images.toArray()) {
      sum += value;
    }
    return sum / images.toArray().length;
  }

  @Test
  void givenARunThatIsStopped_whenResumed_thenItEndsWithTheBitsOfAnUninterruptedRun()
      throws IOException {
    Path run = folder.resolve("run");
    TrainingPlan.Builder plan =
        plan()
            .epochs(3)
            .schedule(UpdateSchedule.ALTERNATING)
            .generatorEmaDecay(0.9)
            .discriminatorEmaDecay(0.8);
    try (TensorFlowDcgan whole = (TensorFlowDcgan) Models.builder().classes(CLASSES).build();
        Dcgan first = Models.builder().classes(CLASSES).build();
        TensorFlowDcgan second = (TensorFlowDcgan) Models.builder().classes(CLASSES).build()) {
      whole.train(source(24), plan.build());
      StopAt stop = new StopAt(7);
      first.train(source(24), plan.checkpoints(run).build(), stop.signal(), stop);
      second.train(source(24), plan.checkpoints(run).build());

      Models.assertSameBits(Models.state(second), Models.state(whole));
      assertThat(second.sample(Labels.ofEachClass(CLASSES, 2), 5))
          .isEqualTo(whole.sample(Labels.ofEachClass(CLASSES, 2), 5));
    }
    assertThatThrownBy(
            () -> {
              try (Dcgan other = Models.builder().classes(CLASSES + 1).build()) {
                other.train(source(24), plan.checkpoints(run).build());
              }
            })
        .hasMessageContaining("model.classes was 3, is 4");
  }

  @Test
  void givenOtherLabelsOfTheSameImages_whenTrained_thenTheWeightsDiffer() throws IOException {
    try (TensorFlowDcgan other = (TensorFlowDcgan) Models.builder().classes(CLASSES).build()) {
      other.train(source(24).withLabels(List.of("ant", "bee", "cat"), i -> 0), plan().build());

      assertThat(other.parameter("generator/convolution1/weights"))
          .isNotEqualTo(model.parameter("generator/convolution1/weights"));
    }
  }

  @Test
  void givenAnEpoch_whenItEnds_thenItsSamplesAreOneRowForEachClass() throws IOException {
    List<Images> samples = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(TrainingEvent.EpochEnd event) {
            samples.add(event.samples());
          }
        };
    try (TensorFlowDcgan dcgan = (TensorFlowDcgan) Models.builder().classes(CLASSES).build()) {
      dcgan.train(source(24), plan().seed(8).build(), listener);

      // The latents of the samples are those of the seed and of a stream of their own.
      Latents latents = Latents.sample(dcgan.architecture().latentDistribution(), 6, 8, 8, 4);
      assertThat(samples)
          .containsExactly(
              dcgan
                  .generator()
                  .withLabels(Labels.oneHot(CLASSES, 0, 0, 1, 1, 2, 2))
                  .generate(latents));
    }
  }

  @Test
  void givenAScore_whenACheckpointIsScored_thenItsSamplesHaveTheClassesInTurn() throws IOException {
    List<Images> scored = new ArrayList<>();
    ModelScore score =
        new ModelScore() {
          @Override
          public String name() {
            return "first";
          }

          @Override
          public double score(ImageSampler sampler) {
            sampler.sampleBatches(4, 3).forEach(scored::add);
            return 0;
          }
        };
    try (Dcgan dcgan = Models.builder().classes(CLASSES).build()) {
      dcgan.train(
          source(24),
          plan()
              .checkpoints(
                  CheckpointPolicy.builder(folder.resolve("scored")).keepBestBy(score).build())
              .build());

      assertThat(scored).containsExactly(dcgan.sample(Labels.oneHot(CLASSES, 0, 1, 2, 0), 3));
    }
  }

  @Test
  void givenAClassWithoutImages_whenTrained_thenTheSummaryNamesIt() throws IOException {
    try (Dcgan dcgan = Models.builder().classes(5).build()) {
      TrainingSummary summary =
          dcgan.train(
              source(8).withLabels(List.of("ant", "bee", "cat", "dog"), i -> i % 2),
              plan().build());

      assertThat(summary.emptyClasses()).containsExactly("cat", "dog", "4");
    }
    try (Dcgan dcgan = Models.builder().build()) {
      assertThat(dcgan.train(source(8), plan().build()).emptyClasses()).isEmpty();
    }
  }

  @Test
  void givenASourceWithUnsuitableLabels_whenTrainedOn_thenItIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> model.train(Models.noise(24), plan().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("3 classes", "image #0 of noise(24", "has none", "subfolder");
    TestImages tooMany = source(24).withLabels(List.of("a", "b", "c", "d"), i -> i % 4);
    assertThatThrownBy(() -> model.train(tooMany, plan().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("from 0 to 2", "image #3", "the label 3", "set classes to", ", 4");
    TestImages negative = source(24).withLabels(List.of(), i -> -7);
    assertThatThrownBy(() -> model.gatherStatistics(negative, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the label -7");
  }

  // Sampling

  @Test
  void givenTheSameLatent_whenTheLabelDiffers_thenTheImageDiffers() {
    Latents latent = model.latents(1, 4);
    List<Images> images = new ArrayList<>();
    for (Labels labels :
        List.of(one(0), one(1), one(2), one(0).lerp(one(2), 0.5), one(0).lerp(one(2), 0.25))) {
      images.add(model.generator().withLabels(labels).generate(latent));
    }
    assertThat(images).doesNotHaveDuplicates();
  }

  @Test
  void givenLabels_whenSampledInAnyWay_thenTheImagesAreThoseOfTheGeneratorWithThem() {
    Labels labels = Labels.oneHot(CLASSES, 2, 0, 1, 1);
    Images expected = model.generator().withLabels(labels).generate(model.latents(4, 9));

    assertThat(model.sample(labels, 9)).isEqualTo(expected);
    assertThat(model.withLabels(labels).sample(4, 9)).isEqualTo(expected);
    assertThat(model.sample(labels, 9, BY_BATCH)).isNotEqualTo(expected);
    assertThat(model.withLabels(labels).sample(4, 9, BY_BATCH))
        .isEqualTo(model.sample(labels, 9, BY_BATCH));
    assertThat(model.withLabels(one(1)).generator().generate(model.latents(3, 9)))
        .isEqualTo(model.sample(Labels.oneHot(CLASSES, 1, 1, 1), 9));
  }

  @Test
  void givenTwoModels_whenClassesAreSampledCallByCall_thenTheSequenceIsTheSameAndNothingRepeats()
      throws IOException {
    model.save(folder.resolve("model"));
    try (Dcgan one = Models.load(folder.resolve("model"));
        Dcgan other = Models.load(folder.resolve("model"))) {
      Images first = one.sampleClass(2, 1);
      Images second = one.withLabels(one(1)).sample(2);
      assertThat(second).isNotEqualTo(first);
      assertThat(other.sample(Labels.oneHot(CLASSES, 1, 1))).isEqualTo(first);
      assertThat(other.sampleClass(2, 1)).isEqualTo(second);
    }
  }

  @Test
  void givenLabelsInTurn_whenSampledInBatches_thenTheTurnGoesOnFromBatchToBatch() {
    int count = Dcgan.SAMPLE_BATCH + 4;
    List<Images> batches = new ArrayList<>();
    model.withLabels(Labels.ofEachClass(CLASSES, 1)).sampleInBatches(count, 6, batches::add);

    assertThat(batches).extracting(Images::count).containsExactly(Dcgan.SAMPLE_BATCH, 4);
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % CLASSES);
    Images whole = model.sample(Labels.oneHot(CLASSES, labels), 6);
    assertThat(batches.get(1)).isEqualTo(whole.slice(Dcgan.SAMPLE_BATCH, count));
  }

  // Scores, features, inspection

  @Test
  void givenLabels_whenTheDiscriminatorIsUsed_thenEveryResultDependsOnThem() {
    Images images = model.sample(Labels.oneHot(CLASSES, 0, 1, 2), 3);
    var ofZero = model.discriminator().withLabels(one(0));
    var ofOwn = model.discriminator().withLabels(Labels.oneHot(CLASSES, 0, 1, 2));

    assertThat(ofOwn.logits(images)[0]).isCloseTo(ofZero.logits(images)[0], within(1e-5f));
    assertThat(ofOwn.logits(images)[1]).isNotEqualTo(ofZero.logits(images)[1]);
    assertThat(ofZero.features().extract(images).dim())
        .isEqualTo(model.architecture().featureDimension());
    assertThat(ofOwn.features().extract(images)).isNotEqualTo(ofZero.features().extract(images));
    assertThat(ofZero.features().description()).contains("label [1.0, 0.0, 0.0]");
    String layer = "discriminator/convolution2";
    assertThat(ofOwn.activations(images, layer)).isNotEqualTo(ofZero.activations(images, layer));
    assertThat(ofOwn.guidedGradients(images, layer, 1, GuidedRule.PLAIN).gradients().shape())
        .isEqualTo(Models.SHAPE);
    assertThat(
            model
                .withLabels(one(2))
                .generator()
                .activations(model.latents(2, 1), "generator/projection")
                .layer()
                .maps())
        .isEqualTo(8);
  }

  @Test
  void givenImagesWithLabels_whenStatisticsAreGathered_thenBothNetworksHaveThem()
      throws IOException {
    try (Dcgan untrained = Models.builder().classes(CLASSES).build()) {
      assertThatThrownBy(() -> untrained.sampleClass(2, 0)).hasMessageContaining("statistics");
      untrained.gatherStatistics(source(8), 4);
      Images images = untrained.sampleClass(2, 0);
      assertThat(untrained.discriminator().withLabels(one(0)).logits(images)).hasSize(2);
    }
  }

  @Test
  void givenLabelsForStatistics_whenGathered_thenTheyReplaceThoseOfTheImagesForD()
      throws IOException {
    List<String> names = List.of("ant", "bee", "cat");
    Labels mean = Labels.ofEachClass(CLASSES, 1).mean();
    try (TensorFlowDcgan dcgan = (TensorFlowDcgan) Models.builder().classes(CLASSES).build()) {
      // Image i has the class i % 3, as G has if the labels are not those of the images.
      dcgan.gatherStatistics(source(24), 8);
      Map<String, float[]> ofOwn = statistics(dcgan);
      dcgan.gatherStatistics(source(24).withLabels(names, i -> 1), 8);
      Map<String, float[]> ofOnes = statistics(dcgan);

      dcgan.gatherStatistics(Models.noise(24), 8, one(1));
      assertThat(statistics(dcgan))
          .allSatisfy(
              (name, values) ->
                  assertThat(values)
                      .as(name)
                      .isEqualTo((name.startsWith("d") ? ofOnes : ofOwn).get(name)));
      dcgan.gatherStatistics(Models.noise(24), 8, Labels.ofEachClass(CLASSES, 1));
      Models.assertSameBits(statistics(dcgan), ofOwn);

      // The mean label, of the view that also computes features, from labels of any kind.
      dcgan.withLabels(mean).gatherStatistics(source(24).withLabels(names, i -> 77), 8);
      Map<String, float[]> ofMean = statistics(dcgan);
      String variance = "discriminator/convolution2/population-variance";
      assertThat(ofMean.get(variance))
          .isNotEqualTo(ofOwn.get(variance))
          .isNotEqualTo(ofOnes.get(variance));

      assertThatThrownBy(() -> dcgan.gatherStatistics(Models.noise(24), 8, Labels.oneHot(4, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 values, one for each class, got 4");
      assertThatThrownBy(() -> dcgan.gatherStatistics(Models.noise(24), 8, Labels.oneHot(CLASSES)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least one label");
      assertThatThrownBy(() -> dcgan.gatherStatistics(Models.noise(4), 8, mean))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has only 4 images");
    }
    try (Dcgan plain = Models.tiny()) {
      assertThatThrownBy(() -> plain.gatherStatistics(Models.noise(24), 8, mean))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has no classes");
    }
  }

  /** The population statistics of both networks. */
  private static Map<String, float[]> statistics(TensorFlowDcgan dcgan) {
    Map<String, float[]> statistics = new TreeMap<>(Models.state(dcgan));
    statistics.keySet().removeIf(name -> !name.contains("/population-"));
    return statistics;
  }

  // Requests that cannot be met

  @Test
  void givenNoLabels_whenAConditionalModelIsUsed_thenTheErrorNamesTheWaysToGiveThem() {
    Images images = model.sampleClass(2, 0);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> model.sample(4),
            () -> model.sample(4, 1),
            () -> model.sample(4, 1, BY_BATCH),
            () -> model.sampleBatches(4, 1),
            () -> model.sampleInBatches(4, 1, batch -> {}),
            () -> model.generator().generate(model.latents(2, 1)),
            () -> model.generator().activations(model.latents(2, 1), "generator/projection"),
            () -> model.discriminator().logits(images),
            () -> model.discriminator().features().extract(images))) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("3 classes", "sampleClass", "withLabels");
    }
  }

  @Test
  void givenLabelsThatDoNotFit_whenUsed_thenTheErrorNamesBothSides() {
    assertThatThrownBy(() -> model.sampleClass(2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 3 is not one of the 3 classes");
    assertThatThrownBy(() -> model.sampleClass(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got -1");
    assertThatThrownBy(() -> model.sample(Labels.oneHot(4, 1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 values, one for each class, got 4");
    assertThatThrownBy(() -> model.discriminator().withLabels(Labels.oneHot(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 values, one for each class, got 2");
    assertThatThrownBy(
            () ->
                model
                    .generator()
                    .withLabels(Labels.oneHot(CLASSES, 1, 2))
                    .generate(model.latents(3, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of the 3 latents, got 2 labels");
    assertThatThrownBy(() -> model.withLabels(Labels.oneHot(CLASSES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one label");
  }

  @Test
  void givenAModelWithoutClasses_whenAskedForOne_thenTheErrorSaysHowToTrainOne() {
    try (Dcgan plain = Models.tiny()) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> plain.sampleClass(2, 0),
              () -> plain.sample(one(0)),
              () -> plain.sample(one(0), 1),
              () -> plain.withLabels(one(0)),
              () -> plain.generator().withLabels(one(0)),
              () -> plain.discriminator().withLabels(one(0)))) {
        assertThatThrownBy(call)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContainingAll("has no classes", "classes(n)");
      }
    }
  }

  // Files

  @Test
  void givenASavedModelOrWeights_whenLoaded_thenTheModelGivesTheSameBits() throws IOException {
    Labels labels = Labels.oneHot(CLASSES, 1, 2, 0).lerp(one(1), 0.3);
    Images images = model.sample(labels, 2);
    float[] logits = model.discriminator().withLabels(labels).logits(images);
    model.save(folder.resolve("model"));
    WeightFiles.export(model, folder.resolve("weights"));
    try (Dcgan loaded = Models.load(folder.resolve("model"));
        Dcgan imported = WeightFiles.load(folder.resolve("weights"), Models.RUNTIME)) {
      for (Dcgan each : List.of(loaded, imported)) {
        assertThat(each.architecture()).isEqualTo(model.architecture());
        assertThat(each.sample(labels, 2)).isEqualTo(images);
        assertThat(each.discriminator().withLabels(labels).logits(images)).isEqualTo(logits);
      }
    }
  }

  @Test
  void givenASavedModel_whenTensorFlowRunsIt_thenItsSignaturesHaveLabelsAndGiveTheSameOutputs()
      throws IOException {
    SavedModels.export(model, folder.resolve("saved"));
    Latents latents = model.latents(2, 3);
    Labels labels = Labels.oneHot(CLASSES, 2, 0);
    Images images = model.sample(labels, 5);
    try (SavedModelBundle bundle =
            SavedModelBundle.load(folder.resolve("saved").toString(), "serve");
        TFloat32 z = Tensors.of(Shape.of(2, 8), latents.data());
        TFloat32 y = Tensors.of(Shape.of(2, CLASSES), labels.data());
        TFloat32 x = Tensors.of(Shape.of(2, 16, 16, 3), images.data())) {
      try (Result made =
              bundle.function("generate").call(Map.of("latents", (Tensor) z, "labels", y));
          Result scored =
              bundle.function("score").call(Map.of("images", (Tensor) x, "labels", y))) {
        assertClose(
            "images",
            Tensors.floats((TFloat32) made.get("images").orElseThrow()),
            model.generator().withLabels(labels).generate(latents).toArray(),
            1e-4);
        assertClose(
            "logits",
            Tensors.floats((TFloat32) scored.get("logits").orElseThrow()),
            model.discriminator().withLabels(labels).logits(images),
            1e-4);
      }
    }
  }

  // The authors' networks

  @Test
  void givenWeightsByAFormula_whenTheAuthorsNetworksRun_thenTheModelGivesTheirOutputs() {
    AuthorsMnist authors = new AuthorsMnist();
    Labels labels =
        Labels.concat(
            List.of(
                Labels.oneHot(10, 3),
                Labels.oneHot(10, 8),
                Labels.oneHot(10, 3).lerp(Labels.oneHot(10, 8), 0.5),
                Labels.oneHot(10, 0)));
    try (TensorFlowDcgan mnist =
        (TensorFlowDcgan)
            Dcgan.builder()
                .architecture(Architecture.mnistConditional())
                .precision(Models.RUNTIME.precision())
                .device(Models.RUNTIME.device())
                .threads(Models.RUNTIME.threads())
                .build()) {
      assertThat(authors.converted())
          .hasSize(
              mnist.architecture().generatorParameters().size()
                  + mnist.architecture().discriminatorParameters().size());
      authors.converted().forEach(mnist::write);
      Latents latents = mnist.latents(labels.count(), 1);
      double[] made = authors.generate(doubles(latents.toArray()), doubles(labels.toArray()));
      Images images = mnist.generator().withLabels(labels).generate(latents, BY_BATCH);
      double[] scaled = made.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = 2 * made[i] - 1;
      }
      assertClose("images", images.toArray(), scaled, 1e-3);
      assertClose(
          "logits",
          mnist.discriminator().withLabels(labels).logits(images, BatchNormMode.BATCH),
          authors.logits(made, doubles(labels.toArray())),
          1e-3);
    }
  }

  @Test
  void givenTheAuthorsPlan_whenTheirArchitectureIsTrained_thenEveryPartOfItWorks()
      throws IOException {
    TestImages digits =
        TestImages.noise(8, ImageShape.square(28, 1))
            .withClasses("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    TrainingPlan plan =
        TrainingPlan.mnistConditional().toBuilder()
            .epochs(2)
            .decayEpochs(1)
            .batchSize(4)
            .samplesPerEpoch(20)
            .build();
    try (TensorFlowDcgan mnist =
        (TensorFlowDcgan) Dcgan.builder().architecture(Architecture.mnistConditional()).build()) {
      mnist.train(digits, plan);

      assertThat(mnist.counters()).isEqualTo(new Counters(4, 2, 2, 4, 2));
      Images images = mnist.sampleClass(2, 7);
      assertThat(images.shape()).isEqualTo(ImageShape.square(28, 1));
      for (float value : images.toArray()) {
        assertThat(value).isBetween(-1f, 1f);
      }
      assertThat(
              mnist
                  .discriminator()
                  .withLabels(Labels.oneHot(10, 7))
                  .features()
                  .extract(images)
                  .dim())
          .isEqualTo(49 * (64 + 128));
      Pixels pixels = images.pixels(0);
      assertThat(pixels.shape()).isEqualTo(ImageShape.square(28, 1));
    }
  }
}
