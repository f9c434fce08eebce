package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.assertIsGradient;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.ConvolutionSpec;
import org.dcgan.architecture.ImageActivation;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.image.ImageShape;
import org.dcgan.latent.LatentDistribution;
import org.dcgan.tensorflow.network.Network.DiscriminatorPass;
import org.dcgan.tensorflow.network.Network.GeneratorPass;
import org.dcgan.tensorflow.reference.Maps;
import org.dcgan.tensorflow.reference.PlainGraph;
import org.dcgan.tensorflow.reference.PlainNetworks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Whole networks and both losses against plain loops in double and a plain differentiated graph.
 */
class NetworkTest {
  private static final int COUNT = 3;

  record Case(String name, Architecture architecture, OpVariants variants) {
    @Override
    public String toString() {
      return name;
    }

    int imageSize() {
      return architecture.image().size();
    }

    int side() {
      return architecture.image().height();
    }

    /** All parameters and population statistics, far enough from where they start to matter. */
    Map<String, float[]> values() {
      Map<String, float[]> values = new LinkedHashMap<>();
      for (LayerSpec layer : layers()) {
        for (ParameterSpec parameter : layer.parameters()) {
          int size = Math.toIntExact(parameter.size());
          long seed = parameter.name().hashCode();
          values.put(
              parameter.name(),
              switch (parameter.role()) {
                case WEIGHT -> gaussian(size, 0, 0.2, seed);
                case GAIN -> gaussian(size, 1, 0.2, seed);
                case BIAS -> gaussian(size, 0, 0.3, seed);
              });
        }
        if (layer.batchNorm()) {
          int units = layer.normalizedUnits();
          values.put(layer.name() + "/population-mean", gaussian(units, 0, 0.5, 1));
          float[] variance = gaussian(units, 0, 1, 2);
          for (int i = 0; i < units; i++) {
            variance[i] = 0.5f + variance[i] * variance[i];
          }
          values.put(layer.name() + "/population-variance", variance);
        }
      }
      return values;
    }

    private List<LayerSpec> layers() {
      List<LayerSpec> layers = new ArrayList<>(architecture.generatorLayers());
      layers.addAll(architecture.discriminatorLayers());
      return layers;
    }

    float[] latents() {
      return gaussian(COUNT * architecture.latentDim(), 7);
    }

    float[] images() {
      float[] images = gaussian(COUNT * imageSize(), 8);
      for (int i = 0; i < images.length; i++) {
        images[i] = (float) Math.tanh(images[i]);
      }
      return images;
    }

    /** Real-valued labels; none if the networks are not conditional. */
    float[] labels() {
      return gaussian(COUNT * architecture.classes(), 0, 1, 9);
    }

    Maps maps(float[] images) {
      return new Maps(COUNT, side(), architecture.image().channels(), doubles(images));
    }
  }

  /** The paper's kind: strides of 2 only. */
  private static Architecture derived(int kernel, int channels) {
    return derived(kernel, channels, 4);
  }

  private static Architecture derived(int kernel, int channels, int width) {
    return Architecture.builder()
        .resolution(16)
        .width(width)
        .kernel(kernel)
        .channels(channels)
        .latentDim(5)
        .build();
  }

  /** The ImageNet model's kind: strides of 1 and 2 in turn, an epsilon and a slope of its own. */
  private static Architecture mixed() {
    return new Architecture(
        ImageShape.square(16, 3),
        4,
        LatentDistribution.GAUSSIAN,
        5,
        List.of(
            new ConvolutionSpec(3, 2, 5),
            new ConvolutionSpec(3, 1, 3),
            new ConvolutionSpec(5, 2, 6),
            new ConvolutionSpec(3, 1, 3)),
        List.of(
            new ConvolutionSpec(3, 1, 3),
            new ConvolutionSpec(3, 2, 5),
            new ConvolutionSpec(3, 1, 6),
            new ConvolutionSpec(5, 2, 7)),
        0.1,
        1e-3);
  }

  /** Conditional, with two hidden layers in G and one in D, no gain and bias, and a sigmoid. */
  private static Architecture conditional() {
    return Architecture.builder()
        .resolution(28)
        .channels(1)
        .width(3)
        .latentDim(4)
        .classes(3)
        .generatorHidden(6, 5)
        .discriminatorHidden(7)
        .gainAndBias(false)
        .imageActivation(ImageActivation.SIGMOID)
        .batchNormEpsilon(1e-5)
        .build();
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("5x5, plain", derived(5, 3), OpVariants.PLAIN),
        new Case("5x5, oneDNN", derived(5, 3), OpVariants.ONEDNN_AVX512),
        new Case("7x7 gray, oneDNN", derived(7, 1), OpVariants.ONEDNN_AVX512),
        new Case("3x3, oneDNN", derived(3, 3), OpVariants.ONEDNN_AVX512),
        new Case("mixed, oneDNN", mixed(), OpVariants.ONEDNN_AVX512),
        new Case("mixed, plain", mixed(), OpVariants.PLAIN),
        new Case("5x5, Winograd", derived(5, 3), winograd(WinogradTile.FOUR)),
        new Case("mixed, Winograd", mixed(), winograd(WinogradTile.TWO)),
        new Case("conditional, oneDNN", derived(5, 3).withClasses(2), OpVariants.ONEDNN_AVX512),
        new Case(
            "labels beside 4x4 maps only",
            derived(3, 1).withClasses(2).withLabelSide(4),
            OpVariants.PLAIN),
        new Case("hidden layers, oneDNN", conditional(), OpVariants.ONEDNN_AVX512),
        new Case("hidden layers, not conditional", conditional().withClasses(0), OpVariants.PLAIN));
  }

  /** Also of so many maps that D's gradients of both batches are computed at once. */
  static Stream<Case> differentiatedCases() {
    return Stream.concat(
        cases(),
        Stream.of(
            new Case("5x5, 16 maps, Winograd", derived(5, 3, 16), winograd(WinogradTile.FOUR))));
  }

  /** Layers of all kinds. */
  static Stream<Case> keptCases() {
    return Stream.of(
        new Case("5x5, oneDNN", derived(5, 3), OpVariants.ONEDNN_AVX512),
        new Case("mixed, Winograd", mixed(), winograd(WinogradTile.TWO)),
        new Case("hidden layers, oneDNN", conditional(), OpVariants.ONEDNN_AVX512));
  }

  private static OpVariants winograd(WinogradTile tile) {
    return OpVariants.ONEDNN_AVX512.withWinograd(WinogradUse.always(tile));
  }

  private static Map<String, double[]> doubleValues(Case c) {
    Map<String, double[]> values = new HashMap<>();
    c.values().forEach((name, v) -> values.put(name, doubles(v)));
    return values;
  }

  private static PlainNetworks plain(Case c) {
    return new PlainNetworks(c.architecture, doubleValues(c), doubles(c.labels()));
  }

  /** What a run depends on. */
  private record Run(
      Architecture architecture,
      OpVariants variants,
      Class<?> type,
      BatchNormMode batchNorm,
      boolean together) {}

  /** Results that several tests compare with different references. */
  private static final Map<Run, Function<String, float[]>> RUNS = new HashMap<>();

  @AfterAll
  static void forgetRuns() {
    RUNS.clear();
  }

  /** Adds all parameters and population statistics. */
  private static void addVariables(Bench bench, Case c) {
    Map<String, List<Integer>> shapes = new HashMap<>();
    c.layers().stream()
        .flatMap(layer -> layer.parameters().stream())
        .forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    c.values()
        .forEach(
            (name, values) ->
                bench.variable(name, shapes.getOrDefault(name, List.of(values.length)), values));
  }

  /** What the networks of a case get; there are no labels if they are not conditional. */
  private record Inputs(
      Operand<TFloat32> z, Operand<TFloat32> real, @Nullable Operand<TFloat32> y) {
    static Inputs of(Bench bench, Case c) {
      return new Inputs(
          bench.input(c.latents(), COUNT, c.architecture.latentDim()),
          bench.input(c.images(), COUNT, c.side(), c.side(), c.architecture.image().channels()),
          c.architecture.isConditional()
              ? bench.input(c.labels(), COUNT, c.architecture.classes())
              : null);
    }
  }

  /** The outputs of graphs that keep their prepared weights, which have no gradients. */
  private static <T extends TFloating> Function<String, float[]> runKeeping(Case c, Class<T> type) {
    try (Bench bench = new Bench()) {
      addVariables(bench, c);
      GraphBuilder<T> builder = bench.builder(type, c.variants).keeping(bench.preparation());
      Inputs in = Inputs.of(bench, c);
      bench.want(
          "images",
          Network.generator(builder, c.architecture, in.z, in.y, BatchNormMode.POPULATION)
              .images());
      DiscriminatorPass<T> onReal =
          Network.discriminator(builder, c.architecture, in.real, in.y, BatchNormMode.POPULATION);
      bench.want("real", onReal.logits());
      for (int i = 0; i < onReal.featureMaps().size(); i++) {
        bench.want("features" + i, builder.toFloat(onReal.featureMaps().get(i)));
      }
      return bench.results();
    }
  }

  private static <T extends TFloating> Function<String, float[]> run(
      Case c, Class<T> type, BatchNormMode batchNorm) {
    Run run = new Run(c.architecture, c.variants, type, batchNorm, false);
    return RUNS.computeIfAbsent(run, key -> results(c, type, batchNorm));
  }

  /** By batch statistics, real and generated images together through the discriminator. */
  private static <T extends TFloating> Function<String, float[]> runTogether(
      Case c, Class<T> type) {
    Run run = new Run(c.architecture, c.variants, type, BatchNormMode.BATCH, true);
    return RUNS.computeIfAbsent(run, key -> resultsTogether(c, type));
  }

  private static <T extends TFloating> Function<String, float[]> resultsTogether(
      Case c, Class<T> type) {
    try (Bench bench = new Bench()) {
      var tf = bench.tf();
      addVariables(bench, c);
      GraphBuilder<T> builder = bench.builder(type, c.variants);
      Inputs in = Inputs.of(bench, c);
      GeneratorPass<T> generated =
          Network.generator(builder, c.architecture, in.z, in.y, BatchNormMode.BATCH);
      DiscriminatorBatches<T> both =
          DiscriminatorBatches.together(
              builder, c.architecture, List.of(in.real, generated.images()), in.y);
      bench.want("real", both.logits(0));
      bench.want("fake", both.logits(1));
      wantStatistics(bench, "real", both.statistics(0));
      wantStatistics(bench, "fake", both.statistics(1));
      Gradients ofDiscriminator = new Gradients();
      both.parameterGradients(
          List.of(
              crossEntropySlope(tf, both.logits(0), 1), crossEntropySlope(tf, both.logits(1), 0)),
          ofDiscriminator);
      bench.want("d", ofDiscriminator);
      Gradients ofGenerator = new Gradients();
      generated.backward(
          both.imageGradient(1, crossEntropySlope(tf, both.logits(1), 1)), ofGenerator);
      bench.want("g", ofGenerator);
      return bench.results();
    }
  }

  private static <T extends TFloating> Function<String, float[]> results(
      Case c, Class<T> type, BatchNormMode batchNorm) {
    try (Bench bench = new Bench()) {
      var tf = bench.tf();
      addVariables(bench, c);
      GraphBuilder<T> builder = bench.builder(type, c.variants);
      Inputs in = Inputs.of(bench, c);
      GeneratorPass<T> generated =
          Network.generator(builder, c.architecture, in.z, in.y, batchNorm);
      DiscriminatorPass<T> onReal =
          Network.discriminator(builder, c.architecture, in.real, in.y, batchNorm);
      DiscriminatorPass<T> onFake =
          Network.discriminator(builder, c.architecture, generated.images(), in.y, batchNorm);
      bench.want("images", generated.images());
      bench.want("real", onReal.logits());
      bench.want("fake", onFake.logits());
      for (int i = 0; i < onReal.featureMaps().size(); i++) {
        bench.want("features" + i, builder.toFloat(onReal.featureMaps().get(i)));
      }
      wantStatistics(bench, "generator", generated.statistics());
      wantStatistics(bench, "real", onReal.statistics());
      wantStatistics(bench, "fake", onFake.statistics());

      Gradients ofDiscriminator = new Gradients();
      onReal.parameterGradients(crossEntropySlope(tf, onReal.logits(), 1), ofDiscriminator);
      onFake.parameterGradients(crossEntropySlope(tf, onFake.logits(), 0), ofDiscriminator);
      bench.want("d", ofDiscriminator);
      Gradients ofGenerator = new Gradients();
      generated.backward(
          onFake.imageGradient(crossEntropySlope(tf, onFake.logits(), 1)), ofGenerator);
      bench.want("g", ofGenerator);
      return bench.results();
    }
  }

  private static Operand<TFloat32> crossEntropySlope(
      org.tensorflow.op.Ops tf, Operand<TFloat32> logits, float target) {
    return tf.math.div(
        tf.math.sub(tf.math.sigmoid(logits), tf.constant(target)), tf.constant((float) COUNT));
  }

  private static void wantStatistics(Bench bench, String name, List<BatchStatistics> statistics) {
    for (BatchStatistics layer : statistics) {
      bench.want(name + "/" + layer.layer() + "/mean", layer.mean());
      bench.want(name + "/" + layer.layer() + "/variance", layer.variance());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenParameters_whenBothNetworksRunByBatchStatistics_thenOutputsAreThoseOfPlainLoops(
      Case c) {
    Function<String, float[]> results = run(c, TFloat32.class, BatchNormMode.BATCH);

    PlainNetworks plain = plain(c);
    var generated = plain.generate(doubles(c.latents()), false);
    var onReal = plain.discriminate(c.maps(c.images()), false);
    var onFake = plain.discriminate(generated.images(), false);
    assertClose("images", results.apply("images"), generated.images().values(), 1e-4);
    assertClose("real", results.apply("real"), onReal.logits(), 1e-4);
    assertClose("fake", results.apply("fake"), onFake.logits(), 1e-3);
    assertThat(onReal.featureMaps()).hasSameSizeAs(c.architecture.discriminator());
    for (int i = 0; i < onReal.featureMaps().size(); i++) {
      assertClose(
          "features" + i,
          results.apply("features" + i),
          onReal.featureMaps().get(i).values(),
          1e-4);
    }
    int inGenerator = c.architecture.generatorLayers().size() - 1;
    int inDiscriminator = c.architecture.discriminatorLayers().size() - 2;
    assertSeen(results, "generator", generated.seen(), inGenerator);
    assertSeen(results, "real", onReal.seen(), inDiscriminator);
    assertSeen(results, "fake", onFake.seen(), inDiscriminator);
  }

  private static void assertSeen(
      Function<String, float[]> results,
      String name,
      List<PlainNetworks.Seen> seen,
      int normalizedLayers) {
    assertThat(seen).hasSize(normalizedLayers);
    for (PlainNetworks.Seen layer : seen) {
      String key = name + "/" + layer.layer();
      assertClose(key, results.apply(key + "/mean"), layer.mean(), 1e-3);
      assertClose(key, results.apply(key + "/variance"), layer.variance(), 1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givenPopulationStatistics_whenBothNetworksRun_thenOutputsAreThoseOfPlainLoops(Case c) {
    Function<String, float[]> results = run(c, TFloat32.class, BatchNormMode.POPULATION);

    PlainNetworks plain = plain(c);
    var generated = plain.generate(doubles(c.latents()), true);
    assertClose("images", results.apply("images"), generated.images().values(), 1e-4);
    assertClose(
        "real", results.apply("real"), plain.discriminate(c.maps(c.images()), true).logits(), 1e-4);
    assertClose(
        "fake", results.apply("fake"), plain.discriminate(generated.images(), true).logits(), 1e-4);
  }

  @ParameterizedTest
  @MethodSource("keptCases")
  void givenKeptWeights_whenBothNetworksRunByPopulationStatistics_thenOutputsAreThoseOfPlainLoops(
      Case c) {
    Function<String, float[]> results = runKeeping(c, TFloat32.class);

    PlainNetworks plain = plain(c);
    var onReal = plain.discriminate(c.maps(c.images()), true);
    assertClose(
        "images",
        results.apply("images"),
        plain.generate(doubles(c.latents()), true).images().values(),
        1e-4);
    assertClose("real", results.apply("real"), onReal.logits(), 1e-4);
    for (int i = 0; i < onReal.featureMaps().size(); i++) {
      assertClose(
          "features" + i,
          results.apply("features" + i),
          onReal.featureMaps().get(i).values(),
          1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void givenKeptWeightsInBfloat16_whenBothNetworksRun_thenTheyAgreeWithFloat32ToThatPrecision(
      Architecture architecture) {
    Case c = new Case("", architecture, OpVariants.ONEDNN_AVX512);
    Function<String, float[]> exact = runKeeping(c, TFloat32.class);

    Function<String, float[]> rounded = runKeeping(c, TBfloat16.class);

    assertSimilar("images", exact, rounded, 0.999);
    assertSimilar("real", exact, rounded, 0.99);
    assertSimilar("features1", exact, rounded, 0.999);
  }

  @ParameterizedTest
  @MethodSource("differentiatedCases")
  void givenBothLosses_whenDifferentiated_thenGradientsEqualAutodiffAndFiniteDifferences(Case c) {
    Function<String, float[]> results = run(c, TFloat32.class, BatchNormMode.BATCH);

    Map<String, float[]> ofDiscriminator;
    Map<String, float[]> ofGenerator;
    try (PlainGraph graph = new PlainGraph(c.architecture, COUNT)) {
      PlainGraph.At at = graph.withClasses(c.labels()).at(c.values(), c.images(), c.latents());
      ofDiscriminator = at.discriminatorGradients();
      ofGenerator = at.generatorGradients();
    }
    assertThat(ofDiscriminator).hasSameSizeAs(c.architecture.discriminatorParameters());
    assertThat(ofGenerator).hasSameSizeAs(c.architecture.generatorParameters());
    Maps real = c.maps(c.images());
    double[] latents = doubles(c.latents());
    ofDiscriminator.forEach(
        (name, expected) -> {
          float[] actual = results.apply("d/" + name);
          assertClose("d/" + name, actual, expected, 2e-3);
          assertIsGradient(
              "d/" + name,
              actual,
              at -> replaced(c, name, at).discriminatorLoss(real, latents),
              doubleValues(c).get(name),
              2,
              2e-3);
        });
    ofGenerator.forEach(
        (name, expected) -> {
          float[] actual = results.apply("g/" + name);
          assertClose("g/" + name, actual, expected, 2e-3);
          assertIsGradient(
              "g/" + name,
              actual,
              at -> replaced(c, name, at).generatorLoss(latents),
              doubleValues(c).get(name),
              2,
              2e-3);
        });
  }

  @ParameterizedTest
  @MethodSource("differentiatedCases")
  void givenRealAndGeneratedImages_whenTheyPassTheDiscriminatorTogether_thenResultsAreThoseOfEach(
      Case c) {
    Function<String, float[]> each = run(c, TFloat32.class, BatchNormMode.BATCH);

    Function<String, float[]> together = runTogether(c, TFloat32.class);

    assertClose("real", together.apply("real"), each.apply("real"), 1e-4);
    assertClose("fake", together.apply("fake"), each.apply("fake"), 1e-3);
    List<LayerSpec> layers = c.architecture.discriminatorLayers();
    for (LayerSpec layer : layers.stream().filter(LayerSpec::batchNorm).toList()) {
      for (String name : List.of("real/", "fake/")) {
        String mean = name + layer.name() + "/mean";
        String variance = name + layer.name() + "/variance";
        assertClose(mean, together.apply(mean), each.apply(mean), 1e-3);
        assertClose(variance, together.apply(variance), each.apply(variance), 1e-3);
      }
    }
    for (ParameterSpec parameter : c.architecture.discriminatorParameters()) {
      String name = "d/" + parameter.name();
      assertClose(name, together.apply(name), each.apply(name), 2e-3);
    }
    for (ParameterSpec parameter : c.architecture.generatorParameters()) {
      String name = "g/" + parameter.name();
      assertClose(name, together.apply(name), each.apply(name), 2e-3);
    }
  }

  @Test
  void givenRealAndGeneratedImages_whenTheyPassTogether_thenEachConvolutionIsOneOperation() {
    Case c = new Case("", derived(5, 3), OpVariants.PLAIN);
    try (Bench bench = new Bench()) {
      addVariables(bench, c);
      GraphBuilder<TFloat32> builder = bench.builder(c.variants);
      List<Operand<TFloat32>> batches =
          List.of(
              bench.input(c.images(), COUNT, c.side(), c.side(), 3),
              bench.input(c.images(), COUNT, c.side(), c.side(), 3));

      DiscriminatorBatches<TFloat32> both =
          DiscriminatorBatches.together(builder, c.architecture, batches, null);
      both.parameterGradients(List.of(both.logits(0), both.logits(1)), new Gradients());

      int convolutions = c.architecture.discriminator().size();
      assertThat(bench.operations("Conv2D")).isEqualTo(convolutions);
      assertThat(bench.operations("Conv2DBackpropInput"))
          .as("none to the images")
          .isEqualTo(convolutions - 1);
      assertThat(bench.operations("FusedBatchNormV3"))
          .as("of each batch, except after the first convolution")
          .isEqualTo(2 * (convolutions - 1));
    }
  }

  @Test
  void givenGradientsOfOtherBatches_whenTheyAreCounted_thenTheyAreRefused() {
    Case c = new Case("", derived(5, 3), OpVariants.PLAIN);
    try (Bench bench = new Bench()) {
      addVariables(bench, c);
      Operand<TFloat32> images = bench.input(c.images(), COUNT, c.side(), c.side(), 3);
      GraphBuilder<TFloat32> builder = bench.builder(c.variants);
      DiscriminatorBatches<TFloat32> both =
          DiscriminatorBatches.together(builder, c.architecture, List.of(images, images), null);
      List<Operand<TFloat32>> one = List.of(both.logits(0));
      Gradients gradients = new Gradients();

      assertThatThrownBy(() -> both.parameterGradients(one, gradients))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected the gradients of 2 batches, got 1");
    }
  }

  private static PlainNetworks replaced(Case c, String name, double[] values) {
    Map<String, double[]> parameters = doubleValues(c);
    parameters.put(name, values);
    return new PlainNetworks(c.architecture, parameters, doubles(c.labels()));
  }

  static Stream<Architecture> architectures() {
    // Three channels and two classes: oneDNN's bfloat16 fails for odd sums, as 5 and 7 are.
    return Stream.of(derived(5, 3), derived(5, 3).withClasses(2), derived(5, 3).withClasses(3));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void givenBfloat16_whenBothNetworksRun_thenTheyAgreeWithFloat32ToThatPrecision(
      Architecture architecture) {
    Function<String, float[]> exact =
        run(
            new Case("", architecture, OpVariants.ONEDNN_AVX512),
            TFloat32.class,
            BatchNormMode.BATCH);

    Function<String, float[]> rounded =
        run(
            new Case("", architecture, OpVariants.ONEDNN_AVX512),
            TBfloat16.class,
            BatchNormMode.BATCH);

    assertSimilar("images", exact, rounded, 0.999);
    assertSimilar("real", exact, rounded, 0.99);
    architecture
        .discriminatorParameters()
        .forEach(parameter -> assertSimilar("d/" + parameter.name(), exact, rounded, 0.98));
    architecture
        .generatorParameters()
        .forEach(parameter -> assertSimilar("g/" + parameter.name(), exact, rounded, 0.9));
    assertClose("images", rounded.apply("images"), exact.apply("images"), 0.2);
  }

  /** By the cosine of the angle between them. */
  private static void assertSimilar(
      String what,
      Function<String, float[]> exact,
      Function<String, float[]> rounded,
      double cosine) {
    float[] a = exact.apply(what);
    float[] b = rounded.apply(what);
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    assertThat(product / Math.sqrt(squaresA * squaresB)).as(what).isBetween(cosine, 1 + 1e-6);
    assertThat(Math.sqrt(squaresB / squaresA)).as("%s: length", what).isBetween(0.8, 1.25);
  }
}
