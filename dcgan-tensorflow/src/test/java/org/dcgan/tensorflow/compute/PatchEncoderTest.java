package org.dcgan.tensorflow.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dcgan.RuntimeOptions;
import org.dcgan.image.ImageShape;
import org.dcgan.random.SeededRandom;
import org.dcgan.tensorflow.compute.PlainPatches.Maps;
import org.junit.jupiter.api.Test;

/** The encoder against plain loops over patches, in double. */
class PatchEncoderTest {

  /** Any numbers will do for what is learned; symmetric whitening as it always is. */
  private static PatchDictionary dictionary(
      int side, int k, double contrast, long seed, int... channels) {
    int d = side * side * channels.length;
    float[] whitening = gaussian(d * d, 0, 0.3, seed, 1);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        whitening[i * d + j] = whitening[j * d + i];
      }
    }
    return new PatchDictionary(
        side,
        Arrays.stream(channels).boxed().toList(),
        contrast,
        gaussian(d, 0, 0.1, seed, 2),
        whitening,
        gaussian(k * d, 0, 1, seed, 3));
  }

  private static float[] pixels(ImageShape shape, int count) {
    SeededRandom random = SeededRandom.of(7, count);
    float[] pixels = new float[count * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return pixels;
  }

  private static Maps image(ImageShape shape, float[] pixels, int n) {
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[n * values.length + i];
    }
    return new Maps(shape.height(), shape.width(), shape.channels(), values);
  }

  @Test
  void givenMoreActivationsThanAnArrayHolds_whenCreated_thenTheLayerIsNamed() {
    ImageShape large = ImageShape.square(1024, 3);
    PatchLayer layer = new PatchLayer(List.of(dictionary(6, 2100, 10, 1, 0)), 1);

    assertThatThrownBy(() -> new PatchEncoder(large, List.of(layer), RuntimeOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 1 has 2100 maps at 1019 x 1019 positions, 2180558100 activ")
        .hasMessageContaining("use fewer maps");
  }

  private static void assertLikePlain(ImageShape shape, int count, List<PatchLayer> layers) {
    float[] pixels = pixels(shape, count);
    try (PatchEncoder encoder = new PatchEncoder(shape, layers, RuntimeOptions.DEFAULT)) {
      float[] features = encoder.features(pixels, count);
      List<Double> expected = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        for (double value : PlainPatches.features(image(shape, pixels, n), layers)) {
          expected.add(value);
        }
      }
      assertThat(encoder.dimension() * count).isEqualTo(expected.size());
      assertClose(
          "features", features, expected.stream().mapToDouble(Double::doubleValue).toArray(), 1e-4);
    }
  }

  @Test
  void
      givenColorImagesWithAnOddNumberOfPositions_whenEncoded_thenQuadrantSumsAreThoseOfPlainLoops() {
    assertLikePlain(
        new ImageShape(9, 12, 3),
        3,
        List.of(new PatchLayer(List.of(dictionary(3, 5, 10, 1, 0, 1, 2)), 1)));
  }

  @Test
  void givenGray_whenEncoded_thenQuadrantSumsAreThoseOfPlainLoops() {
    assertLikePlain(
        ImageShape.square(8, 1),
        2,
        List.of(new PatchLayer(List.of(dictionary(4, 7, 10, 2, 0)), 1)));
  }

  @Test
  void givenReceptiveFieldsAboveAveragedMaps_whenEncoded_thenAllLayersAreThoseOfPlainLoops() {
    PatchLayer first = new PatchLayer(List.of(dictionary(3, 6, 10, 3, 0, 1, 2)), 2);
    PatchLayer second =
        new PatchLayer(
            List.of(dictionary(2, 4, 0.01, 4, 0, 2, 5), dictionary(2, 3, 0.02, 5, 1, 2)), 1);
    PatchLayer third = new PatchLayer(List.of(dictionary(2, 3, 0.01, 6, 0, 3, 6)), 1);
    assertLikePlain(ImageShape.square(13, 3), 2, List.of(first, second, third));
  }

  @Test
  void givenMoreImagesThanFitTheCache_whenEncodedInChunks_thenEachIsAsItWouldBeAlone() {
    // 26 x 26 places of 800 maps: three images at a time.
    ImageShape shape = ImageShape.square(28, 1);
    List<PatchLayer> layers = List.of(new PatchLayer(List.of(dictionary(3, 800, 10, 8, 0)), 1));
    float[] pixels = pixels(shape, 5);
    try (PatchEncoder encoder = new PatchEncoder(shape, layers, RuntimeOptions.DEFAULT)) {
      float[] together = encoder.features(pixels, 5);
      float[] last =
          encoder.features(Arrays.copyOfRange(pixels, 4 * shape.size(), 5 * shape.size()), 1);
      assertClose(
          "the last",
          Arrays.copyOfRange(together, 4 * encoder.dimension(), 5 * encoder.dimension()),
          IntStream.range(0, last.length).mapToDouble(i -> last[i]).toArray(),
          1e-5);
    }
  }

  @Test
  void givenALayerToLearnFrom_whenItsMapsAreAveraged_thenTheyAreThoseOfPlainLoops() {
    ImageShape shape = ImageShape.square(10, 3);
    PatchLayer layer = new PatchLayer(List.of(dictionary(3, 5, 10, 9, 0, 1, 2)), 3);
    float[] pixels = pixels(shape, 2);
    try (PatchEncoder encoder = new PatchEncoder(shape, List.of(layer), RuntimeOptions.DEFAULT)) {
      assertThat(encoder.pooledRows()).isEqualTo(2);
      assertThat(encoder.pooledColumns()).isEqualTo(2);
      double[] expected =
          IntStream.range(0, 2)
              .mapToObj(
                  n ->
                      PlainPatches.averaged(
                              PlainPatches.activations(image(shape, pixels, n), layer), 3)
                          .values())
              .flatMapToDouble(Arrays::stream)
              .toArray();
      assertClose("maps", encoder.pooledMaps(pixels, 2), expected, 1e-4);
    }
  }

  @Test
  void givenAPatchOfOneGray_whenEncoded_thenNothingIsInfiniteOrNotANumber() {
    ImageShape shape = ImageShape.square(6, 1);
    PatchDictionary dictionary = dictionary(3, 4, 10, 10, 0);
    float[] gray = new float[shape.size()];
    Arrays.fill(gray, 77);
    try (PatchEncoder encoder =
        new PatchEncoder(
            shape, List.of(new PatchLayer(List.of(dictionary), 1)), RuntimeOptions.DEFAULT)) {
      for (float value : encoder.features(gray, 1)) {
        assertThat(value).isFinite().isNotNegative();
      }
    }
  }

  @Test
  void givenACentroidEqualToThePatch_whenEncoded_thenItsDistanceIsZero() {
    ImageShape shape = ImageShape.square(4, 1);
    float[] pixels = pixels(shape, 1);
    PatchDictionary any = dictionary(4, 2, 10, 11, 0);
    double[] x = PlainPatches.whitened(PlainPatches.patch(image(shape, pixels, 0), 0, 0, any), any);
    float[] centroids = any.centroids().clone();
    for (int i = 0; i < x.length; i++) {
      centroids[i] = (float) x[i];
    }
    PatchDictionary exact =
        new PatchDictionary(4, any.channels(), 10, any.mean(), any.whitening(), centroids);
    double[] expected = PlainPatches.triangle(x, exact);
    try (PatchEncoder encoder =
        new PatchEncoder(
            shape, List.of(new PatchLayer(List.of(exact), 1)), RuntimeOptions.DEFAULT)) {
      assertThat(encoder.features(pixels, 1)[0])
          .isCloseTo((float) expected[0], org.assertj.core.data.Offset.offset(5e-3f));
    }
  }

  @Test
  void givenPatchesLargerThanTheImage_whenBuilt_thenTheMessageSaysWhichLayer() {
    PatchLayer first = new PatchLayer(List.of(dictionary(3, 4, 10, 12, 0)), 3);
    PatchLayer second = new PatchLayer(List.of(dictionary(4, 4, 10, 12, 0)), 1);
    assertThatThrownBy(
            () ->
                new PatchEncoder(
                    ImageShape.square(8, 1), List.of(first, second), RuntimeOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 2 has patches of 4 x 4, but its input is 2 x 2");
  }

  @Test
  void givenAMissingChannel_whenBuilt_thenTheMessageNamesIt() {
    assertThatThrownBy(
            () ->
                new PatchEncoder(
                    ImageShape.square(8, 1),
                    List.of(new PatchLayer(List.of(dictionary(3, 4, 10, 13, 0, 2)), 1)),
                    RuntimeOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 1 uses channel 2, but its input has 1 channels");
  }

  @Test
  void givenSizesThatDoNotFit_whenADictionaryIsMade_thenAllOfThemAreNamed() {
    assertThatThrownBy(
            () ->
                new PatchDictionary(2, List.of(1, 0), 0, new float[3], new float[15], new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ascending")
        .hasMessageContaining("contrast must be above 0")
        .hasMessageContaining("mean must have 8 values, got 3")
        .hasMessageContaining("whitening must have 64 values, got 15");
  }
}
