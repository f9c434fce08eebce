package org.dcgan.tensorflow.reference;

import java.util.function.DoubleUnaryOperator;

/**
 * Feature maps in double, NHWC, with everything that the networks do to them as plain loops: the
 * definition that faster forms are held against.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Maps(int count, int side, int maps, double[] values) {

  public Maps {
    if (values.length != count * side * side * maps) {
      throw new IllegalArgumentException(
          count + "x" + side + "x" + side + "x" + maps + " from " + values.length + " values");
    }
  }

  public static Maps zeros(int count, int side, int maps) {
    return new Maps(count, side, maps, new double[count * side * side * maps]);
  }

  private int index(int n, int y, int x, int map) {
    return ((n * side + y) * side + x) * maps + map;
  }

  private boolean holds(int y, int x) {
    return y >= 0 && y < side && x >= 0 && x < side;
  }

  /** Rows of values in the order row, column, map. */
  public Maps flattened() {
    return new Maps(count, 1, side * side * maps, values);
  }

  /** With the values of a label as further constant maps, one row [classes] for each image. */
  public Maps joined(double[] labels, int classes) {
    Maps out = zeros(count, side, maps + classes);
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          for (int map = 0; map < maps; map++) {
            out.values[out.index(n, y, x, map)] = values[index(n, y, x, map)];
          }
          for (int c = 0; c < classes; c++) {
            out.values[out.index(n, y, x, maps + c)] = labels[n * classes + c];
          }
        }
      }
    }
    return out;
  }

  /** Kernel [k, k, maps in, maps out], padding k / 2 on each side. */
  public Maps convolved(double[] kernel, int k, int stride, int mapsOut) {
    Maps out = zeros(count, side / stride, mapsOut);
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < out.side; y++) {
        for (int x = 0; x < out.side; x++) {
          for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
              int fromY = y * stride + i - k / 2;
              int fromX = x * stride + j - k / 2;
              if (!holds(fromY, fromX)) {
                continue;
              }
              for (int a = 0; a < maps; a++) {
                double value = values[index(n, fromY, fromX, a)];
                for (int b = 0; b < mapsOut; b++) {
                  out.values[out.index(n, y, x, b)] +=
                      value * kernel[((i * k + j) * maps + a) * mapsOut + b];
                }
              }
            }
          }
        }
      }
    }
    return out;
  }

  /** Kernel [k, k, maps out, maps in]: each value is spread where a convolution would gather. */
  public Maps transposeConvolved(double[] kernel, int k, int stride, int mapsOut) {
    Maps out = zeros(count, side * stride, mapsOut);
    for (int n = 0; n < count; n++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
              int toY = y * stride + i - k / 2;
              int toX = x * stride + j - k / 2;
              if (!out.holds(toY, toX)) {
                continue;
              }
              for (int a = 0; a < maps; a++) {
                double value = values[index(n, y, x, a)];
                for (int b = 0; b < mapsOut; b++) {
                  out.values[out.index(n, toY, toX, b)] +=
                      value * kernel[((i * k + j) * mapsOut + b) * maps + a];
                }
              }
            }
          }
        }
      }
    }
    return out;
  }

  /** Of each map, over images and places. */
  public double[] means() {
    double[] means = new double[maps];
    for (int i = 0; i < values.length; i++) {
      means[i % maps] += values[i];
    }
    return scaled(means, maps / (double) values.length);
  }

  /** Of each map: the mean of squared deviations, not the sample's. */
  public double[] variances() {
    double[] means = means();
    double[] variances = new double[maps];
    for (int i = 0; i < values.length; i++) {
      double deviation = values[i] - means[i % maps];
      variances[i % maps] += deviation * deviation;
    }
    return scaled(variances, maps / (double) values.length);
  }

  private static double[] scaled(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  public Maps normalized(
      double[] means, double[] variances, double epsilon, double[] gain, double[] bias) {
    Maps out = zeros(count, side, maps);
    for (int i = 0; i < values.length; i++) {
      int m = i % maps;
      out.values[i] =
          (values[i] - means[m]) / Math.sqrt(variances[m] + epsilon) * gain[m] + bias[m];
    }
    return out;
  }

  public Maps normalized(double epsilon, double[] gain, double[] bias) {
    return normalized(means(), variances(), epsilon, gain, bias);
  }

  public Maps mapped(DoubleUnaryOperator function) {
    Maps out = zeros(count, side, maps);
    for (int i = 0; i < values.length; i++) {
      out.values[i] = function.applyAsDouble(values[i]);
    }
    return out;
  }

  public Maps rectified(double slope) {
    return mapped(x -> x > 0 ? x : slope * x);
  }

  /** Rows of {@code count} times a matrix [size of a row, columns]. */
  public double[] times(double[] matrix, int columns) {
    int rowSize = side * side * maps;
    double[] out = new double[count * columns];
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < rowSize; i++) {
        for (int c = 0; c < columns; c++) {
          out[n * columns + c] += values[n * rowSize + i] * matrix[i * columns + c];
        }
      }
    }
    return out;
  }

  /** The sum of products with values of the same shape: a loss with a known gradient. */
  public double dot(double[] others) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * others[i];
    }
    return sum;
  }
}
