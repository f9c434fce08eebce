package org.dcgan.tensorflow.compute;

import java.util.Arrays;
import java.util.List;

/** The features of Coates, Lee and Ng by plain loops in double precision. */
final class PlainPatches {

  private PlainPatches() {}

  /** Maps of one image: [rows, columns, channels]. */
  @SuppressWarnings("ArrayRecordComponent")
  record Maps(int rows, int columns, int channels, double[] values) {
    double at(int y, int x, int c) {
      return values[(y * columns + x) * channels + c];
    }
  }

  static Maps activations(Maps input, PatchLayer layer) {
    int rows = input.rows() - layer.side() + 1;
    int columns = input.columns() - layer.side() + 1;
    double[] values = new double[rows * columns * layer.maps()];
    int i = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        for (PatchDictionary dictionary : layer.dictionaries()) {
          for (double value :
              triangle(whitened(patch(input, y, x, dictionary), dictionary), dictionary)) {
            values[i++] = value;
          }
        }
      }
    }
    return new Maps(rows, columns, layer.maps(), values);
  }

  static double[] patch(Maps input, int top, int left, PatchDictionary dictionary) {
    double[] patch = new double[dictionary.dimension()];
    int i = 0;
    for (int y = 0; y < dictionary.side(); y++) {
      for (int x = 0; x < dictionary.side(); x++) {
        for (int channel : dictionary.channels()) {
          patch[i++] = input.at(top + y, left + x, channel);
        }
      }
    }
    return patch;
  }

  static double[] whitened(double[] patch, PatchDictionary dictionary) {
    int d = patch.length;
    double mean = Arrays.stream(patch).sum() / d;
    double variance = 0;
    for (double value : patch) {
      variance += (value - mean) * (value - mean) / (d - 1);
    }
    double[] whitened = new double[d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double normalized = (patch[j] - mean) / Math.sqrt(variance + dictionary.contrast());
        whitened[i] += dictionary.whitening()[i * d + j] * (normalized - dictionary.mean()[j]);
      }
    }
    return whitened;
  }

  static double[] triangle(double[] x, PatchDictionary dictionary) {
    double[] distances = new double[dictionary.size()];
    for (int k = 0; k < distances.length; k++) {
      for (int i = 0; i < x.length; i++) {
        double difference = x[i] - dictionary.centroids()[k * x.length + i];
        distances[k] += difference * difference;
      }
      distances[k] = Math.sqrt(distances[k]);
    }
    double mean = Arrays.stream(distances).sum() / distances.length;
    return Arrays.stream(distances).map(z -> Math.max(0, mean - z)).toArray();
  }

  static Maps averaged(Maps maps, int pool) {
    int rows = maps.rows() / pool;
    int columns = maps.columns() / pool;
    double[] values = new double[rows * columns * maps.channels()];
    for (int y = 0; y < rows * pool; y++) {
      for (int x = 0; x < columns * pool; x++) {
        for (int c = 0; c < maps.channels(); c++) {
          values[(y / pool * columns + x / pool) * maps.channels() + c] +=
              maps.at(y, x, c) / (pool * pool);
        }
      }
    }
    return new Maps(rows, columns, maps.channels(), values);
  }

  static double[] quadrants(Maps maps) {
    double[] sums = new double[4 * maps.channels()];
    for (int y = 0; y < maps.rows(); y++) {
      for (int x = 0; x < maps.columns(); x++) {
        boolean top = y < (maps.rows() + 1) / 2;
        boolean left = x < (maps.columns() + 1) / 2;
        int quadrant = (top ? 0 : 2) + (left ? 0 : 1);
        for (int c = 0; c < maps.channels(); c++) {
          sums[quadrant * maps.channels() + c] += maps.at(y, x, c);
        }
      }
    }
    return sums;
  }

  /** All layers' quadrants, one after another. */
  static double[] features(Maps image, List<PatchLayer> layers) {
    Maps input = image;
    double[] features = {};
    for (PatchLayer layer : layers) {
      Maps maps = activations(input, layer);
      double[] sums = quadrants(maps);
      int before = features.length;
      features = Arrays.copyOf(features, before + sums.length);
      System.arraycopy(sums, 0, features, before, sums.length);
      input = averaged(maps, layer.pool());
    }
    return features;
  }
}
