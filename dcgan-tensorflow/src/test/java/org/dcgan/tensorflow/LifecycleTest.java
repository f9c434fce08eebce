package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.Pointer;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.Discriminator;
import org.dcgan.Generator;
import org.dcgan.ModelFormatException;
import org.dcgan.ModelInfo;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.checkpoint.ModelFiles;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.model.TensorFlowDcgan;
import org.dcgan.testing.TestImages;
import org.dcgan.training.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening, using and closing of models. */
class LifecycleTest {

  @Test
  void givenAClosedModel_whenUsed_thenTheErrorSaysThatItIsClosed(@TempDir Path folder)
      throws IOException {
    for (TensorFlowDcgan dcgan : List.of(Models.tiny(), Models.trained())) {
      Generator generator = dcgan.generator();
      Discriminator discriminator = dcgan.discriminator();
      FeatureExtractor features = discriminator.features();
      Images images = Images.of(Models.SHAPE, new float[Models.SHAPE.size()]);
      TestImages source = Models.noise(8);
      Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
      calls.put("sample", () -> dcgan.sample(2));
      calls.put("sample by seed", () -> dcgan.sample(2, 1));
      calls.put("generate", () -> generator.generate(dcgan.latents(2, 1)));
      calls.put(
          "generate by batch",
          () ->
              generator.generate(
                  dcgan.latents(2, 1), SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH)));
      calls.put("logits", () -> discriminator.logits(images));
      calls.put("logits by batch", () -> discriminator.logits(images, BatchNormMode.BATCH));
      calls.put("probabilities", () -> discriminator.probabilities(images));
      calls.put("features", () -> features.extract(images));
      calls.put("train", () -> dcgan.train(source, Models.plan().build()));
      calls.put("gather", () -> dcgan.gatherStatistics(source, 4));
      calls.put("save", () -> dcgan.save(folder.resolve("closed")));
      // Arguments do not matter any more.
      calls.put("sample -1", () -> dcgan.sample(-1));
      calls.put("train on one image", () -> dcgan.train(Models.noise(1), Models.plan().build()));
      calls.put("gather by 1", () -> dcgan.gatherStatistics(source, 1));

      dcgan.close();
      dcgan.close();

      calls.forEach(
          (name, call) ->
              assertThatThrownBy(call)
                  .as(name)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("is closed"));
      assertThat(folder.resolve("closed")).doesNotExist();
      // What only describes goes on doing so.
      assertThat(dcgan.architecture().image()).isEqualTo(Models.SHAPE);
      assertThat(dcgan.step()).isBetween(0L, 2L);
      assertThat(dcgan.toString()).contains("16x16x3");
    }
  }

  @Test
  void givenSettingsOutOfRange_whenBuilt_thenAllAreNamedAtOnce() {
    assertThatThrownBy(() -> Dcgan.builder().resolution(48).width(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("48", "width", "got 0");
  }

  @Test
  void givenNoGpu_whenOneIsAskedFor_thenTheErrorSaysWhatToDo() {
    assumeThat(Path.of("/dev/nvidia0")).doesNotExist();
    assertThatThrownBy(() -> Models.builder().device(Device.GPU).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("GPU", "linux-x86_64-gpu", "CUDA", "Device.AUTO");
  }

  @Test
  void givenAnEngine_whenModelsAreSavedAndLoaded_thenTheOnesOfOtherArchitecturesStayApart(
      @TempDir Path folder) throws IOException {
    try (Dcgan gray = Models.builder().channels(1).width(2).kernel(3).build();
        Dcgan color = Models.builder().resolution(32).build()) {
      gray.save(folder.resolve("gray"));
      color.save(folder.resolve("color"));
      try (Dcgan loaded = Dcgan.load(folder.resolve("gray"), Models.RUNTIME)) {
        assertThat(loaded.architecture()).isEqualTo(gray.architecture());
      }
      try (Dcgan loaded = Dcgan.load(folder.resolve("color"), Models.RUNTIME)) {
        assertThat(loaded.architecture().image()).isEqualTo(ImageShape.square(32, 3));
      }
    }
  }

  @Test
  void givenAModelWhoseArraysDoNotFitItsArchitecture_whenLoaded_thenTheErrorNamesTheArray(
      @TempDir Path folder) throws IOException {
    try (TensorFlowDcgan dcgan = Models.tiny()) {
      dcgan.save(folder);
      ModelFiles.Loaded loaded = ModelFiles.load(folder);
      List<String> names = new ArrayList<>(loaded.arrays().keySet());
      String odd = "discriminator/convolution2/gain";
      rewrite(folder, loaded, names, odd, new Npy(List.of(7), new float[7]));
      assertThatThrownBy(() -> Dcgan.load(folder, Models.RUNTIME))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContainingAll(folder.toString(), odd, "[8]", "[7]");

      names.remove(odd);
      rewrite(folder, loaded, names, "", new Npy(List.of(), new float[1]));
      assertThatThrownBy(() -> Dcgan.load(folder, Models.RUNTIME))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContainingAll(
              folder.toString(), odd, "1 arrays of this architecture are not listed");
    }
  }

  private static void rewrite(
      Path folder, ModelFiles.Loaded loaded, List<String> names, String replaced, Npy by)
      throws IOException {
    ModelFiles.save(
        folder,
        "engine",
        "library",
        "",
        loaded.manifest().spec(),
        loaded.manifest().counters(),
        null,
        names,
        name -> name.equals(replaced) ? by : loaded.arrays().get(name));
  }

  @Test
  void givenASavedModel_whenOnlyItsInfoIsRead_thenNoWeightsAreNeeded(@TempDir Path folder)
      throws IOException {
    Path model = folder.resolve("model");
    Path run = folder.resolve("run");
    try (TensorFlowDcgan dcgan = Models.tiny(-7)) {
      TestImages source = Models.noise(8);
      dcgan.train(source, Models.plan().checkpoints(run).build());
      dcgan.save(model);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".npy")).toList()) {
          Files.delete(file);
        }
      }

      ModelInfo info = Dcgan.info(model);

      assertThat(info)
          .isEqualTo(
              new ModelInfo(dcgan.architecture(), -7, 2, source.description(), info.library()));
      assertThat(info.library()).isNotBlank();
      assertThat(Dcgan.info(run)).as("the newest checkpoint").isEqualTo(info);
      assertThatThrownBy(() -> Dcgan.load(model)).isInstanceOf(ModelFormatException.class);
      assertThatThrownBy(() -> Dcgan.info(folder.resolve("none")))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContainingAll("none", "is not a saved model", "found nothing");
    }
  }

  @Test
  void givenModelsThatWereSavedOutsideARun_whenTheirInfoIsRead_thenItNamesTheImages(
      @TempDir Path folder) throws IOException {
    try (TensorFlowDcgan dcgan = Models.tiny()) {
      dcgan.save(folder);
      assertThat(Dcgan.info(folder).dataset()).isEmpty();
      dcgan.train(Models.noise(8), Models.plan().build());
      dcgan.save(folder);
      assertThat(Dcgan.info(folder).dataset()).isEqualTo(Models.noise(8).description());
    }
  }

  @Test
  void givenAModel_whenSavedOverAFile_thenTheErrorSaysSo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    try (Dcgan dcgan = Models.tiny()) {
      assertThatThrownBy(() -> dcgan.save(file))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(file.toString(), "expected a folder");
      assertThat(file).hasContent("text");
    }
  }

  // Memory

  @Test
  void givenHundredsOfStepsAndSamples_whenNativeMemoryIsMeasured_thenItHasNotGrown()
      throws IOException {
    try (TensorFlowDcgan dcgan = Models.tiny()) {
      work(dcgan);
      long before = leastOfThree(dcgan);
      // What a round draws and scores is 30 MB.
      assertThat(leastOfThree(dcgan) - before).isLessThan(30L << 20);
    }
  }

  /** The allocator's arenas come and go in tens of megabytes; what has leaked never goes. */
  private static long leastOfThree(TensorFlowDcgan dcgan) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      work(dcgan);
      least = Math.min(least, nativeBytes());
    }
    return least;
  }

  private static void work(TensorFlowDcgan dcgan) throws IOException {
    dcgan.train(
        Models.noise(64),
        TrainingPlan.builder().epochs(40).batchSize(64).samplesPerEpoch(1).build());
    for (int i = 0; i < 80; i++) {
      dcgan.discriminator().logits(dcgan.sample(64));
    }
  }

  /** Resident memory but for Java's heap. */
  private static long nativeBytes() {
    System.gc();
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }

  @Test
  void givenManyModels_whenOpenedAndClosed_thenNativeMemoryDoesNotGrow() throws IOException {
    openAndClose(5);
    long before = nativeBytes();
    openAndClose(15);
    assertThat(nativeBytes() - before).isLessThan(60L << 20);
  }

  /** 6 million variables each with their moments: 70 MB. */
  private static void openAndClose(int times) {
    for (int i = 0; i < times; i++) {
      try (Dcgan dcgan = Models.builder().width(128).build()) {
        assertThat(dcgan.step()).isZero();
      }
    }
  }
}
