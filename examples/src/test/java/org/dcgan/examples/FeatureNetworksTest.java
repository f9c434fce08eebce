package org.dcgan.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.dcgan.Dcgan;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.image.ImageShape;
import org.dcgan.image.ImageSource;
import org.dcgan.image.Images;
import org.dcgan.tensorflow.SavedModelFeatures;
import org.dcgan.tensorflow.SavedModels;
import org.dcgan.testing.TestImages;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that were opened are closed if what follows fails, also with an error. */
class FeatureNetworksTest {
  private static final ImageShape SHAPE = ImageShape.square(16, 3);
  private static final int COUNT = 20;

  @TempDir private static Path folder;

  @BeforeAll
  static void export() throws IOException {
    try (Dcgan dcgan = Dcgan.builder().resolution(16).width(4).latentDim(8).build()) {
      dcgan.gatherStatistics(TestImages.noise(COUNT, SHAPE), COUNT);
      SavedModels.export(dcgan, folder.resolve("network"));
    }
  }

  private static SavedModelFeatures network() throws IOException {
    return SavedModelFeatures.builder(folder.resolve("network"), SHAPE)
        .signature("features")
        .build();
  }

  private static void assertClosed(FeatureExtractor extractor) {
    Images images = Images.of(SHAPE, new float[SHAPE.size()]);
    assertThatThrownBy(() -> extractor.extract(images))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void givenAnErrorWhileTheClassesAreOpened_whenOpened_thenNetworkAndStoredFeaturesAreClosed()
      throws IOException {
    Path stored = folder.resolve("features");
    SavedModelFeatures network = network();
    Error failure = new AssertionError("no classes");
    FeatureNetworkOptions.Classes failing =
        new FeatureNetworkOptions.Classes(
            () -> {
              throw failure;
            },
            true);

    assertThatThrownBy(() -> FeatureNetworkOptions.opened(network, stored, failing))
        .isSameAs(failure);

    assertClosed(network);
    // The file of features is not locked.
    try (SavedModelFeatures again = network();
        CachedFeatures features = CachedFeatures.open(again, stored)) {
      assertThat(features.count()).isZero();
    }
  }

  @Test
  void givenTheSameOutputForFeaturesAndClasses_whenOpened_thenItIsOpenOnceAndClosedAtTheEnd()
      throws IOException {
    SavedModelFeatures network = network();
    SavedModelFeatures same = network();
    Images images = Images.of(SHAPE, new float[SHAPE.size()]);
    try (FeatureNetworkOptions.Networks networks =
        FeatureNetworkOptions.opened(
            network,
            folder.resolve("same"),
            new FeatureNetworkOptions.Classes(() -> same, false))) {
      assertClosed(same);
      assertThat(networks.features().extract(images).count()).isEqualTo(1);
    }
    assertClosed(network);
  }

  @Test
  void givenAnErrorWhileImagesAreRead_whenDistancesAreOpened_thenTheNetworkIsClosed()
      throws IOException {
    FeatureNetworkOptions.Networks networks =
        new FeatureNetworkOptions().openForTrial(SHAPE, TestImages.noise(COUNT, SHAPE), COUNT, 42);
    Error failure = new AssertionError("no image");
    ImageSource failing =
        TestImages.of(
            COUNT,
            Optional.of(SHAPE),
            index -> {
              throw failure;
            });

    assertThatThrownBy(() -> SampleDistances.from(networks, failing, COUNT, 42)).isSameAs(failure);

    assertClosed(networks.features());
  }
}
