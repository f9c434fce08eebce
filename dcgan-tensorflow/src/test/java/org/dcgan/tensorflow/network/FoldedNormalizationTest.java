package org.dcgan.tensorflow.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.architecture.ParameterSpec;
import org.dcgan.tensorflow.AuthorsRelease;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.network.Network.DiscriminatorPass;
import org.dcgan.tensorflow.network.Network.GeneratorPass;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Batch normalization that is multiplied into kept weights, also where their kernels are
 * transformed. {@code NetworkTest} holds its outputs against plain loops.
 */
class FoldedNormalizationTest {
  private static final Architecture SMALL =
      Architecture.builder().resolution(16).width(2).latentDim(3).build();

  private static final int COUNT = 2;

  @Test
  void givenTheAuthorsWeights_whenStatisticsOfTheirBatchAreFolded_thenImagesAndScoresAreTheAuthors()
      throws IOException {
    Path release = RealData.folder("authors-svhn-dcgan");
    Npy latents = Npy.read(release.resolve("golden/z.npy"));
    Npy images = Npy.read(release.resolve("golden/images_nhwc.npy"));
    Npy scores = Npy.read(release.resolve("golden/scores.npy"));
    Architecture architecture = Architecture.svhn32();
    int count = images.shape().get(0);
    Map<ParameterSpec, float[]> parameters = new HashMap<>();
    try (Dcgan dcgan =
        AuthorsRelease.svhn(release, new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2))) {
      architecture
          .generatorParameters()
          .forEach(parameter -> parameters.put(parameter, dcgan.parameter(parameter.name())));
      architecture
          .discriminatorParameters()
          .forEach(parameter -> parameters.put(parameter, dcgan.parameter(parameter.name())));
    }
    Map<String, float[]> statistics = new HashMap<>();
    for (BatchNormMode batchNorm : List.of(BatchNormMode.BATCH, BatchNormMode.POPULATION)) {
      try (Bench bench = new Bench()) {
        parameters.forEach(bench::parameter);
        statistics.forEach((name, values) -> bench.variable(name, List.of(values.length), values));
        GraphBuilder<TFloat32> builder =
            bench.builder(OpVariants.ONEDNN_AVX512).keeping(bench.preparation());
        // Statistics of the batch are those of the first variant, which is direct.
        List<GeneratorPass<TFloat32>> generated = new ArrayList<>();
        List<DiscriminatorPass<TFloat32>> scored = new ArrayList<>();
        for (BatchVariant variant : variants(batchNorm)) {
          GraphBuilder<TFloat32> ofVariant = builder.forBatches(variant);
          generated.add(
              Network.generator(
                  ofVariant,
                  architecture,
                  bench.input(latents.values(), count, architecture.latentDim()),
                  null,
                  batchNorm));
          scored.add(
              Network.discriminator(
                  ofVariant,
                  architecture,
                  bench.input(images.values(), count, 32, 32, 3),
                  null,
                  batchNorm));
        }
        for (int i = 0; i < generated.size(); i++) {
          bench.want("images" + i, generated.get(i).images());
          bench.want("scores" + i, bench.tf().math.sigmoid(scored.get(i).logits()));
        }
        List<BatchStatistics> ofBatch = new ArrayList<>(generated.get(0).statistics());
        ofBatch.addAll(scored.get(0).statistics());
        ofBatch.forEach(
            layer -> {
              bench.want(BatchStatistics.meanName(layer.layer()), layer.mean());
              bench.want(BatchStatistics.varianceName(layer.layer()), layer.variance());
            });
        assertThat(bench.operations("FusedBatchNormV3")).isEqualTo(ofBatch.size());

        Function<String, float[]> results = bench.results();

        for (int i = 0; i < generated.size(); i++) {
          assertThat(results.apply("images" + i)).containsExactly(images.values(), within(1e-3f));
          assertThat(results.apply("scores" + i)).containsExactly(scores.values(), within(1e-3f));
        }
        ofBatch.forEach(
            layer -> {
              for (String name :
                  List.of(
                      BatchStatistics.meanName(layer.layer()),
                      BatchStatistics.varianceName(layer.layer()))) {
                statistics.put(name, results.apply(name));
              }
            });
      }
    }
    assertThat(statistics).as("of 3 layers of G and 2 of D").isNotEmpty();
  }

  /** Direct convolutions and, as in inference, those by Winograd's algorithm. */
  private static List<BatchVariant> variants(BatchNormMode batchNorm) {
    return switch (batchNorm) {
      case BATCH -> List.of(BatchVariant.DIRECT);
      case POPULATION ->
          List.of(
              BatchVariant.DIRECT,
              BatchVariant.of(WinogradUse.always(WinogradTile.TWO), 1),
              BatchVariant.of(WinogradUse.always(WinogradTile.FOUR), 16));
    };
  }

  /** Adds the variables of a network, which need no values as long as nothing is run. */
  private static GraphBuilder<TFloat32> keeping(Bench bench) {
    for (LayerSpec layer : SMALL.generatorLayers()) {
      layer.parameters().forEach(p -> bench.parameter(p, new float[Math.toIntExact(p.size())]));
      if (layer.batchNorm()) {
        int units = layer.normalizedUnits();
        bench.variable(BatchStatistics.meanName(layer.name()), List.of(units), new float[units]);
        bench.variable(
            BatchStatistics.varianceName(layer.name()), List.of(units), new float[units]);
      }
    }
    return bench.builder(OpVariants.ONEDNN_AVX512).keeping(bench.preparation());
  }

  private static GeneratorPass<TFloat32> generator(
      Bench bench, GraphBuilder<TFloat32> builder, BatchNormMode batchNorm) {
    Operand<TFloat32> latents =
        bench.input(new float[COUNT * SMALL.latentDim()], COUNT, SMALL.latentDim());
    return Network.generator(builder, SMALL, latents, null, batchNorm);
  }

  @Test
  void givenTwoPassesOfABuilder_whenBothAreByPopulation_thenWeightsAreKeptOnce() {
    try (Bench bench = new Bench()) {
      GraphBuilder<TFloat32> builder = keeping(bench);
      var unused = generator(bench, builder, BatchNormMode.POPULATION);
      long kept = bench.operations("Assign");
      var alsoUnused = generator(bench, builder, BatchNormMode.POPULATION);

      assertThat(bench.operations("Assign")).isEqualTo(kept);
    }
  }

  @Test
  void givenTwoPassesOfABuilder_whenOneIsByTheBatch_thenTheSecondIsRefused() {
    try (Bench bench = new Bench()) {
      GraphBuilder<TFloat32> builder = keeping(bench);
      var unused = generator(bench, builder, BatchNormMode.POPULATION);
      assertThatThrownBy(() -> generator(bench, builder, BatchNormMode.BATCH))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("generator/projection");
    }
    try (Bench bench = new Bench()) {
      GraphBuilder<TFloat32> builder = keeping(bench);
      var unused = generator(bench, builder, BatchNormMode.BATCH);
      assertThatThrownBy(() -> generator(bench, builder, BatchNormMode.POPULATION))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("generator/projection");
    }
  }

  @Test
  void givenKeptWeights_whenGradientsOfParametersAreBuilt_thenTheyAreRefused() {
    try (Bench bench = new Bench()) {
      GeneratorPass<TFloat32> pass = generator(bench, keeping(bench), BatchNormMode.POPULATION);

      assertThatThrownBy(() -> pass.backward(pass.images(), new Gradients()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is built for inference");
    }
  }
}
