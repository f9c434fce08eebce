package org.dcgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.DiscriminatorWeights;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.FeaturePooling;
import org.dcgan.feature.Features;
import org.dcgan.hashing.HasherOptions;
import org.dcgan.image.ImageGrid;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.image.Pixels;
import org.dcgan.inspect.Activations;
import org.dcgan.inspect.RemovedMaps;
import org.dcgan.latent.Latents;
import org.dcgan.random.Permutation;
import org.dcgan.random.ShardedOrder;
import org.dcgan.training.AdamOptions;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.DiscriminatorLabels;
import org.dcgan.training.InstanceNoise;
import org.dcgan.training.SentinelPolicy;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values are compared by their content, and options change by copies. */
class ValueSemanticsTest {

  static Stream<IntFunction<Object>> values() {
    ImageShape shape = new ImageShape(1, 2, 1);
    return Stream.of(
        n -> new Pixels(shape, new byte[] {1, (byte) n}),
        n -> Images.of(shape, new float[] {0, n}),
        n -> ImageGrid.of(Images.of(shape, new float[] {0, n})),
        n -> ImageGrid.of(Images.of(shape, new float[2])).withColumns(1 + n),
        n -> ImageGrid.of(Images.of(shape, new float[2])).withGap(n),
        n -> ImageGrid.of(Images.of(shape, new float[2])).withScale(1 + n),
        n -> Features.of(2, new float[] {0, n}),
        n -> Features.of(1 + n, new float[2]),
        n -> Latents.of(2, new float[] {0, n}),
        n -> {
          float[] values = new float[4 * 4 * 1024];
          values[7] = n;
          return Activations.of(Architecture.faces64().generatorFeatureLayers().get(0), values);
        },
        n -> Permutation.of(10 + n, 1),
        n -> Permutation.of(10, n),
        n -> ShardedOrder.of(10, 2, 2, n),
        n -> ShardedOrder.of(10, 2 + n, 2, 1),
        n -> CheckpointPolicy.builder(Path.of("run")).every(Duration.ofSeconds(n)).build(),
        n -> TrainingPlan.builder().seed(n).build(),
        n -> TrainingPlan.builder().decay(n / 2.0).build());
  }

  @ParameterizedTest
  @MethodSource("values")
  void givenTwoValues_whenCompared_thenTheyAreEqualIfAndOnlyIfTheirContentIs(
      IntFunction<Object> factory) {
    Object value = factory.apply(0);

    assertThat(value)
        .isEqualTo(factory.apply(0))
        .hasSameHashCodeAs(factory.apply(0))
        .isNotEqualTo(factory.apply(1))
        .isNotEqualTo(null)
        .isNotEqualTo("another type");
    assertThat(value.toString())
        .startsWith(value.getClass().getSimpleName())
        .doesNotContain("@")
        .hasSizeLessThan(1500);
  }

  @Test
  void givenSmallOptions_whenOneValueIsChanged_thenTheOthersStay() {
    RuntimeOptions runtime =
        RuntimeOptions.DEFAULT
            .withPrecision(Precision.FLOAT32)
            .withDevice(Device.CPU)
            .withThreads(2)
            .withConvolutions(ConvolutionChoice.FIXED);
    List<RemovedMaps> removed = List.of(RemovedMaps.of("generator/projection", List.of(3)));
    SamplingOptions sampling =
        SamplingOptions.DEFAULT
            .withBatchNorm(BatchNormMode.BATCH)
            .withWeights(GeneratorWeights.TRAINED)
            .withRemoved(removed);
    FeatureOptions features =
        FeatureOptions.DEFAULT
            .withBatchNorm(BatchNormMode.BATCH)
            .withLayout(FeatureLayout.CHW)
            .withPooling(FeaturePooling.MEAN)
            .withLayers(3)
            .withWeights(DiscriminatorWeights.TRAINED);
    DiscriminatorLabels labels =
        DiscriminatorLabels.DEFAULT.withReal(0.9).withFake(0.1).withFlips(0.2);
    InstanceNoise noise = InstanceNoise.NONE.withDeviation(0.1).withEpochs(3);

    assertThat(runtime)
        .isEqualTo(
            new RuntimeOptions(
                Precision.FLOAT32, Device.CPU, 2, Optional.empty(), ConvolutionChoice.FIXED))
        .isNotEqualTo(new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2));
    assertThat(sampling)
        .isEqualTo(new SamplingOptions(BatchNormMode.BATCH, GeneratorWeights.TRAINED, removed));
    assertThat(features)
        .isEqualTo(
            new FeatureOptions(
                BatchNormMode.BATCH,
                FeatureLayout.CHW,
                FeaturePooling.MEAN,
                3,
                DiscriminatorWeights.TRAINED));
    assertThat(labels).isEqualTo(new DiscriminatorLabels(0.9, 0.1, 0.2));
    assertThat(noise).isEqualTo(new InstanceNoise(0.1, 3));
  }

  @Test
  void givenLargeOptions_whenBuiltFromABuilder_thenEverySettingIsTakenOver() {
    AdamOptions adam =
        AdamOptions.builder().learningRate(0.1).beta1(0.2).beta2(0.3).epsilon(0.4).l2(0.5).build();
    HasherOptions hasher =
        HasherOptions.builder()
            .steps(1)
            .batchSize(2)
            .noise(3)
            .dropout(0.4)
            .learningRate(0.5)
            .seed(6)
            .build();
    SentinelPolicy sentinel =
        SentinelPolicy.builder()
            .on(SentinelPolicy.Trouble.DIVERSITY_VANISHED, SentinelPolicy.Action.STOP)
            .dominance(0.2, 3)
            .gradients(4, 5)
            .diversity(0.6)
            .oscillation(0.7)
            .inspectEvery(8)
            .warmUp(9)
            .maxRollBacks(10)
            .build();
    CheckpointPolicy checkpoints =
        CheckpointPolicy.builder(Path.of("run"))
            .everySteps(1)
            .every(Duration.ofSeconds(2))
            .keepLast(3)
            .keepEverySteps(4)
            .skipDamaged(true)
            .build();

    assertThat(adam).isEqualTo(new AdamOptions(0.1, 0.2, 0.3, 0.4, 0.5));
    assertThat(hasher).isEqualTo(new HasherOptions(1, 2, 3, 0.4, 0.5, 6));
    assertThat(adam.toBuilder().build()).isEqualTo(adam);
    assertThat(hasher.toBuilder().build()).isEqualTo(hasher);
    assertThat(sentinel.toBuilder().build()).isEqualTo(sentinel);
    assertThat(checkpoints.toBuilder().build()).isEqualTo(checkpoints);
    assertThat(AdamOptions.builder().build()).isEqualTo(AdamOptions.DEFAULT);
    assertThat(HasherOptions.builder().build()).isEqualTo(HasherOptions.DEFAULT);
    assertThat(SentinelPolicy.builder().build()).isEqualTo(SentinelPolicy.DEFAULT);
    assertThat(TrainingPlan.builder().build()).isEqualTo(TrainingPlan.DEFAULT);
  }
}
