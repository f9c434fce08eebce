package org.dcgan.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.dcgan.Precision;
import org.dcgan.datasets.InMemoryDataset;
import org.dcgan.eval.features.CachedFeatures;
import org.dcgan.eval.features.RawPixels;
import org.dcgan.eval.metrics.FrechetDistance;
import org.dcgan.feature.FeatureExtractor;
import org.dcgan.feature.Features;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Images;
import org.dcgan.progress.ProgressListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceEvaluationTest {
  private static final ImageShape SHAPE = ImageShape.square(2, 3);
  private static final int COUNT = 40;
  private static final RaceSettings SETTINGS =
      new RaceSettings("cifar", List.of(1.0, 2.0), 64, Precision.FLOAT32, 42, COUNT);

  @TempDir private Path folder;

  private static byte[] pixels(int count, int seed) {
    byte[] pixels = new byte[count * SHAPE.size()];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  private static InMemoryDataset images(int count, int seed) {
    return InMemoryDataset.ofPixels(SHAPE, pixels(count, seed));
  }

  /** Pixels as features, and how many images they were computed of. */
  private static final class Counting implements FeatureExtractor {
    private final RawPixels pixels = new RawPixels(SHAPE);
    private int images;

    @Override
    public int dimension() {
      return pixels.dimension();
    }

    @Override
    public ImageShape inputShape() {
      return SHAPE;
    }

    @Override
    public Features extract(Images batch) {
      images += batch.count();
      return pixels.extract(batch);
    }
  }

  private void train(int times) throws IOException {
    RaceSamples samples = new RaceSamples(folder.resolve("paper"));
    for (int time = 1; time <= times; time++) {
      samples.add("a runtime", Duration.ofMinutes(time), 10 * time, 16, images(COUNT, time));
    }
  }

  private RaceEvaluation.Evaluated evaluated(FeatureExtractor extractor, int curveImages)
      throws IOException {
    return new RaceEvaluation(
            extractor, images(2 * COUNT, 0), COUNT, curveImages, 5, ProgressListener.none())
        .evaluate(RaceEntry.PAPER, folder.resolve("paper"), SETTINGS);
  }

  @Test
  void givenSamples_whenEvaluated_thenDistancesAreThoseToTheFirstHalfOfTheTrainingSet()
      throws IOException {
    train(2);

    RaceEvaluation.Evaluated result = evaluated(new RawPixels(SHAPE), COUNT);

    RawPixels extractor = new RawPixels(SHAPE);
    Features real = extractor.extract(Images.read(images(2 * COUNT, 0).take(COUNT), all()));
    for (int time = 1; time <= 2; time++) {
      double expected =
          FrechetDistance.between(real, extractor.extract(Images.read(images(COUNT, time), all())));
      assertThat(result.curve().get(time - 1).distance()).isCloseTo(expected, within(1e-9));
      assertThat(result.curve().get(time - 1).seconds()).isEqualTo(60 * time);
    }
    assertThat(result.distance()).isEqualTo(result.curve().get(1).distance());
    assertThat(result.imagesPerSecond()).isCloseTo(320 / 120.0, within(1e-9));
    assertThat(result.machine()).isEqualTo(Machine.here().describe());
  }

  private static int[] all() {
    int[] all = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      all[i] = i;
    }
    return all;
  }

  @Test
  void givenAnEvaluationThatWasInterrupted_whenItIsRepeated_thenNoFeatureIsComputedTwice()
      throws IOException {
    train(2);
    Counting network = new Counting();
    RaceEvaluation.Evaluated expected = evaluated(network, 30);
    int computed = network.images;
    assertThat(computed).isEqualTo(2 * COUNT + 30 + COUNT);
    network.images = 0;
    Path pack = folder.resolve("paper/at-00120-s.pack");
    Path away = folder.resolve("away.pack");
    Files.move(pack, away);

    try (CachedFeatures cached = CachedFeatures.open(network, folder.resolve("features"))) {
      assertThatThrownBy(() -> evaluated(cached, 30)).isInstanceOf(IOException.class);
    }
    Files.move(away, pack);
    RaceEvaluation.Evaluated result;
    try (CachedFeatures cached = CachedFeatures.open(network, folder.resolve("features"))) {
      result = evaluated(cached, 30);
    }

    // Each opening computes two test images.
    assertThat(network.images).isEqualTo(computed + 2 * 2);
    assertThat(result).isEqualTo(expected);
  }

  @Test
  void givenAnEntryThatWasInterrupted_whenEvaluated_thenItIsRefused() throws IOException {
    assertThat(RaceSamples.isComplete(folder.resolve("paper"), SETTINGS)).isFalse();
    train(1);

    assertThat(RaceSamples.isComplete(folder.resolve("paper"), SETTINGS)).isFalse();
    assertThatThrownBy(() -> evaluated(new RawPixels(SHAPE), COUNT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("paper")
        .hasMessageContaining("all 2 times of the race");
  }

  @Test
  void givenAListOfAnEarlierVersion_whenRead_thenTheMachineIsUnknown() throws IOException {
    Files.createDirectories(folder.resolve("paper"));
    Files.writeString(
        folder.resolve("paper/samples.json"),
        "{\"runtime\":\"a\",\"taken\":[{\"seconds\":60.1,\"steps\":3,\"images\":48,\"file\":\"b\"},"
            + "{\"seconds\":120.1,\"steps\":6,\"images\":96,\"file\":\"c\"}]}");

    RaceSamples.Listing listing = RaceSamples.read(folder.resolve("paper"), SETTINGS);

    assertThat(listing.machine()).isNull();
    assertThat(listing.taken()).hasSize(2);
  }

  @Test
  void givenTimesThatDoNotAscend_whenARaceBegins_thenItIsRefused() {
    for (List<Double> minutes :
        List.of(List.of(2.0, 1.0), List.of(0.0), List.of(1.0, 1.005), List.of(Double.NaN))) {
      assertThatThrownBy(() -> new RaceSettings("cifar", minutes, 64, Precision.FLOAT32, 42, COUNT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--minutes")
          .hasMessageContaining(minutes.toString());
    }
  }

  @Test
  void givenOtherSettings_whenARaceGoesOn_thenItIsRefused() throws IOException {
    SETTINGS.write(folder);
    SETTINGS.write(folder);
    assertThat(RaceSettings.read(folder)).isEqualTo(SETTINGS);

    RaceSettings other =
        new RaceSettings("cifar", List.of(1.0, 2.0), 32, Precision.FLOAT32, 42, COUNT);
    assertThatThrownBy(() -> other.write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("width=64")
        .hasMessageContaining("width=32")
        .hasMessageContaining("--out");
    assertThatThrownBy(() -> RaceSettings.read(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no race");
  }
}
