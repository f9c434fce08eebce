package org.dcgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.ModelSpec;
import org.dcgan.latent.LatentDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The builder reports all problems at once, and names a missing artifact. */
class DcganBuilderTest {

  @Test
  void givenNoEngine_whenBuilt_thenMessageNamesTheArtifact() {
    assertThatThrownBy(() -> Dcgan.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no DCGAN engine on the class path")
        .hasMessageContaining("org.dcgan:dcgan-tensorflow")
        .hasMessageContaining("org.tensorflow:tensorflow-core-native");
  }

  @Test
  void givenNoEngine_whenLoaded_thenMessageNamesTheArtifact() {
    assertThatThrownBy(() -> Dcgan.load(Path.of("model")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("org.dcgan:dcgan-tensorflow");
  }

  @Test
  void givenSeveralInvalidSettings_whenBuilt_thenAllAreReportedBeforeAnEngineIsSearched() {
    assertThatThrownBy(() -> Dcgan.builder().resolution(48).width(0).threads(-1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 48")
        .hasMessageContaining("width must be from 1 to 4096 feature maps, got 0")
        .hasMessageContaining("threads must be at least 1, or 0 for all processors, got -1");
  }

  @Test
  void givenArchitectureAndDerivedSetting_whenBuilt_thenConflictIsReported() {
    assertThatThrownBy(
            () -> Dcgan.builder().architecture(Architecture.svhn32()).latentDim(10).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got an architecture and latentDim");
  }

  @Test
  void givenEngine_whenBuilt_thenItReceivesTheSettingsOfTheBuilder(@TempDir Path folder)
      throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(DcganEngine.class.getName()), RecordingEngine.class.getName());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);

      assertThatThrownBy(
              () ->
                  Dcgan.builder()
                      .resolution(32)
                      .channels(1)
                      .width(16)
                      .kernel(3)
                      .latentDim(7)
                      .latentDistribution(LatentDistribution.GAUSSIAN)
                      .seed(5)
                      .precision(Precision.FLOAT32)
                      .device(Device.CPU)
                      .threads(2)
                      .convolutions(ConvolutionChoice.FIXED)
                      .build())
          .isInstanceOf(UnsupportedOperationException.class);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }

    assertThat(RecordingEngine.ASKED)
        .containsExactly(
            new ModelSpec(
                Architecture.builder()
                    .resolution(32)
                    .channels(1)
                    .width(16)
                    .kernel(3)
                    .latentDim(7)
                    .latentDistribution(LatentDistribution.GAUSSIAN)
                    .build(),
                5),
            new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2)
                .withConvolutions(ConvolutionChoice.FIXED));
  }

  /** An engine that notes what it is asked for. */
  public static final class RecordingEngine implements DcganEngine {
    private static final List<Object> ASKED = new ArrayList<>();

    /** Found by the service loader. */
    public RecordingEngine() {}

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public Dcgan create(ModelSpec spec, RuntimeOptions runtime) {
      ASKED.add(spec);
      ASKED.add(runtime);
      throw new UnsupportedOperationException("it only takes notes");
    }

    @Override
    public Dcgan load(Path directory, RuntimeOptions runtime) {
      throw new UnsupportedOperationException("it only takes notes");
    }

    @Override
    public ModelInfo info(Path directory) {
      throw new UnsupportedOperationException("it only takes notes");
    }
  }
}
