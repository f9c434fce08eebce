package org.dcgan.tensorflow.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.dcgan.Device;
import org.dcgan.Precision;
import org.dcgan.RuntimeOptions;
import org.dcgan.feature.FloatFormat;
import org.dcgan.feature.RowSource;
import org.dcgan.random.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by blocks equal those of plain loops, wherever block boundaries are. */
class TallMatrixTest {
  private static final int ROWS = 45;
  private static final int COLUMNS = 13;
  private static final int COUNT = 3;

  /** Eighths, which both formats hold exactly. */
  private record Eighths(FloatFormat format) implements RowSource {
    float value(int row, int column) {
      return ((row * 31 + column * 17) % 41 - 20) / 8f;
    }

    @Override
    public int rows() {
      return ROWS;
    }

    @Override
    public int columns() {
      return COLUMNS;
    }

    @Override
    public void copyRow(int row, ByteBuffer target) {
      for (int j = 0; j < COLUMNS; j++) {
        float value = value(row, j);
        if (format == FloatFormat.FLOAT32) {
          target.putFloat(value);
        } else {
          int bits = Float.floatToIntBits(value);
          int exponent = (bits >>> 23 & 255) - 112;
          target.putShort(
              value == 0
                  ? 0
                  : (short) (bits >>> 16 & 0x8000 | exponent << 10 | bits >>> 13 & 0x3FF));
        }
      }
    }
  }

  private static float[] noise(int size, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double x(Eighths rows, int i, int j) {
    return j < COLUMNS ? rows.value(i, j) : 1;
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, true, 1000000",
    "FLOAT32, false, 0",
    "FLOAT16, true, 1000000",
    "FLOAT16, false, 1500",
    "FLOAT16, true, 0"
  })
  void givenBlocksThatDoNotDivideTheRows_whenMultiplied_thenProductsAreThoseOfPlainLoops(
      FloatFormat format, boolean ones, long memory) throws IOException {
    Eighths rows = new Eighths(format);
    int width = COLUMNS + (ones ? 1 : 0);
    float[] p = noise(COUNT * width, 1);
    float[] m = noise(ROWS * COUNT, 2);
    double[] scores = new double[ROWS * COUNT];
    double[] sums = new double[COUNT * width];
    double[] gram = new double[COUNT * width];
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < COUNT; k++) {
        for (int j = 0; j < width; j++) {
          scores[i * COUNT + k] += x(rows, i, j) * p[k * width + j];
        }
        for (int j = 0; j < width; j++) {
          sums[k * width + j] += x(rows, i, j) * m[i * COUNT + k];
          gram[k * width + j] += x(rows, i, j) * m[i * COUNT + k] * scores[i * COUNT + k];
        }
      }
    }

    try (TallMatrix matrix = new TallMatrix(rows, ones, memory, cpu(2), 16)) {
      assertThat(matrix.columns()).isEqualTo(width);
      for (int pass = 0; pass < 2; pass++) {
        float[] givenScores = new float[ROWS * COUNT];
        double[] givenGram = matrix.gramTimes(p, m, COUNT, givenScores);
        assertThat(givenGram).containsExactly(gram, within(2e-3));
        for (int i = 0; i < scores.length; i++) {
          assertThat(givenScores[i]).isCloseTo((float) scores[i], within(1e-4f));
        }
        assertThat(matrix.times(p, COUNT)).containsExactly(givenScores, within(1e-5f));
        assertThat(matrix.transposedTimes(m, COUNT)).containsExactly(sums, within(1e-3));
      }
    }
  }

  @Test
  void givenSizesThatDoNotFit_whenMultiplied_thenTheyAreRefused() {
    try (TallMatrix matrix = TallMatrix.over(new Eighths(FloatFormat.FLOAT32), 0, cpu(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> matrix.times(new float[COLUMNS], 2))
          .withMessageContaining("expected 2 vectors of 13 values, got 13 values");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> matrix.transposedTimes(new float[5], 2));
    }
  }

  @Test
  void givenAClosedMatrix_whenMultiplied_thenIllegalStateException() {
    TallMatrix matrix = TallMatrix.over(new Eighths(FloatFormat.FLOAT32), 0, cpu(1));
    matrix.close();
    matrix.close();

    assertThatIllegalStateException().isThrownBy(() -> matrix.times(new float[COLUMNS], 1));
  }

  private static RuntimeOptions cpu(int threads) {
    return new RuntimeOptions(Precision.FLOAT32, Device.CPU, threads);
  }
}
