package org.dcgan.tensorflow.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToDoubleFunction;
import org.dcgan.random.SeededRandom;

/** Arrays for tests: generated, converted, differentiated, compared. */
public final class Numbers {

  private Numbers() {}

  public static float[] gaussian(int size, double mean, double deviation, long... seed) {
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  public static float[] gaussian(int size, long... seed) {
    return gaussian(size, 0, 1, seed);
  }

  public static byte[] bytes(int size, long... seed) {
    SeededRandom random = SeededRandom.of(seed);
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      values[i] = (byte) random.nextInt(256);
    }
    return values;
  }

  public static double[] doubles(float[] values) {
    double[] converted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = values[i];
    }
    return converted;
  }

  public static float[] floats(double[] values) {
    float[] converted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (float) values[i];
    }
    return converted;
  }

  /** The central difference of a function at one coordinate. */
  public static double slope(
      ToDoubleFunction<double[]> function, double[] at, int coordinate, double step) {
    double[] moved = at.clone();
    moved[coordinate] = at[coordinate] + step;
    double above = function.applyAsDouble(moved);
    moved[coordinate] = at[coordinate] - step;
    return (above - function.applyAsDouble(moved)) / (2 * step);
  }

  /** Holds some coordinates of a gradient against central differences. */
  public static void assertIsGradient(
      String what,
      float[] gradient,
      ToDoubleFunction<double[]> function,
      double[] at,
      int coordinates,
      double tolerance) {
    assertThat(gradient).as(what).hasSameSizeAs(at);
    double scale = scale(doubles(gradient));
    SeededRandom random = SeededRandom.of(what.hashCode());
    for (int i = 0; i < coordinates; i++) {
      int coordinate = random.nextInt(at.length);
      assertThat((double) gradient[coordinate])
          .as("%s at %d of %d, by finite differences", what, coordinate, at.length)
          .isCloseTo(
              slope(function, at, coordinate, 1e-5),
              org.assertj.core.api.Assertions.within(tolerance * scale));
    }
  }

  /** Equal to within a tolerance relative to the largest expected value. */
  public static void assertClose(String what, float[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double scale = scale(expected);
    assertThat(scale).as("%s: expected values that are not all 0", what).isPositive();
    for (int i = 0; i < expected.length; i++) {
      // Not AssertJ for each of a million values: a message costs more than a comparison.
      if (!(Math.abs(actual[i] - expected[i]) <= tolerance * scale)) {
        assertThat((double) actual[i])
            .as("%s at %d of %d (largest %s)", what, i, expected.length, scale)
            .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(tolerance * scale));
      }
    }
  }

  public static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
    assertClose(what, actual, doubles(expected), tolerance);
  }

  private static double scale(double[] values) {
    double scale = 0;
    for (double value : values) {
      scale = Math.max(scale, Math.abs(value));
    }
    return scale;
  }
}
