package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcgan.Dcgan;
import org.dcgan.ModelFormatException;
import org.dcgan.architecture.Architecture;
import org.dcgan.feature.Features;
import org.dcgan.feature.FloatFormat;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.export.NetworkArray;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.tensorflow.network.Tensors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** An exported model gives the outputs of the original, and can be imported again. */
class ExportTest {
  @TempDir private static Path exported;
  @TempDir private Path folder;
  private static TensorFlowDcgan dcgan;

  @BeforeAll
  static void train() throws IOException {
    dcgan = Models.trained();
    SavedModels.export(dcgan, exported.resolve("saved"));
    WeightFiles.export(dcgan, exported.resolve("weights"));
  }

  @AfterAll
  static void close() {
    dcgan.close();
  }

  private static float[] floats(Result result, String name) {
    return Tensors.floats((TFloat32) result.get(name).orElseThrow());
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("value %d", i).isCloseTo(expected[i], within(1e-4f));
    }
  }

  private static float[] array(java.nio.FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  // SavedModel

  @ParameterizedTest(name = "{0} rows at a time")
  @ValueSource(ints = {1, 5})
  void givenASavedModel_whenLoadedByTensorFlowAlone_thenItsSignaturesDoWhatTheModelDoes(int rows) {
    Latents latents = dcgan.latents(rows, 3);
    Images images = dcgan.sample(rows, 4);
    try (SavedModelBundle bundle =
            SavedModelBundle.load(exported.resolve("saved").toString(), "serve");
        TFloat32 z = Tensors.of(Shape.of(rows, 8), latents.data());
        TFloat32 x = Tensors.of(Shape.of(rows, 16, 16, 3), images.data())) {
      for (String name : List.of("generate", "serving_default")) {
        try (Result drawn = bundle.function(name).call(Map.of("latents", (Tensor) z))) {
          assertThat(drawn.get("images").orElseThrow().shape())
              .isEqualTo(Shape.of(rows, 16, 16, 3));
          assertClose(floats(drawn, "images"), array(dcgan.generator().generate(latents).data()));
        }
      }
      try (Result score = bundle.function("score").call(Map.of("images", (Tensor) x))) {
        assertThat(score.get("logits").orElseThrow().shape()).isEqualTo(Shape.of(rows));
        assertClose(floats(score, "logits"), dcgan.discriminator().logits(images));
        assertClose(floats(score, "probabilities"), dcgan.discriminator().probabilities(images));
      }
      try (Result features = bundle.function("features").call(Map.of("images", (Tensor) x))) {
        assertClose(
            floats(features, "features"),
            array(dcgan.discriminator().features().extract(images).data()));
      }
      assertThat(bundle.signatures()).hasSize(4);
    }
  }

  @Test
  void givenASavedModel_whenInspected_thenItHoldsNoVariablesAndSaysWhatItIs() throws IOException {
    try (SavedModelBundle bundle =
        SavedModelBundle.load(exported.resolve("saved").toString(), "serve")) {
      assertThat(bundle.metaGraphDef().getGraphDef().getNodeList())
          .noneMatch(node -> node.getOp().contains("Variable") || node.getOp().startsWith("Assign"))
          .noneMatch(node -> node.getOp().contains("Random"));
      var input =
          bundle.metaGraphDef().getSignatureDefMap().get("generate").getInputsMap().get("latents");
      assertThat(input.getTensorShape().getDim(0).getSize()).isEqualTo(-1);
      assertThat(input.getTensorShape().getDim(1).getSize()).isEqualTo(8);
    }
    assertThat(Files.readString(exported.resolve("saved/assets.extra/dcgan.json")))
        .contains("\"step\": 2", "\"generate\"", "\"latentDistribution\": \"uniform\"");
  }

  @Test
  void givenAModelWithoutStatistics_whenExported_thenItSaysWhatIsMissingAndNothingIsWritten() {
    try (Dcgan untrained = Models.tiny()) {
      assertThatThrownBy(() -> SavedModels.export(untrained, folder.resolve("saved")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("gatherStatistics");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenOtherFilesThere_whenExported_thenTheyStay() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis.tex"), "mine");

    assertThatThrownBy(() -> SavedModels.export(dcgan, folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds other files");
    assertThatThrownBy(() -> WeightFiles.export(dcgan, folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("holds other files");

    assertThat(file).hasContent("mine");
  }

  // Weights

  @Test
  void givenExportedWeights_whenLoaded_thenTheModelGeneratesAndScoresTheSameBits()
      throws IOException {
    try (Dcgan loaded = WeightFiles.load(exported.resolve("weights"), Models.RUNTIME)) {
      assertThat(loaded.architecture()).isEqualTo(dcgan.architecture());
      assertThat(loaded.step()).isEqualTo(dcgan.step());
      Images images = dcgan.sample(4, 8);
      assertThat(loaded.sample(4, 8).data()).isEqualTo(images.data());
      assertThat(loaded.discriminator().logits(images))
          .isEqualTo(dcgan.discriminator().logits(images));
    }
  }

  @Test
  void givenFilesOfTheUserAmongExportedOnes_whenExportedAgain_thenItIsRefusedAndAllStays()
      throws IOException {
    Path weights = folder.resolve("weights");
    WeightFiles.export(dcgan, weights);
    Path saved = folder.resolve("saved");
    SavedModels.export(dcgan, saved);
    for (Path target : List.of(weights, saved)) {
      Path notes = Files.writeString(target.resolve("notes.txt"), "mine");
      assertThatThrownBy(
              () -> {
                if (target.equals(weights)) {
                  WeightFiles.export(dcgan, target);
                } else {
                  SavedModels.export(dcgan, target);
                }
              })
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("notes.txt, which would be deleted");
      assertThat(notes).hasContent("mine");
    }
    WeightFiles.load(weights, Models.RUNTIME).close();
  }

  @Test
  void givenWeightsOfALargerArchitecture_whenExportedThere_thenTheyAreReplaced()
      throws IOException {
    Path weights = folder.resolve("weights");
    try (Dcgan larger = Models.builder().resolution(32).build()) {
      WeightFiles.export(larger, weights);
    }

    WeightFiles.export(dcgan, weights);

    try (Dcgan loaded = WeightFiles.load(weights, Models.RUNTIME)) {
      assertThat(loaded.architecture()).isEqualTo(dcgan.architecture());
    }
    try (Stream<Path> files = Files.list(weights)) {
      assertThat(files).hasSize(NetworkArray.of(dcgan.architecture()).size() + 1);
    }
  }

  @Test
  void givenExportedWeights_whenExportedAgain_thenTheFilesAreTheSame() throws IOException {
    Path again = folder.resolve("again");
    try (Dcgan loaded = WeightFiles.load(exported.resolve("weights"), Models.RUNTIME)) {
      WeightFiles.export(loaded, again);
      WeightFiles.export(loaded, again);
    }

    try (Stream<Path> files = Files.list(exported.resolve("weights"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1 + NetworkArray.of(dcgan.architecture()).size());
      for (Path file : all) {
        assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void givenWeightsInHalfPrecision_whenLoaded_thenImagesDifferByLessThanAStepOf8Bits()
      throws IOException {
    Path half = folder.resolve("half");
    WeightFiles.export(dcgan, half, FloatFormat.FLOAT16);
    try (Dcgan loaded = WeightFiles.load(half, Models.RUNTIME)) {
      float[] expected = dcgan.sample(16, 8).toArray();
      float[] images = loaded.sample(16, 8).toArray();
      for (int i = 0; i < images.length; i++) {
        assertThat(images[i]).isCloseTo(expected[i], within(1 / 127.5f));
      }
      assertThat(images).isNotEqualTo(expected);
      String statistics = "generator.convolution1.population-mean.npy";
      assertThat(half.resolve(statistics))
          .hasSameBinaryContentAs(exported.resolve("weights").resolve(statistics));
      // Numbers of half precision are exported to the same files again.
      WeightFiles.export(loaded, folder.resolve("again"), FloatFormat.FLOAT16);
    }
    try (Stream<Path> files = Files.list(half)) {
      for (Path file : files.toList()) {
        assertThat(folder.resolve("again").resolve(file.getFileName()))
            .hasSameBinaryContentAs(file);
      }
    }
    Path kernel = half.resolve("generator.convolution2.weights.npy");
    assertThat(Files.size(kernel))
        .isLessThan(
            Files.size(exported.resolve("weights/generator.convolution2.weights.npy")) * 6 / 10);
  }

  @Test
  void givenDamagedOrMissingWeights_whenLoaded_thenTheFileIsNamed() throws IOException {
    Path weights = folder.resolve("weights");
    WeightFiles.export(dcgan, weights);
    Path file = weights.resolve("discriminator.convolution1.weights.npy");
    byte[] whole = Files.readAllBytes(file);
    List<String> messages = new ArrayList<>();
    for (int position : new int[] {0, 7, 20, 200, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[position] ^= 4;
      Files.write(file, damaged);
      messages.add(refusal(weights));
    }
    assertThat(messages).allMatch(m -> m.contains(file.toString()) && m.contains("SHA-256"));
    Files.delete(file);
    assertThat(refusal(weights)).contains(file.toString(), "missing");
    Path manifest = weights.resolve("weights.json");
    String text = Files.readString(manifest);
    for (String bad :
        List.of(
            "",
            "{",
            "[]",
            "{\"format\": \"other\"}",
            text.replace("\"formatVersion\": 2", "\"formatVersion\": 3"),
            text.replace("discriminator.convolution1.weights.npy", "../elsewhere.npy"),
            text.replace("\"architecture\"", "\"something\""))) {
      Files.writeString(manifest, bad);
      assertThat(refusal(weights)).contains("weights.json");
    }
    Files.delete(manifest);
    assertThat(refusal(weights)).contains("expected a folder of exported weights");
  }

  private static String refusal(Path weights) {
    try (Dcgan loaded = WeightFiles.load(weights, Models.RUNTIME)) {
      return "loaded " + loaded;
    } catch (ModelFormatException e) {
      return e.getMessage();
    } catch (IOException e) {
      return "not foreseen: " + e;
    }
  }

  // Features by a SavedModel

  @Test
  void givenASavedModel_whenItsFeaturesAreExtracted_thenTheyAreThoseOfTheModel()
      throws IOException {
    Images images = dcgan.sample(70, 5);
    try (SavedModelFeatures network =
        SavedModelFeatures.builder(exported.resolve("saved"), ImageShape.square(16, 3))
            .signature("features")
            .name("our own")
            .build()) {
      Features features = network.extract(images);

      assertThat(network.dimension()).isEqualTo(dcgan.architecture().featureDimension());
      assertClose(
          array(features.data()), array(dcgan.discriminator().features().extract(images).data()));
      assertThat(network.description())
          .isEqualTo(
              "our own, images:0 -> features_features:0 (192 features), images resized bilinearly"
                  + " to 16x16 in [-1.0, 1.0]");
    }
  }

  @Test
  void givenLargerGrayImagesAndAnotherRange_whenExtracted_thenTheyAreResizedRepeatedAndScaled()
      throws IOException {
    // 32x32 gray, 2x2 blocks of one value: bilinear without options takes every other pixel.
    float[] small = new float[16 * 16];
    float[] large = new float[32 * 32];
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        float value = (float) Math.sin(y / 2 * 16 + x / 2);
        large[y * 32 + x] = value;
        small[y / 2 * 16 + x / 2] = value;
      }
    }
    float[] expected = new float[16 * 16 * 3];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = small[i / 3] * 0.25f + 0.25f; // [-1, 1] to [0, .5]
    }
    try (SavedModelFeatures network =
        SavedModelFeatures.builder(exported.resolve("saved"), ImageShape.square(32, 1))
            .input("images:0")
            .output("score_logits:0")
            .side(16)
            .range(0, 0.5)
            .build()) {
      assertThat(network.dimension()).isEqualTo(1);
      assertClose(
          array(network.extract(Images.of(ImageShape.square(32, 1), large)).data()),
          dcgan.discriminator().logits(Images.of(ImageShape.square(16, 3), expected)));
    }
  }

  @Test
  void givenHiddenLayers_whenTheirWeightsAreDescribed_thenTheInputsAreThoseOfTheLayerBefore() {
    Map<String, String> layouts =
        NetworkArray.of(Architecture.mnistConditional()).stream()
            .collect(Collectors.toMap(NetworkArray::name, NetworkArray::layout));

    assertThat(layouts.get("generator/hidden1/weights")).startsWith("[latent, units]: latents");
    assertThat(layouts.get("generator/projection/weights"))
        .startsWith("[inputs, units]: the units of the layer before it");
    assertThat(layouts.get("discriminator/hidden1/weights"))
        .startsWith("[inputs, units]: the flattened maps of the layer before it");
    assertThat(layouts.get("discriminator/score/weights"))
        .startsWith("[inputs, units]: the units of the layer before it");
    assertThat(
            NetworkArray.of(Architecture.faces64()).stream()
                .filter(array -> array.name().equals("generator/projection/weights")))
        .singleElement()
        .satisfies(array -> assertThat(array.layout()).startsWith("[latent, units]: latents"));
  }

  @Test
  void givenAnOutputThatIsTheSameForAllImages_whenOpened_thenItIsRefused() {
    Path saved = exported.resolve("saved");
    String weights;
    try (SavedModelBundle bundle = SavedModelBundle.load(saved.toString(), "serve")) {
      weights =
          Streams.stream(bundle.graph().operations())
              .filter(o -> o.type().equals("Const") && o.output(0).shape().numDimensions() == 4)
              .findFirst()
              .orElseThrow()
              .name();
    }

    assertThatThrownBy(
            () ->
                SavedModelFeatures.builder(saved, ImageShape.square(16, 3))
                    .input("images:0")
                    .output(weights + ":0")
                    .build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(weights)
        .hasMessageContaining("for 2 images, expected a row for each");
  }

  @Test
  void givenAnUnknownSignatureOrTensor_whenOpened_thenTheMessageListsTheKnownOnes() {
    Path saved = exported.resolve("saved");
    ImageShape shape = ImageShape.square(16, 3);
    assertThatThrownBy(() -> SavedModelFeatures.builder(folder, shape).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("saved_model.pb");
    assertThatThrownBy(() -> SavedModelFeatures.builder(saved, shape).signature("score").build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("logits")
        .hasMessageContaining("probabilities")
        .hasMessageContaining("say which with output(...)");
    assertThatThrownBy(() -> SavedModelFeatures.builder(saved, shape).signature("embed").build())
        .hasMessageContaining("\"embed\"");
    assertThatThrownBy(() -> SavedModelFeatures.builder(saved, shape).tag("train").build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("train");
    assertThatThrownBy(
            () -> SavedModelFeatures.builder(saved, shape).signature("features").side(20).build())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("20x20x3")
        .hasMessageContaining("set the side, the input and the output");
    assertThatThrownBy(() -> SavedModelFeatures.builder(saved, shape).side(0).range(1, 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("side")
        .hasMessageContaining("range");
  }
}
