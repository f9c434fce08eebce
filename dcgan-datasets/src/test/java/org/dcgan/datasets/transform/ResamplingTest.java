package org.dcgan.datasets.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dcgan.datasets.transform.PixelTransform.CenterCrop;
import org.dcgan.datasets.transform.PixelTransform.Crop;
import org.dcgan.datasets.transform.PixelTransform.MinResize;
import org.dcgan.image.ImageShape;
import org.dcgan.image.Pixels;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {

  @Test
  void givenFourPixels_whenReducedToTwoBilinearly_thenEachIsTheMeanOfItsTwoNeighbors() {
    // Centers of the new pixels: 2 * (0 + 0.5) - 0.5 = 0.5 and 2.5.
    assertThat(reducedRow(Resampling.BILINEAR, 2, 10, 20, 100, 200)).containsExactly(15, 150);
  }

  @Test
  void givenEightPixels_whenReducedToTwoBilinearly_thenOnlyTheMiddleOnesCount() {
    // Centers 1.5 and 5.5; this is the aliasing that the paper's resize has.
    assertThat(reducedRow(Resampling.BILINEAR, 2, 255, 10, 20, 255, 255, 30, 40, 255))
        .containsExactly(15, 35);
  }

  @Test
  void givenEightPixels_whenReducedToTwoWithAntialiasing_thenEachIsATriangleOverItsNeighborhood() {
    // Center 1.5, support 4: weights of pixels 0 to 5 are 1 - |i - 1.5| / 4 =
    // 0.625, 0.875, 0.875, 0.625, 0.375, 0.125, which add up to 3.5.
    double first =
        (0.625 * 80 + 0.875 * 10 + 0.875 * 20 + 0.625 * 70 + 0.375 * 60 + 0.125 * 30) / 3.5;
    double second =
        (0.625 * 50 + 0.875 * 40 + 0.875 * 30 + 0.625 * 60 + 0.375 * 70 + 0.125 * 20) / 3.5;
    assertThat(reducedRow(Resampling.ANTIALIASED, 2, 80, 10, 20, 70, 60, 30, 40, 50))
        .containsExactly((int) Math.round(first), (int) Math.round(second));
  }

  @ParameterizedTest
  @EnumSource
  void givenTwoPixels_whenEnlarged_thenBordersAreRepeatedAndTheMiddleIsInterpolated(
      Resampling resampling) {
    // Centers -0.25, 0.25, 0.75, 1.25.
    Pixels result = new MinResize(4, resampling).apply(gray(2, 2, 0, 100, 0, 100));
    assertThat(IntStream.range(0, 4).map(x -> result.value(1, x, 0)))
        .containsExactly(0, 25, 75, 100);
  }

  @ParameterizedTest
  @CsvSource({"250,250,64", "37,90,16", "90,37,50", "20,31,64", "128,64,64", "1,7,3"})
  void givenAnyImage_whenResizedAndCropped_thenEqualToAPlainLoop(int height, int width, int size) {
    Pixels image = noise(height, width, 3);
    for (Resampling resampling : Resampling.values()) {
      Pixels actual = new CenterCrop(size, resampling).apply(image);
      Pixels expected = new Crop(size).apply(plainMinResize(image, size, resampling));
      assertThat(actual.shape()).isEqualTo(ImageShape.square(size, 3));
      // Sums in another order may round an exact half the other way.
      for (int i = 0; i < actual.data().length; i++) {
        assertThat((actual.data()[i] & 255) - (expected.data()[i] & 255)).isBetween(-1, 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenAUniformImage_whenResized_thenItStaysUniform(Resampling resampling) {
    int[] values = new int[100 * 61];
    Arrays.fill(values, 255);
    for (byte value : new CenterCrop(17, resampling).apply(gray(100, 61, values)).data()) {
      assertThat(value & 255).isEqualTo(255);
    }
  }

  /** One row, as the first of an image high enough not to be the shorter side's limit. */
  private static int[] reducedRow(Resampling resampling, int size, int... row) {
    int[] square = new int[row.length * row.length];
    for (int i = 0; i < square.length; i++) {
      square[i] = row[i % row.length];
    }
    Pixels result = new MinResize(size, resampling).apply(gray(row.length, row.length, square));
    return IntStream.range(0, size).map(x -> result.value(0, x, 0)).toArray();
  }

  private static Pixels gray(int height, int width, int... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) values[i];
    }
    return new Pixels(new ImageShape(height, width, 1), data);
  }

  private static Pixels noise(int height, int width, int channels) {
    ImageShape shape = new ImageShape(height, width, channels);
    byte[] data = new byte[shape.size()];
    SeededRandom random = SeededRandom.of(height, width);
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) random.nextInt(256);
    }
    return new Pixels(shape, data);
  }

  /** From the definitions: every output pixel a double sum over all input pixels. */
  private static Pixels plainMinResize(Pixels image, int size, Resampling resampling) {
    ImageShape old = image.shape();
    double ratio =
        (double) Math.max(old.height(), old.width()) / Math.min(old.height(), old.width());
    int longer = (int) Math.round(ratio * size);
    ImageShape shape =
        old.height() <= old.width()
            ? new ImageShape(size, longer, old.channels())
            : new ImageShape(longer, size, old.channels());
    byte[] out = new byte[shape.size()];
    for (int y = 0, to = 0; y < shape.height(); y++) {
      double[] rows = weights(y, shape.height(), old.height(), resampling);
      for (int x = 0; x < shape.width(); x++) {
        double[] columns = weights(x, shape.width(), old.width(), resampling);
        for (int c = 0; c < shape.channels(); c++) {
          double sum = 0;
          for (int i = 0; i < old.height(); i++) {
            for (int j = 0; rows[i] > 0 && j < old.width(); j++) {
              sum += rows[i] * columns[j] * image.value(i, j, c);
            }
          }
          out[to++] = (byte) Math.round(sum);
        }
      }
    }
    return new Pixels(shape, out);
  }

  private static double[] weights(int place, int newSize, int oldSize, Resampling resampling) {
    double reduction = (double) oldSize / newSize;
    double center = (place + 0.5) * reduction - 0.5;
    double[] weights = new double[oldSize];
    if (resampling == Resampling.BILINEAR) {
      double inside = Math.max(0, Math.min(oldSize - 1, center));
      int left = (int) inside;
      int right = Math.min(oldSize - 1, left + 1);
      weights[left] += 1 - (inside - left);
      weights[right] += inside - left;
      return weights;
    }
    double support = Math.max(1, reduction);
    double sum = 0;
    for (int i = 0; i < oldSize; i++) {
      weights[i] = Math.max(0, 1 - Math.abs(i - center) / support);
      sum += weights[i];
    }
    for (int i = 0; i < oldSize; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
