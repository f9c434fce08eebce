package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.image.Images;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.GuidedRule;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.inspect.UnitGradients;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.reference.GuidedReference;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations, feature maps left out, and guided gradients, against plain loops in double. */
class InsideTest {
  private static final String PROJECTION = "generator/projection";
  private static final String FIRST = "generator/convolution1";
  private static final String LAST = "discriminator/convolution2";

  /** More than the engine takes at once. */
  private static final int MANY = 70;

  private static TensorFlowDcgan model;
  private static Map<String, double[]> parameters;

  @BeforeAll
  static void train() throws IOException {
    model = Models.trained();
    // Far enough from where they start that signs and slopes matter.
    for (String name : model.variables()) {
      if (name.startsWith("discriminator/convolution") && name.endsWith("/weights")) {
        float[] values = model.read(name);
        for (int i = 0; i < values.length; i++) {
          values[i] *= 8;
        }
        model.write(name, values);
      }
    }
    parameters = new HashMap<>();
    Models.state(model).forEach((name, values) -> parameters.put(name, doubles(values)));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Images images(int count) throws IOException {
    return Images.of(Models.noise(count).all());
  }

  private static Maps maps(Images images) {
    return new Maps(
        images.count(),
        images.shape().height(),
        images.shape().channels(),
        doubles(images.toArray()));
  }

  private static float[] values(Activations activations) {
    float[] values = new float[activations.data().remaining()];
    activations.data().get(values);
    return values;
  }

  // The generator's activations

  @Test
  void givenLatents_whenActivationsAreTaken_thenTheyAreThoseOfTheDefinition() {
    Latents latents = model.latents(3, 5);
    PlainNetworks plain = new PlainNetworks(model.architecture(), parameters);
    List<Maps> expected = plain.generatorMaps(doubles(latents.toArray()), Map.of());

    for (int i = 0; i < expected.size(); i++) {
      LayerSpec layer = model.architecture().generatorFeatureLayers().get(i);
      Activations activations = model.generator().activations(latents, layer.name());

      assertThat(activations.layer()).isEqualTo(layer);
      assertThat(activations.count()).isEqualTo(3);
      assertClose(layer.name(), values(activations), expected.get(i).values(), 1e-5);
    }
  }

  @Test
  void givenMoreLatentsThanFitAtOnce_whenActivationsAreTaken_thenEachIsAsAlone() {
    Latents latents = model.latents(MANY, 5);
    Activations all = model.generator().activations(latents, FIRST);
    Activations last = model.generator().activations(latents.slice(MANY - 1, MANY), FIRST);

    assertThat(all.count()).isEqualTo(MANY);
    assertThat(all.location(MANY - 1, 2, 3)).containsExactly(last.location(0, 2, 3), within(1e-5f));
  }

  // Feature maps left out

  @Test
  void givenRemovedMaps_whenGenerated_thenTheImageIsThatOfTheDefinitionWithoutThem() {
    Latents latents = model.latents(3, 5);
    SamplingOptions options =
        SamplingOptions.DEFAULT
            .without(new RemovedMaps(PROJECTION, Set.of(0, 5)))
            .without(new RemovedMaps(FIRST, Set.of(1, 2)));
    PlainNetworks plain = new PlainNetworks(model.architecture(), parameters);
    Maps expected =
        plain.generateWithout(
            doubles(latents.toArray()), Map.of(PROJECTION, Set.of(0, 5), FIRST, Set.of(1, 2)));

    Images images = model.generator().generate(latents, options);

    assertClose("images", images.toArray(), expected.values(), 1e-5);
    assertThat(images).isNotEqualTo(model.generator().generate(latents));
    Activations left = model.generator().activations(latents, FIRST, options);
    assertThat(left.value(0, 1, 1, 1)).isZero();
    assertThat(left.strongest(0, 2).value()).isZero();
    assertThat(model.sample(3, 5, options)).isEqualTo(images);
  }

  @Test
  void givenAnEmptySetOfRemovedMaps_whenGenerated_thenTheImageHasTheSameBits() {
    Latents latents = model.latents(3, 5);
    SamplingOptions nothing =
        SamplingOptions.DEFAULT.without(new RemovedMaps("convolution1", Set.of()));

    assertThat(model.generator().generate(latents, nothing))
        .isEqualTo(model.generator().generate(latents));
  }

  @Test
  void givenBatchStatistics_whenMapsAreRemoved_thenTheImagesDiffer() {
    Latents latents = model.latents(4, 5);
    SamplingOptions byBatch = SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH);

    assertThat(
            model
                .generator()
                .generate(latents, byBatch.without(new RemovedMaps(FIRST, Set.of(0, 1, 2)))))
        .isNotEqualTo(model.generator().generate(latents, byBatch));
  }

  @Test
  void givenAnUnknownLayerOrMap_whenRemoved_thenTheErrorListsTheKnownOnes() {
    Latents latents = model.latents(1, 5);
    assertThatThrownBy(
            () ->
                model
                    .generator()
                    .generate(
                        latents,
                        SamplingOptions.DEFAULT.without(new RemovedMaps("windows", Set.of(1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no layer with feature maps is named \"windows\"")
        .hasMessageContaining("generator/projection (8 maps of 4x4)")
        .hasMessageContaining("generator/convolution1 (4 maps of 8x8)");
    assertThatThrownBy(
            () ->
                model
                    .generator()
                    .generate(
                        latents,
                        SamplingOptions.DEFAULT.without(new RemovedMaps(FIRST, Set.of(4)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("generator/convolution1 has feature maps 0 to 3, cannot remove 4");
    assertThatThrownBy(() -> new RemovedMaps(FIRST, Set.of(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("indices of feature maps must be at least 0, got [-1]");
  }

  @Test
  void givenTheGeneratorsLastLayer_whenItsMapsAreRequested_thenItIsRefused() {
    Latents latents = model.latents(1, 5);
    assertThatThrownBy(() -> model.generator().activations(latents, "generator/convolution2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("generator/convolution1");
  }

  // The discriminator

  @Test
  void givenImages_whenActivationsAreTaken_thenTheyAreThoseOfTheDefinition() throws IOException {
    Images images = images(3);
    List<Maps> expected =
        new PlainNetworks(model.architecture(), parameters)
            .discriminate(maps(images), true)
            .featureMaps();
    for (int i = 0; i < expected.size(); i++) {
      LayerSpec layer = model.architecture().discriminatorFeatureLayers().get(i);
      assertClose(
          layer.name(),
          values(model.discriminator().activations(images, layer.name())),
          expected.get(i).values(),
          1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(GuidedRule.class)
  void givenARule_whenGuidedBackpropagationRuns_thenItIsThatOfPlainLoops(GuidedRule rule)
      throws IOException {
    Images images = images(3);
    GuidedReference reference = new GuidedReference(model.architecture(), parameters);
    for (int map = 0; map < 6; map++) {
      UnitGradients guided = model.discriminator().guidedGradients(images, LAST, map, rule);
      double[] expected = reference.gradients(maps(images), 1, map, rule);

      assertClose("map " + map, guided.gradients().toArray(), expected, 1e-5);
      assertThat(guided.responses()).hasSize(3);
      assertThat(guided.responses().get(1))
          .isEqualTo(model.discriminator().activations(images, LAST).strongest(1, map));
    }
  }

  @Test
  void givenTheThreeRules_whenGuidedBackpropagationRuns_thenTheyDiffer() throws IOException {
    Images images = images(2);
    Images dropped =
        model.discriminator().guidedGradients(images, LAST, 0, GuidedRule.DROP_LEAK).gradients();
    Images kept =
        model.discriminator().guidedGradients(images, LAST, 0, GuidedRule.KEEP_LEAK).gradients();
    Images plain =
        model.discriminator().guidedGradients(images, LAST, 0, GuidedRule.PLAIN).gradients();

    assertThat(dropped).isNotEqualTo(kept);
    assertThat(kept).isNotEqualTo(plain);
  }

  @Test
  void givenMoreImagesThanFitAtOnce_whenGuided_thenEachGradientIsAsAlone() throws IOException {
    Images images = images(MANY);
    Images all =
        model.discriminator().guidedGradients(images, LAST, 2, GuidedRule.DROP_LEAK).gradients();
    Images last =
        model
            .discriminator()
            .guidedGradients(images.slice(MANY - 1, MANY), LAST, 2, GuidedRule.DROP_LEAK)
            .gradients();

    assertThat(all.slice(MANY - 1, MANY).toArray()).containsExactly(last.toArray(), within(1e-5f));
  }

  @Test
  void givenAnUnknownLayerOrMap_whenGuided_thenTheErrorListsTheKnownOnes() throws IOException {
    Images images = images(1);
    assertThatThrownBy(
            () ->
                model
                    .discriminator()
                    .guidedGradients(images, "convolution9", 0, GuidedRule.DROP_LEAK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"convolution9\"")
        .hasMessageContaining("discriminator/convolution1 (4 maps of 8x8)");
    assertThatThrownBy(
            () -> model.discriminator().guidedGradients(images, LAST, 8, GuidedRule.DROP_LEAK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("discriminator/convolution2 has feature maps 0 to 7, got 8");
  }

  @Test
  void givenAnUntrainedModel_whenInspected_thenTheErrorSaysWhatIsMissing() throws IOException {
    Images images = images(1);
    try (TensorFlowDcgan untrained = Models.tiny()) {
      assertThatThrownBy(
              () ->
                  untrained.discriminator().guidedGradients(images, LAST, 0, GuidedRule.DROP_LEAK))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("gatherStatistics");
    }
  }
}
