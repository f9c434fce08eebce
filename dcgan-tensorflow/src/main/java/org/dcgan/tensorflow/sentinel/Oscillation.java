package org.dcgan.tensorflow.sentinel;

import java.util.Locale;

/**
 * Detects filters of G's last convolution that have collapsed to a single oscillating mode, the
 * failure that the paper mentions in its section 7.
 *
 * <p>A filter of a transposed (fractionally-strided) convolution upsamples its map by inserting
 * zeros, which repeats the map's spectrum, and convolves the result with its kernel, which
 * multiplies that spectrum by the kernel's. The contribution of one filter to the image before the
 * tanh therefore has, at each frequency, the power |map|^2 |kernel|^2, except near the borders. The
 * power of a normal filter is distributed over many frequencies, most of it at low ones. A
 * collapsed filter has a nearly constant map and a kernel with a mean near zero; it contributes the
 * same plane wave everywhere, usually that of the highest frequency, a checkerboard.
 *
 * @param collapsed filters with at least half of their energy in one wave with a period of 4 pixels
 *     or less
 * @param filters the number of all filters
 * @param share the share of the energy of all filters, without the mean brightness, in the waves of
 *     the collapsed ones
 * @param rows the vertical period of the strongest such wave, in pixels; infinite without one
 * @param columns the horizontal period of the strongest such wave, in pixels; infinite without one
 */
public record Oscillation(int collapsed, int filters, double share, double rows, double columns) {
  /** The share of a filter's energy in one wave from which on the filter counts as collapsed. */
  private static final double COLLAPSED = 0.5;

  /** The longest period in pixels that counts; real images have little energy at such periods. */
  private static final double LONGEST_PERIOD = 4;

  /**
   * Measures the oscillation of all filters.
   *
   * @param inputs the inputs and the kernel of G's last convolution
   * @return the number of collapsed filters and the share of their waves
   */
  public static Oscillation of(LastConvolutionInputs inputs) {
    int side = inputs.layer().side();
    int inputSide = inputs.inputSide();
    int filters = inputs.layer().inputMaps();
    double structure = 0;
    double waves = 0;
    double strongest = 0;
    int collapsed = 0;
    int where = 0;
    for (int filter = 0; filter < filters; filter++) {
      double[] map = Spectrum.ofMaps(inputs.maps(), inputs.count(), inputSide, filters, filter);
      double[] kernel =
          Spectrum.ofKernel(
              inputs.kernel(),
              inputs.layer().convolution().kernel(),
              inputs.layer().maps(),
              filters,
              filter,
              side);
      double total = 0;
      double peak = 0;
      int peakAt = 0;
      for (int i = 0; i < kernel.length; i++) {
        int u = i / side;
        int v = i % side;
        // In place: the power of the filter's contribution to the image.
        kernel[i] *= map[u % inputSide * inputSide + v % inputSide];
        total += kernel[i];
      }
      for (int i = 1; i < kernel.length; i++) {
        double wave = wave(kernel, i, side);
        if (isShort(i, side) && wave > peak) {
          peak = wave;
          peakAt = i;
        }
      }
      structure += total - kernel[0];
      if (total > 0 && peak >= COLLAPSED * total) {
        collapsed++;
        waves += peak;
        if (peak > strongest) {
          strongest = peak;
          where = peakAt;
        }
      }
    }
    return new Oscillation(
        collapsed,
        filters,
        structure > 0 ? waves / structure : 0,
        side / (double) Math.abs(signed(where / side, side)),
        side / (double) Math.abs(signed(where % side, side)));
  }

  /** The power of a plane wave, which consists of a frequency and its opposite. */
  private static double wave(double[] power, int i, int side) {
    int opposite = (side - i / side) % side * side + (side - i % side) % side;
    return opposite == i ? power[i] : power[i] + power[opposite];
  }

  private static boolean isShort(int i, int side) {
    return Math.hypot(signed(i / side, side), signed(i % side, side)) * LONGEST_PERIOD >= side;
  }

  private static int signed(int frequency, int side) {
    return frequency <= side / 2 ? frequency : frequency - side;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d filters have collapsed to one wave each, with %.1f%% of the energy of all filters"
            + " (the strongest has a period of %.3g pixels vertically and %.3g horizontally)",
        collapsed,
        filters,
        100 * share,
        rows,
        columns);
  }
}
