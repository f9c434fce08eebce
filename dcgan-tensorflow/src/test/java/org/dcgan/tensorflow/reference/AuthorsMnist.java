package org.dcgan.tensorflow.reference;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The authors' conditional MNIST networks (mnist/train_cond_dcgan.py:67-112) as plain loops in
 * double, in their own layout: NCHW, true convolutions with flipped kernels, batch normalization by
 * the batch without gain and bias. Weights are given by a formula. Nothing is shared with the
 * library.
 */
public final class AuthorsMnist {
  private static final int LATENT = 100;
  private static final int CLASSES = 10;
  private static final int WIDTH = 64;
  private static final int HIDDEN = 1024;
  private static final int SEED = 7;
  private static final int KERNEL = 5;
  private static final double EPSILON = 1e-8;

  /** Weights by the authors' names and in their shapes, flat. */
  private final Map<String, double[]> weights = new LinkedHashMap<>();

  public AuthorsMnist() {
    add("gw", LATENT + CLASSES, HIDDEN);
    add("gw2", HIDDEN + CLASSES, 2 * WIDTH * SEED * SEED);
    add("gw3", 2 * WIDTH + CLASSES, WIDTH, KERNEL, KERNEL);
    add("gwx", WIDTH + CLASSES, 1, KERNEL, KERNEL);
    add("dw", WIDTH, 1 + CLASSES, KERNEL, KERNEL);
    add("dw2", 2 * WIDTH, WIDTH + CLASSES, KERNEL, KERNEL);
    add("dw3", 2 * WIDTH * SEED * SEED + CLASSES, HIDDEN);
    add("dwy", HIDDEN + CLASSES, 1);
  }

  private void add(String name, int... shape) {
    int size = 1;
    for (int dimension : shape) {
      size *= dimension;
    }
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      double digits = 43758.5453 * StrictMath.sin(12.9898 * i + name.hashCode() % 100);
      values[i] = (float) (0.1 * (digits - Math.floor(digits) - 0.5));
    }
    weights.put(name, values);
  }

  /** Values [n, channels, side, side]. */
  private record Tensor(int n, int channels, int side, double[] values) {
    double at(int image, int channel, int y, int x) {
      return y < 0 || x < 0 || y >= side || x >= side
          ? 0
          : values[((image * channels + channel) * side + y) * side + x];
    }
  }

  /** conv_cond_concat, and concatenate for rows, which are maps of 1x1. */
  private static Tensor concat(Tensor x, double[] y) {
    int channels = x.channels + CLASSES;
    Tensor out = new Tensor(x.n, channels, x.side, new double[x.n * channels * x.side * x.side]);
    int plane = x.side * x.side;
    for (int n = 0; n < x.n; n++) {
      System.arraycopy(
          x.values, n * x.channels * plane, out.values, n * channels * plane, x.channels * plane);
      for (int c = 0; c < CLASSES; c++) {
        for (int i = 0; i < plane; i++) {
          out.values[(n * channels + x.channels + c) * plane + i] = y[n * CLASSES + c];
        }
      }
    }
    return out;
  }

  private static Tensor dot(Tensor x, double[] w, int units) {
    Tensor out = new Tensor(x.n, units, 1, new double[x.n * units]);
    int inputs = x.values.length / x.n;
    for (int n = 0; n < x.n; n++) {
      for (int i = 0; i < inputs; i++) {
        for (int u = 0; u < units; u++) {
          out.values[n * units + u] += x.values[n * inputs + i] * w[i * units + u];
        }
      }
    }
    return out;
  }

  /** Weights [channels out, channels in, 5, 5], subsample 2, border 2; kernels are flipped. */
  private static Tensor conv(Tensor x, double[] w, int channels) {
    int side = x.side / 2;
    Tensor out = new Tensor(x.n, channels, side, new double[x.n * channels * side * side]);
    for (int n = 0; n < x.n; n++) {
      for (int o = 0; o < channels; o++) {
        for (int a = 0; a < side; a++) {
          for (int b = 0; b < side; b++) {
            double sum = 0;
            for (int c = 0; c < x.channels; c++) {
              for (int i = 0; i < KERNEL; i++) {
                for (int j = 0; j < KERNEL; j++) {
                  double weight =
                      w[((o * x.channels + c) * KERNEL + KERNEL - 1 - i) * KERNEL + KERNEL - 1 - j];
                  sum += x.at(n, c, 2 * a + i - 2, 2 * b + j - 2) * weight;
                }
              }
            }
            out.values[((n * channels + o) * side + a) * side + b] = sum;
          }
        }
      }
    }
    return out;
  }

  /** Weights [channels in, channels out, 5, 5]: the transpose of such a convolution. */
  private static Tensor deconv(Tensor x, double[] w, int channels) {
    int side = 2 * x.side;
    Tensor out = new Tensor(x.n, channels, side, new double[x.n * channels * side * side]);
    for (int n = 0; n < x.n; n++) {
      for (int c = 0; c < x.channels; c++) {
        for (int a = 0; a < x.side; a++) {
          for (int b = 0; b < x.side; b++) {
            double value = x.at(n, c, a, b);
            for (int o = 0; o < channels; o++) {
              for (int i = 0; i < KERNEL; i++) {
                for (int j = 0; j < KERNEL; j++) {
                  int y = 2 * a + i - 2;
                  int z = 2 * b + j - 2;
                  if (y >= 0 && z >= 0 && y < side && z < side) {
                    out.values[((n * channels + o) * side + y) * side + z] +=
                        value
                            * w[
                                ((c * channels + o) * KERNEL + KERNEL - 1 - i) * KERNEL
                                    + KERNEL
                                    - 1
                                    - j];
                  }
                }
              }
            }
          }
        }
      }
    }
    return out;
  }

  private static Tensor normalized(Tensor x) {
    int plane = x.side * x.side;
    double[] values = x.values.clone();
    for (int c = 0; c < x.channels; c++) {
      double mean = 0;
      double variance = 0;
      for (int pass = 0; pass < 2; pass++) {
        for (int n = 0; n < x.n; n++) {
          for (int i = 0; i < plane; i++) {
            double value = x.values[(n * x.channels + c) * plane + i];
            if (pass == 0) {
              mean += value / (x.n * plane);
            } else {
              variance += (value - mean) * (value - mean) / (x.n * plane);
            }
          }
        }
      }
      for (int n = 0; n < x.n; n++) {
        for (int i = 0; i < plane; i++) {
          int at = (n * x.channels + c) * plane + i;
          values[at] = (x.values[at] - mean) / Math.sqrt(variance + EPSILON);
        }
      }
    }
    return new Tensor(x.n, x.channels, x.side, values);
  }

  private static Tensor rectified(Tensor x, double leak) {
    double[] values = x.values.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] > 0 ? values[i] : leak * values[i];
    }
    return new Tensor(x.n, x.channels, x.side, values);
  }

  /** Images [n, 28, 28] in [0, 1] of latents [n, 100] and labels [n, 10]. */
  public double[] generate(double[] latents, double[] labels) {
    int n = latents.length / LATENT;
    Tensor z = concat(new Tensor(n, LATENT, 1, latents), labels);
    Tensor h = concat(rectified(normalized(dot(z, of("gw"), HIDDEN)), 0), labels);
    Tensor h2 = rectified(normalized(dot(h, of("gw2"), 2 * WIDTH * SEED * SEED)), 0);
    Tensor maps = concat(new Tensor(n, 2 * WIDTH, SEED, h2.values), labels);
    Tensor h3 = concat(rectified(normalized(deconv(maps, of("gw3"), WIDTH)), 0), labels);
    double[] images = deconv(h3, of("gwx"), 1).values;
    for (int i = 0; i < images.length; i++) {
      images[i] = 1 / (1 + Math.exp(-images[i]));
    }
    return images;
  }

  /** D's outputs before the sigmoid, of images [n, 28, 28] in [0, 1] and labels [n, 10]. */
  public double[] logits(double[] images, double[] labels) {
    int n = labels.length / CLASSES;
    Tensor x = concat(new Tensor(n, 1, 4 * SEED, images), labels);
    Tensor h = concat(rectified(conv(x, of("dw"), WIDTH), 0.2), labels);
    Tensor h2 = rectified(normalized(conv(h, of("dw2"), 2 * WIDTH)), 0.2);
    Tensor flat = concat(new Tensor(n, 2 * WIDTH * SEED * SEED, 1, h2.values), labels);
    Tensor h3 = concat(rectified(normalized(dot(flat, of("dw3"), HIDDEN)), 0.2), labels);
    return dot(h3, of("dwy"), 1).values;
  }

  /** A weight by the authors' name. */
  private double[] of(String name) {
    return requireNonNull(weights.get(name));
  }

  /**
   * The weights in the library's layout, by the library's names: kernels turned by 180 degrees with
   * their channels last, and units that are maps in the order row, column, map.
   */
  public Map<String, float[]> converted() {
    Map<String, float[]> converted = new LinkedHashMap<>();
    converted.put("generator/hidden1/weights", Numbers.floats(of("gw")));
    converted.put(
        "generator/projection/weights", columnsLast(of("gw2"), HIDDEN + CLASSES, 2 * WIDTH));
    converted.put("generator/convolution1/weights", kernel(of("gw3"), 2 * WIDTH + CLASSES, WIDTH));
    converted.put("generator/convolution2/weights", kernel(of("gwx"), WIDTH + CLASSES, 1));
    converted.put("discriminator/convolution1/weights", kernel(of("dw"), WIDTH, 1 + CLASSES));
    converted.put(
        "discriminator/convolution2/weights", kernel(of("dw2"), 2 * WIDTH, WIDTH + CLASSES));
    converted.put("discriminator/hidden1/weights", rowsLast(of("dw3"), 2 * WIDTH, HIDDEN));
    converted.put("discriminator/score/weights", Numbers.floats(of("dwy")));
    return converted;
  }

  /** [first, second, 5, 5] to [5, 5, second, first], turned. */
  private static float[] kernel(double[] w, int first, int second) {
    float[] out = new float[w.length];
    for (int f = 0; f < first; f++) {
      for (int s = 0; s < second; s++) {
        for (int i = 0; i < KERNEL; i++) {
          for (int j = 0; j < KERNEL; j++) {
            int turned = (KERNEL - 1 - i) * KERNEL + KERNEL - 1 - j;
            out[((i * KERNEL + j) * second + s) * first + f] =
                (float) w[(f * second + s) * KERNEL * KERNEL + turned];
          }
        }
      }
    }
    return out;
  }

  /** Columns (map, row, column) to (row, column, map). */
  private static float[] columnsLast(double[] w, int rows, int maps) {
    int plane = SEED * SEED;
    float[] out = new float[w.length];
    for (int row = 0; row < rows; row++) {
      for (int map = 0; map < maps; map++) {
        for (int i = 0; i < plane; i++) {
          out[row * maps * plane + i * maps + map] =
              (float) w[row * maps * plane + map * plane + i];
        }
      }
    }
    return out;
  }

  /** The first rows (map, row, column) to (row, column, map); those of the label follow. */
  private static float[] rowsLast(double[] w, int maps, int columns) {
    int plane = SEED * SEED;
    float[] out = Numbers.floats(w);
    for (int map = 0; map < maps; map++) {
      for (int i = 0; i < plane; i++) {
        for (int c = 0; c < columns; c++) {
          out[(i * maps + map) * columns + c] = (float) w[(map * plane + i) * columns + c];
        }
      }
    }
    return out;
  }
}
