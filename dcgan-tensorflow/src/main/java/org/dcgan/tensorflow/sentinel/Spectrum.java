package org.dcgan.tensorflow.sentinel;

/** Two-dimensional power spectra: |discrete Fourier transform|^2, row-major, frequency 0 first. */
final class Spectrum {

  private Spectrum() {}

  /**
   * The power spectrum of one feature map, averaged over images.
   *
   * @param maps [count, side, side, maps]
   */
  static double[] ofMaps(float[] maps, int count, int side, int of, int map) {
    double[] mean = new double[side * side];
    double[] real = new double[side * side];
    double[] imaginary = new double[side * side];
    for (int image = 0; image < count; image++) {
      for (int i = 0; i < real.length; i++) {
        real[i] = maps[(image * side * side + i) * of + map];
        imaginary[i] = 0;
      }
      transform(real, imaginary, side);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (real[i] * real[i] + imaginary[i] * imaginary[i]) / count;
      }
    }
    return mean;
  }

  /**
   * The power spectrum of one filter, zero-padded to a square and summed over its channels.
   *
   * @param kernel [size, size, channels, filters]
   * @param side the side of the square
   */
  static double[] ofKernel(
      float[] kernel, int size, int channels, int filters, int filter, int side) {
    double[] power = new double[side * side];
    double[] cosine = new double[side];
    double[] sine = new double[side];
    for (int i = 0; i < side; i++) {
      cosine[i] = Math.cos(2 * Math.PI * i / side);
      sine[i] = Math.sin(2 * Math.PI * i / side);
    }
    for (int channel = 0; channel < channels; channel++) {
      for (int v = 0; v < side; v++) {
        double[] real = new double[size];
        double[] imaginary = new double[size];
        for (int y = 0; y < size; y++) {
          for (int x = 0; x < size; x++) {
            float value = kernel[((y * size + x) * channels + channel) * filters + filter];
            real[y] += value * cosine[v * x % side];
            imaginary[y] -= value * sine[v * x % side];
          }
        }
        for (int u = 0; u < side; u++) {
          double re = 0;
          double im = 0;
          for (int y = 0; y < size; y++) {
            double c = cosine[u * y % side];
            double s = -sine[u * y % side];
            re += real[y] * c - imaginary[y] * s;
            im += real[y] * s + imaginary[y] * c;
          }
          power[u * side + v] += re * re + im * im;
        }
      }
    }
    return power;
  }

  /** The transform of all rows, then of all columns, in place. */
  private static void transform(double[] real, double[] imaginary, int side) {
    for (int i = 0; i < side; i++) {
      transform(real, imaginary, side, i * side, 1);
    }
    for (int i = 0; i < side; i++) {
      transform(real, imaginary, side, i, side);
    }
  }

  /** By its definition, for maps whose side is not a power of two, such as those of MNIST. */
  private static void transformDirectly(
      double[] real, double[] imaginary, int n, int offset, int stride) {
    double[] re = new double[n];
    double[] im = new double[n];
    for (int u = 0; u < n; u++) {
      for (int x = 0; x < n; x++) {
        double angle = -2 * Math.PI * (u * x % n) / n;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        int from = offset + x * stride;
        re[u] += real[from] * c - imaginary[from] * s;
        im[u] += real[from] * s + imaginary[from] * c;
      }
    }
    for (int u = 0; u < n; u++) {
      real[offset + u * stride] = re[u];
      imaginary[offset + u * stride] = im[u];
    }
  }

  /** By Cooley and Tukey's algorithm if the length is a power of two. */
  private static void transform(double[] real, double[] imaginary, int n, int offset, int stride) {
    if (Integer.bitCount(n) != 1) {
      transformDirectly(real, imaginary, n, offset, stride);
      return;
    }
    for (int i = 0, j = 0; i < n; i++) {
      if (i < j) {
        swap(real, offset + i * stride, offset + j * stride);
        swap(imaginary, offset + i * stride, offset + j * stride);
      }
      int bit = n >> 1;
      while ((j & bit) != 0) {
        j ^= bit;
        bit >>= 1;
      }
      j |= bit;
    }
    for (int length = 2; length <= n; length *= 2) {
      double angle = -2 * Math.PI / length;
      for (int k = 0; k < length / 2; k++) {
        double c = Math.cos(angle * k);
        double s = Math.sin(angle * k);
        for (int start = 0; start < n; start += length) {
          int a = offset + (start + k) * stride;
          int b = offset + (start + k + length / 2) * stride;
          double re = real[b] * c - imaginary[b] * s;
          double im = real[b] * s + imaginary[b] * c;
          real[b] = real[a] - re;
          imaginary[b] = imaginary[a] - im;
          real[a] += re;
          imaginary[a] += im;
        }
      }
    }
  }

  private static void swap(double[] values, int a, int b) {
    double kept = values[a];
    values[a] = values[b];
    values[b] = kept;
  }
}
