package org.dcgan.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcgan.Dcgan;
import org.dcgan.Device;
import org.dcgan.ModelFormatException;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.SamplingOptions;
import org.dcgan.architecture.BatchNormMode;
import org.dcgan.feature.FeatureLayout;
import org.dcgan.feature.FeatureOptions;
import org.dcgan.feature.Features;
import org.dcgan.image.Images;
import org.dcgan.latent.Latents;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.testing.RealData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authors' released weights give the outputs that were computed in float64. */
class AuthorsReleaseTest {
  private static final RuntimeOptions FLOAT32 =
      new RuntimeOptions(Precision.FLOAT32, Device.CPU, 2);

  private static Path release() {
    Path release = RealData.folder("authors-svhn-dcgan");
    return release;
  }

  @Test
  void givenTheAuthorsWeights_whenTheirLatentsAreGenerated_thenImagesAreTheAuthors()
      throws IOException {
    Path release = release();
    Npy z = Npy.read(release.resolve("golden/z.npy"));
    Npy golden = Npy.read(release.resolve("golden/images_nhwc.npy"));
    try (Dcgan dcgan = AuthorsRelease.svhn(release, FLOAT32)) {
      Images images =
          dcgan
              .generator()
              .generate(
                  Latents.of(100, z.values()),
                  SamplingOptions.DEFAULT.withBatchNorm(BatchNormMode.BATCH));
      assertThat(images.count()).isEqualTo(32);
      assertThat(images.toArray()).containsExactly(golden.values(), within(1e-3f));
    }
  }

  @Test
  void givenTheAuthorsWeights_whenGoldenImagesAreScored_thenProbabilitiesAreTheAuthors()
      throws IOException {
    Path release = release();
    Npy golden = Npy.read(release.resolve("golden/scores.npy"));
    try (Dcgan dcgan = AuthorsRelease.svhn(release, FLOAT32)) {
      float[] probabilities =
          dcgan.discriminator().probabilities(goldenImages(dcgan, release), BatchNormMode.BATCH);
      assertThat(probabilities).containsExactly(golden.values(), within(1e-3f));
    }
  }

  @Test
  void givenTheAuthorsWeights_whenFeaturesAreExtracted_thenTheyAreTheAuthors7168InTheirOrder()
      throws IOException {
    Path release = release();
    Npy golden = Npy.read(release.resolve("golden/features_chw.npy"));
    assertThat(golden.shape()).isEqualTo(List.of(32, 7168));
    try (Dcgan dcgan = AuthorsRelease.svhn(release, FLOAT32)) {
      Images images = goldenImages(dcgan, release);
      Features authors =
          dcgan
              .discriminator()
              .features(new FeatureOptions(BatchNormMode.BATCH, FeatureLayout.CHW))
              .extract(images);
      float[] values = new float[golden.values().length];
      authors.data().get(values);
      assertThat(values).containsExactly(golden.values(), within(1e-3f));

      Features ours =
          dcgan
              .discriminator()
              .features(new FeatureOptions(BatchNormMode.BATCH, FeatureLayout.HWC))
              .extract(images);
      // First layer: 64 maps of 4x4. Map 5 at row 2, column 3.
      assertThat(ours.value(7, (2 * 4 + 3) * 64 + 5))
          .isEqualTo(authors.value(7, 5 * 16 + 2 * 4 + 3));
    }
  }

  private static Images goldenImages(Dcgan dcgan, Path release) throws IOException {
    return Images.of(
        dcgan.architecture().image(), Npy.read(release.resolve("golden/images_nhwc.npy")).values());
  }

  @Test
  void givenAFolderWithoutTheArrays_whenImported_thenTheErrorNamesTheMissingFile(
      @TempDir Path folder) {
    assertThatThrownBy(() -> AuthorsRelease.svhn(folder, FLOAT32))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("200_gen_params.jl_01.npy")
        .hasMessageContaining("found none");
  }

  @Test
  void givenAnArrayOfAnotherShape_whenImported_thenTheErrorNamesBothShapes(@TempDir Path folder)
      throws IOException {
    Files.write(
        folder.resolve("200_gen_params.jl_01.npy"), new Npy(List.of(2, 3), new float[6]).toBytes());
    assertThatThrownBy(() -> AuthorsRelease.svhn(folder, FLOAT32))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected shape [100, 4096], got [2, 3]");
  }
}
