package org.dcgan.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dcgan.image.ImageShape;
import org.dcgan.internal.json.ArchitectureJson;
import org.dcgan.internal.json.Scalar;
import org.dcgan.internal.json.SettingsJson;
import org.dcgan.internal.json.StrictJson;
import org.dcgan.latent.LatentDistribution;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The presets are the authors' networks, number by number; every other size follows their rule. */
class ArchitectureTest {

  private static List<String> shapes(List<ParameterSpec> parameters) {
    return parameters.stream().map(p -> p.name().replaceFirst("^[^/]*/", "") + p.shape()).toList();
  }

  @Nested
  class Presets {

    @Test
    void givenFaces64_whenLayersAreListed_thenShapesAreThoseOfTheAuthorsFacesScript() {
      Architecture faces = Architecture.faces64();

      assertThat(faces.image()).isEqualTo(ImageShape.square(64, 3));
      assertThat(faces.latentDim()).isEqualTo(100);
      assertThat(faces.latentDistribution()).isEqualTo(LatentDistribution.UNIFORM);
      assertThat(shapes(faces.generatorParameters()))
          .containsExactly(
              "projection/weights[100, 16384]",
              "projection/gain[16384]",
              "projection/bias[16384]",
              "convolution1/weights[5, 5, 512, 1024]",
              "convolution1/gain[512]",
              "convolution1/bias[512]",
              "convolution2/weights[5, 5, 256, 512]",
              "convolution2/gain[256]",
              "convolution2/bias[256]",
              "convolution3/weights[5, 5, 128, 256]",
              "convolution3/gain[128]",
              "convolution3/bias[128]",
              "convolution4/weights[5, 5, 3, 128]");
      assertThat(shapes(faces.discriminatorParameters()))
          .containsExactly(
              "convolution1/weights[5, 5, 3, 128]",
              "convolution2/weights[5, 5, 128, 256]",
              "convolution2/gain[256]",
              "convolution2/bias[256]",
              "convolution3/weights[5, 5, 256, 512]",
              "convolution3/gain[512]",
              "convolution3/bias[512]",
              "convolution4/weights[5, 5, 512, 1024]",
              "convolution4/gain[1024]",
              "convolution4/bias[1024]",
              "score/weights[16384, 1]");
    }

    @Test
    void givenMnistConditional_whenLayersAreListed_thenShapesAreThoseOfTheAuthorsMnistScript() {
      Architecture mnist = Architecture.mnistConditional();

      assertThat(mnist.image()).isEqualTo(ImageShape.square(28, 1));
      assertThat(mnist.classes()).isEqualTo(10);
      assertThat(mnist.seedSide()).isEqualTo(7);
      assertThat(mnist.latentDistribution()).isEqualTo(LatentDistribution.UNIFORM);
      // mnist/train_cond_dcgan.py:67-80, kernels with their channels last.
      assertThat(shapes(mnist.generatorParameters()))
          .containsExactly(
              "hidden1/weights[110, 1024]",
              "projection/weights[1034, 6272]",
              "convolution1/weights[5, 5, 64, 138]",
              "convolution2/weights[5, 5, 1, 74]");
      assertThat(shapes(mnist.discriminatorParameters()))
          .containsExactly(
              "convolution1/weights[5, 5, 11, 64]",
              "convolution2/weights[5, 5, 74, 128]",
              "hidden1/weights[6282, 1024]",
              "score/weights[1034, 1]");
      assertThat(mnist.discriminatorLayers())
          .extracting(LayerSpec::batchNorm)
          .containsExactly(false, true, true, false);
      assertThat(mnist.generatorLayers())
          .extracting(LayerSpec::activation)
          .containsExactly(
              LayerSpec.Activation.RELU,
              LayerSpec.Activation.RELU,
              LayerSpec.Activation.RELU,
              LayerSpec.Activation.SIGMOID);
      assertThat(mnist.featureDimension()).isEqualTo(49 * (64 + 128));
      assertThat(mnist.describe(128)).contains("28x28x1, 10 classes", "generator/hidden1");
    }

    @Test
    void givenClasses_whenAnyArchitectureGetsThem_thenEveryLayerHasThatManyFurtherInputs() {
      for (Architecture plain :
          List.of(Architecture.faces64(), Architecture.imagenet32(8), Architecture.svhn32())) {
        Architecture conditional = plain.withClasses(7);

        assertThat(conditional.isConditional()).isTrue();
        assertThat(conditional.withClasses(0)).isEqualTo(plain);
        for (int i = 0; i < plain.generatorLayers().size(); i++) {
          assertThat(conditional.generatorLayers().get(i).inputs())
              .isEqualTo(plain.generatorLayers().get(i).inputs() + 7);
        }
        for (int i = 0; i < plain.discriminatorLayers().size(); i++) {
          assertThat(conditional.discriminatorLayers().get(i).inputs())
              .isEqualTo(plain.discriminatorLayers().get(i).inputs() + 7);
        }
        assertThat(conditional.featureDimension()).isEqualTo(plain.featureDimension());
      }
    }

    @Test
    void givenALabelSide_whenLayersAreListed_thenOnlyInputsOfThatSideAndRowsGetTheLabel() {
      Architecture colors =
          Architecture.builder().resolution(32).width(4).classes(10).labelSide(8).build();

      // Inputs of G: the latent, 4x4, 8x8 and 16x16; of D: 32x32, 16x16, 8x8 and the score's row.
      assertThat(colors.generatorLayers())
          .extracting(LayerSpec::classes)
          .containsExactly(10, 10, 10, 0);
      assertThat(colors.discriminatorLayers())
          .extracting(LayerSpec::classes)
          .containsExactly(0, 0, 10, 10);
      assertThat(colors.withLabelSide(0).generatorLayers())
          .extracting(LayerSpec::classes)
          .containsExactly(10, 0, 0, 0);
      assertThat(colors.withLabelSide(0).discriminatorLayers())
          .extracting(LayerSpec::classes)
          .containsExactly(0, 0, 0, 10);
      assertThat(colors.describe(16)).contains("10 classes (labels joined to maps of at most 8x8)");
    }

    @Test
    void givenALabelSideOfAllLayers_whenCompared_thenTheArchitectureIsThatWithoutOne() {
      Architecture all = Architecture.builder().resolution(32).classes(10).build();

      assertThat(all.labelSide()).isEqualTo(32);
      assertThat(all.withLabelSide(Architecture.ALL_SIDES)).isEqualTo(all);
      assertThat(all.withLabelSide(32)).isEqualTo(all);
      assertThat(all.withLabelSide(16)).isNotEqualTo(all);
      assertThat(
              all.withLabelSide(16)
                  .withDiscriminatorNormalization(DiscriminatorNormalization.SPECTRAL)
                  .labelSide())
          .isEqualTo(16);
      assertThat(all.withLabelSide(16).withClasses(0)).isEqualTo(all.withClasses(0));
    }

    @Test
    void givenALabelSideThatCannotBe_whenSet_thenTheRemedyIsNamed() {
      assertThatThrownBy(() -> Architecture.builder().classes(2).labelSide(-1).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("labelSide must be at least 0, got -1");
      assertThatThrownBy(() -> Architecture.faces64().withLabelSide(8))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("labelSide 8 needs an architecture with classes")
          .hasMessageContaining("withClasses(n)");
    }

    @Test
    void givenALabelSide_whenWrittenToJsonAndRead_thenItIsTheSameAndOthersDoNotMentionIt() {
      Architecture some = Architecture.builder().classes(3).labelSide(8).build();
      Architecture all = some.withLabelSide(Architecture.ALL_SIDES);
      String json = ArchitectureJson.encode(some).toText();

      assertThat(json).contains("\"labelSide\": 8");
      assertThat(ArchitectureJson.decode(StrictJson.parse(json))).isEqualTo(some);
      assertThat(ArchitectureJson.encode(all).toText()).doesNotContain("labelSide");
      assertThat(SettingsJson.of(new ModelSpec(some, 1)))
          .containsEntry("model.labelSide", Scalar.of(8));
    }

    @Test
    void givenClassesOrHiddenLayersOutOfRange_whenBuilt_thenAllAreReported() {
      assertThatThrownBy(
              () ->
                  Architecture.builder()
                      .classes(1)
                      .generatorHidden(0)
                      .discriminatorHidden(5, 70_000)
                      .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("classes must be from 2 to 4096, or 0")
          .hasMessageContaining("generatorHidden must have from 1 to 65536 units")
          .hasMessageContaining("got 70000");
    }

    @Test
    void givenImagenet32_whenLayersAreListed_thenShapesAreThoseOfTheReleasedModel() {
      Architecture imagenet = Architecture.imagenet32();

      assertThat(imagenet.image()).isEqualTo(ImageShape.square(32, 3));
      assertThat(imagenet.latentDim()).isEqualTo(256);
      assertThat(imagenet.latentDistribution()).isEqualTo(LatentDistribution.UNIFORM);
      assertThat(shapes(imagenet.generatorParameters()))
          .containsExactly(
              "projection/weights[256, 8192]",
              "projection/gain[8192]",
              "projection/bias[8192]",
              "convolution1/weights[3, 3, 512, 512]",
              "convolution1/gain[512]",
              "convolution1/bias[512]",
              "convolution2/weights[3, 3, 256, 512]",
              "convolution2/gain[256]",
              "convolution2/bias[256]",
              "convolution3/weights[3, 3, 256, 256]",
              "convolution3/gain[256]",
              "convolution3/bias[256]",
              "convolution4/weights[3, 3, 128, 256]",
              "convolution4/gain[128]",
              "convolution4/bias[128]",
              "convolution5/weights[3, 3, 128, 128]",
              "convolution5/gain[128]",
              "convolution5/bias[128]",
              "convolution6/weights[3, 3, 3, 128]");
      assertThat(shapes(imagenet.discriminatorParameters()))
          .containsExactly(
              "convolution1/weights[3, 3, 3, 128]",
              "convolution2/weights[3, 3, 128, 128]",
              "convolution2/gain[128]",
              "convolution2/bias[128]",
              "convolution3/weights[3, 3, 128, 256]",
              "convolution3/gain[256]",
              "convolution3/bias[256]",
              "convolution4/weights[3, 3, 256, 256]",
              "convolution4/gain[256]",
              "convolution4/bias[256]",
              "convolution5/weights[3, 3, 256, 512]",
              "convolution5/gain[512]",
              "convolution5/bias[512]",
              "convolution6/weights[3, 3, 512, 512]",
              "convolution6/gain[512]",
              "convolution6/bias[512]",
              "score/weights[8192, 1]");
      assertThat(sides(imagenet.generatorLayers())).containsExactly(4, 8, 8, 16, 16, 32, 32);
      assertThat(sides(imagenet.discriminatorLayers())).containsExactly(32, 16, 16, 8, 8, 4, 1);
    }

    @Test
    void givenSvhn32_whenParametersAreListed_thenShapesAreThoseOfTheReleasedArrays() {
      Architecture svhn = Architecture.svhn32();

      assertThat(svhn.image()).isEqualTo(ImageShape.square(32, 3));
      assertThat(svhn.latentDim()).isEqualTo(100);
      assertThat(svhn.latentDistribution()).isEqualTo(LatentDistribution.GAUSSIAN);
      assertThat(shapes(svhn.generatorParameters()))
          .containsExactly(
              "projection/weights[100, 4096]",
              "projection/gain[4096]",
              "projection/bias[4096]",
              "convolution1/weights[5, 5, 128, 256]",
              "convolution1/gain[128]",
              "convolution1/bias[128]",
              "convolution2/weights[5, 5, 64, 128]",
              "convolution2/gain[64]",
              "convolution2/bias[64]",
              "convolution3/weights[5, 5, 3, 64]");
      assertThat(shapes(svhn.discriminatorParameters()))
          .containsExactly(
              "convolution1/weights[5, 5, 3, 64]",
              "convolution2/weights[5, 5, 64, 128]",
              "convolution2/gain[128]",
              "convolution2/bias[128]",
              "convolution3/weights[5, 5, 128, 256]",
              "convolution3/gain[256]",
              "convolution3/bias[256]",
              "score/weights[4096, 1]");
    }

    @Test
    void givenPresets_whenFeatureDimensionIsComputed_thenItIsThePapers() {
      assertThat(Architecture.imagenet32().featureDimension()).isEqualTo(28_672);
      assertThat(Architecture.svhn32().featureDimension()).isEqualTo(7_168);
    }

    @Test
    void givenWidth_whenImagenet32IsCreated_thenFeatureMapsOfAllLayersAreProportional() {
      assertThat(Architecture.imagenet32(128)).isEqualTo(Architecture.imagenet32());
      Architecture half = Architecture.imagenet32(64);
      assertThat(half.featureDimension()).isEqualTo(14_336);
      assertThat(half.generatorLayers().get(0).maps()).isEqualTo(256);
      assertThatThrownBy(() -> Architecture.imagenet32(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("width must be from 1 to 16384 feature maps, got 0");
      assertThat(Architecture.imagenet32(16_384).generator().get(0).featureMaps())
          .isEqualTo(Architecture.MOST_FEATURE_MAPS);
      assertThatThrownBy(() -> Architecture.imagenet32(Integer.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("width must be from 1 to 16384 feature maps, got 2147483647");
    }

    @Test
    void givenDefaults_whenBuilt_thenArchitectureIsTheFacesModel() {
      assertThat(Architecture.builder().build()).isEqualTo(Architecture.faces64());
    }
  }

  private static List<Integer> sides(List<LayerSpec> layers) {
    return layers.stream().map(LayerSpec::side).toList();
  }

  static Stream<Arguments> everySize() {
    return IntStream.of(16, 32, 64, 128, 256)
        .boxed()
        .flatMap(side -> Stream.of(Arguments.of(side, 1), Arguments.of(side, 3)));
  }

  @ParameterizedTest(name = "{0}x{0}x{1}")
  @MethodSource("everySize")
  void givenAnyResolutionAndChannels_whenBuilt_thenSidesAndFeatureMapsDoubleAndHalve(
      int resolution, int channels) {
    int width = 8;
    int stages = Integer.numberOfTrailingZeros(resolution / 4);

    Architecture architecture =
        Architecture.builder().resolution(resolution).channels(channels).width(width).build();

    List<LayerSpec> generator = architecture.generatorLayers();
    List<LayerSpec> discriminator = architecture.discriminatorLayers();
    assertThat(generator).hasSize(stages + 1);
    assertThat(discriminator).hasSize(stages + 1);
    for (int i = 0; i <= stages; i++) {
      assertThat(generator.get(i).side()).isEqualTo(4 << i);
      assertThat(generator.get(i).maps())
          .isEqualTo(i == stages ? channels : width << (stages - 1 - i));
    }
    for (int i = 0; i < stages; i++) {
      assertThat(discriminator.get(i).side()).isEqualTo(resolution >> (i + 1));
      assertThat(discriminator.get(i).maps()).isEqualTo(width << i);
    }
    assertThat(discriminator.get(stages).inputMaps()).isEqualTo(16 * (width << (stages - 1)));
    assertThat(architecture.featureDimension()).isEqualTo(16 * width * ((1 << stages) - 1));
  }

  @ParameterizedTest(name = "{0}x{0}x{1}")
  @MethodSource("everySize")
  void givenAnyResolutionAndChannels_whenBuilt_thenBatchNormIsAsInThePaper(
      int resolution, int channels) {
    Architecture architecture =
        Architecture.builder().resolution(resolution).channels(channels).width(4).build();

    List<LayerSpec> generator = architecture.generatorLayers();
    LayerSpec image = generator.get(generator.size() - 1);
    assertThat(image.batchNorm()).as("after the image").isFalse();
    assertThat(image.activation()).isEqualTo(LayerSpec.Activation.TANH);
    assertThat(generator.subList(0, generator.size() - 1))
        .allSatisfy(
            layer -> {
              assertThat(layer.batchNorm()).isTrue();
              assertThat(layer.activation()).isEqualTo(LayerSpec.Activation.RELU);
            });

    List<LayerSpec> discriminator = architecture.discriminatorLayers();
    List<LayerSpec> convolutions = discriminator.subList(0, discriminator.size() - 1);
    assertThat(convolutions.get(0).batchNorm()).as("after D's first layer").isFalse();
    assertThat(convolutions.subList(1, convolutions.size())).allMatch(LayerSpec::batchNorm);
    assertThat(convolutions).allMatch(l -> l.activation() == LayerSpec.Activation.LEAKY_RELU);
    LayerSpec score = discriminator.get(discriminator.size() - 1);
    assertThat(score.batchNorm()).isFalse();
    assertThat(score.activation()).isEqualTo(LayerSpec.Activation.LINEAR);
  }

  @Test
  void givenProjection_whenNormalized_thenEachUnitIsNormalizedSeparately() {
    LayerSpec projection = Architecture.faces64().generatorLayers().get(0);

    assertThat(projection.maps()).isEqualTo(1024);
    assertThat(projection.normalizedUnits()).isEqualTo(16384);
  }

  @Test
  void givenArchitecture_whenDescribed_thenLayersParametersAndMemoryAreListed() {
    Architecture svhn = Architecture.svhn32();
    long parameters =
        Stream.concat(svhn.generatorParameters().stream(), svhn.discriminatorParameters().stream())
            .mapToLong(ParameterSpec::size)
            .sum();

    assertThat(svhn.describe(64))
        .contains("32x32x3", "gaussian[100]", "7,168")
        .contains("generator/projection", "discriminator/convolution3", "5x5/2", "16x16x64")
        .contains(String.format(Locale.ROOT, "%,d parameters", parameters))
        .contains("batches of 64");
  }

  @Nested
  class Refusals {

    @Test
    void givenResolution48_whenBuilt_thenMessageListsValidResolutions() {
      assertThatThrownBy(() -> Architecture.builder().resolution(48).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("power of two from 16 to 256")
          .hasMessageContaining("got 48")
          .hasMessageContaining("crop or resize");
    }

    @ParameterizedTest
    @ValueSource(ints = {-64, 0, 1, 8, 63, 65, 512})
    void givenInvalidResolution_whenBuilt_thenThrows(int resolution) {
      assertThatThrownBy(() -> Architecture.builder().resolution(resolution).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got " + resolution);
    }

    @Test
    void givenWidth0_whenBuilt_thenRangeIsReported() {
      assertThatThrownBy(() -> Architecture.builder().width(0).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("width must be from 1 to 4096 feature maps, got 0");
      assertThat(Architecture.builder().resolution(256).width(4096).problems())
          .containsExactly(
              "width must be from 1 to 2048 feature maps at a resolution of 256, got 4096");
      assertThat(Architecture.builder().resolution(256).width(2048).build().projectionMaps())
          .isEqualTo(Architecture.MOST_FEATURE_MAPS);
    }

    @Test
    void givenNumbersThatFloat32CannotHold_whenBuilt_thenTheyAreRefused() {
      assertThat(Architecture.builder().batchNormEpsilon(1e-46).leakySlope(0.99999999).problems())
          .hasSize(2)
          .anyMatch(problem -> problem.contains("batchNormEpsilon must be at least"))
          .anyMatch(problem -> problem.contains("leakySlope must be below 1 also as float32"));
    }

    @Test
    void givenSeveralInvalidSettings_whenBuilt_thenAllAreReportedAtOnce() {
      assertThatThrownBy(
              () ->
                  Architecture.builder()
                      .resolution(48)
                      .channels(4)
                      .width(0)
                      .kernel(4)
                      .latentDim(0)
                      .leakySlope(1)
                      .batchNormEpsilon(0)
                      .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("invalid Architecture:")
          .hasMessageContaining("got 48")
          .hasMessageContaining("channels must be 1 (gray) or 3 (color), got 4")
          .hasMessageContaining("got 0")
          .hasMessageContaining("kernel must be odd, from 3 to 15, got 4")
          .hasMessageContaining("latentDim must be from 1 to 65536, got 0")
          .hasMessageContaining("leakySlope must be in [0, 1), got 1.0")
          .hasMessageContaining("batchNormEpsilon must be in (0, 1), got 0.0");
    }

    @Test
    void givenStridesThatDoNotMatchTheImage_whenCreated_thenBothSizesAreReported() {
      Architecture small = Architecture.builder().resolution(16).build();

      assertThatThrownBy(
              () ->
                  new Architecture(
                      ImageShape.square(32, 1),
                      small.latentDim(),
                      small.latentDistribution(),
                      small.projectionMaps(),
                      small.generator(),
                      small.discriminator(),
                      small.leakySlope(),
                      small.batchNormEpsilon()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the strides of the generator must connect 4x4")
          .hasMessageContaining("the strides of the discriminator must connect 4x4")
          .hasMessageContaining("the image of 32x32, but they give 16x16")
          .hasMessageContaining("needs 1 feature maps, got 3");
    }
  }

  @Nested
  class FeatureMaps {
    @Test
    void givenFaces64_whenFeatureLayersAreListed_thenAllExceptImageAndScoreAreIncluded() {
      Architecture faces = Architecture.faces64();

      assertThat(faces.generatorFeatureLayers())
          .extracting(LayerSpec::name)
          .containsExactly(
              "generator/projection",
              "generator/convolution1",
              "generator/convolution2",
              "generator/convolution3");
      assertThat(faces.discriminatorFeatureLayers()).hasSize(4);
      assertThat(faces.generatorFeatureLayer("convolution2").maps()).isEqualTo(256);
      assertThat(faces.discriminatorFeatureLayer("discriminator/convolution4").side()).isEqualTo(4);
    }

    @Test
    void givenUnknownLayerName_whenSearched_thenValidNamesAreListed() {
      assertThatThrownBy(() -> Architecture.faces64().generatorFeatureLayer("convolution4"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"convolution4\"")
          .hasMessageContaining("generator/projection (1024 maps of 4x4)")
          .hasMessageContaining("generator/convolution3 (128 maps of 32x32)");
      assertThatThrownBy(() -> Architecture.faces64().discriminatorFeatureLayer("score"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("discriminator/convolution4 (1024 maps of 4x4)");
    }
  }
}
