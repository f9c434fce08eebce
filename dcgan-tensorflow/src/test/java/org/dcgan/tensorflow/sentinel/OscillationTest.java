package org.dcgan.tensorflow.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.dcgan.tensorflow.reference.Numbers.assertClose;
import static org.dcgan.tensorflow.reference.Numbers.doubles;
import static org.dcgan.tensorflow.reference.Numbers.floats;
import static org.dcgan.tensorflow.reference.Numbers.gaussian;

import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.tensorflow.reference.Maps;
import org.junit.jupiter.api.Test;

/** Filters that contain a single wave are distinguished from filters that contain shapes. */
class OscillationTest {
  private static final int IMAGES = 6;
  private static final int FILTERS = 8;
  private static final LayerSpec LAST =
      last(Architecture.builder().resolution(32).width(8).build());
  private static final int SIDE = 16;
  private static final int KERNEL = LAST.convolution().kernel();

  private static LayerSpec last(Architecture architecture) {
    return architecture.generatorLayers().get(architecture.generatorLayers().size() - 1);
  }

  /** Rectified noise, as after batch normalization. */
  private static float[] activations(long seed) {
    float[] maps = gaussian(IMAGES * SIDE * SIDE * FILTERS, seed);
    for (int i = 0; i < maps.length; i++) {
      maps[i] = Math.max(0, maps[i]);
    }
    return maps;
  }

  private static float[] kernel(long seed) {
    return gaussian(KERNEL * KERNEL * 3 * FILTERS, 0, 0.02, seed);
  }

  /** Makes a filter's map one gray and its kernel a wave. */
  private static void collapse(float[] maps, float[] kernel, int filter, float sign) {
    for (int i = filter; i < maps.length; i += FILTERS) {
      maps[i] = 1;
    }
    for (int y = 0; y < KERNEL; y++) {
      for (int x = 0; x < KERNEL; x++) {
        for (int channel = 0; channel < 3; channel++) {
          kernel[((y * KERNEL + x) * 3 + channel) * FILTERS + filter] =
              ((x + y) % 2 == 0 ? 0.12f : -0.13f) * sign;
        }
      }
    }
  }

  private static Oscillation seen(float[] maps, float[] kernel) {
    return Oscillation.of(new LastConvolutionInputs(LAST, IMAGES, maps, kernel));
  }

  @Test
  void givenRandomFilters_whenInspected_thenNoCollapseIsReported() {
    for (long seed = 0; seed < 10; seed++) {
      assertThat(seen(activations(seed), kernel(100 + seed)).share()).isLessThan(0.05);
    }
  }

  @Test
  void givenConstantFilters_whenInspected_thenNoCollapseIsReported() {
    float[] maps = new float[IMAGES * SIDE * SIDE * FILTERS];
    java.util.Arrays.fill(maps, 1);
    float[] kernel = new float[KERNEL * KERNEL * 3 * FILTERS];
    java.util.Arrays.fill(kernel, 0.1f);
    assertThat(seen(maps, kernel).collapsed()).isZero();
  }

  @Test
  void givenFiltersOfZeros_whenInspected_thenNoOscillationIsReported() {
    Oscillation seen = seen(new float[IMAGES * SIDE * SIDE * FILTERS], kernel(1));
    assertThat(seen.collapsed()).isZero();
    assertThat(seen.share()).isZero();
  }

  @Test
  void givenThreeOscillatingFilters_whenInspected_thenTheyAreCountedAndTheirPeriodIsNamed() {
    float[] maps = activations(1);
    float[] kernel = kernel(2);
    for (int filter : new int[] {1, 4, 6}) {
      collapse(maps, kernel, filter, filter == 4 ? -1 : 1);
    }
    Oscillation seen = seen(maps, kernel);
    assertThat(seen.collapsed()).isEqualTo(3);
    assertThat(seen.filters()).isEqualTo(FILTERS);
    assertThat(seen.share()).isBetween(0.5, 1.0);
    assertThat(seen.rows()).isEqualTo(2);
    assertThat(seen.columns()).isEqualTo(2);
    assertThat(seen.toString())
        .startsWith("3 of 8 filters have collapsed to one wave each, ")
        .contains("period of 2.00 pixels vertically and 2.00 horizontally");
  }

  @Test
  void givenAMap_whenItsSpectrumIsTaken_thenItIsThatOfThePlainSum() {
    float[] maps = gaussian(2 * 8 * 8 * 3, 5);
    double[] expected = new double[64];
    for (int image = 0; image < 2; image++) {
      float[] map = new float[64];
      for (int i = 0; i < 64; i++) {
        map[i] = maps[(image * 64 + i) * 3 + 1];
      }
      double[] power = plainPower(map, 8);
      for (int i = 0; i < 64; i++) {
        expected[i] += power[i] / 2;
      }
    }
    assertClose("power", floats(Spectrum.ofMaps(maps, 2, 8, 3, 1)), expected, 1e-6);
  }

  /** What a filter paints onto a canvas without borders has the product of both spectra. */
  @Test
  void givenAMapAndAKernel_whenConvolvedByPlainLoops_thenTheSpectrumIsTheProductOfTheirSpectra() {
    int inputSide = 8;
    int side = 16;
    int size = 5;
    // Zeros around, so that nothing is lost over the borders.
    float[] map = new float[inputSide * inputSide];
    float[] inner = gaussian(16, 3);
    for (int i = 0; i < 16; i++) {
      map[(2 + i / 4) * inputSide + 2 + i % 4] = inner[i];
    }
    float[] kernel = gaussian(size * size * 2, 4);
    double[] painted =
        new Maps(1, inputSide, 1, doubles(map))
            .transposeConvolved(doubles(kernel), size, 2, 2)
            .values();
    double[] expected = new double[side * side];
    for (int channel = 0; channel < 2; channel++) {
      float[] plane = new float[side * side];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) painted[2 * i + channel];
      }
      double[] power = plainPower(plane, side);
      for (int i = 0; i < power.length; i++) {
        expected[i] += power[i];
      }
    }
    double[] ofMap = Spectrum.ofMaps(map, 1, inputSide, 1, 0);
    double[] product = Spectrum.ofKernel(kernel, size, 2, 1, 0, side);
    for (int i = 0; i < product.length; i++) {
      product[i] *= ofMap[i / side % inputSide * inputSide + i % side % inputSide];
    }
    assertClose("power", floats(product), expected, 1e-5);
  }

  private static double[] plainPower(float[] values, int side) {
    double[] power = new double[side * side];
    for (int u = 0; u < side; u++) {
      for (int v = 0; v < side; v++) {
        double re = 0;
        double im = 0;
        for (int y = 0; y < side; y++) {
          for (int x = 0; x < side; x++) {
            double angle = 2 * Math.PI * (u * y + v * x) / side;
            re += values[y * side + x] * Math.cos(angle);
            im += values[y * side + x] * Math.sin(angle);
          }
        }
        power[u * side + v] = re * re + im * im;
      }
    }
    return power;
  }

  @Test
  void givenImages_whenTheirDiversityIsTaken_thenItIsTheMedianDistanceToTheNearestOther() {
    // On a line at 0, 1, 3, 7: nearest others at 1, 1, 2, 4.
    float[] images = {0, 0, 1, 0, 3, 0, 7, 0};
    // The median is taken of squares: between 1 and 4.
    assertThat(Diversity.of(java.nio.FloatBuffer.wrap(images), 4, 2))
        .isCloseTo(Math.sqrt((1 + 4) / 2.0), within(1e-9));
    assertThat(Diversity.of(new byte[] {0, 0, (byte) 255, 0, 10, 20, 10, 20}, 4, 2))
        .isCloseTo(
            Math.sqrt((0 + Math.pow(10 / 127.5, 2) + Math.pow(20 / 127.5, 2)) / 2), within(1e-6));
    assertThat(Diversity.of(new byte[16], 8, 2)).isZero();
  }
}
