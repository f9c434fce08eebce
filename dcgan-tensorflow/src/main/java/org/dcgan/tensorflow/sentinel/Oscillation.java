package org.dcgan.tensorflow.sentinel;

import java.util.Locale;

/**
 * Looks for filters of G's last convolution that have collapsed to a single oscillating mode: the
 * paper's caveat of its section 7.
 *
 * <p>A filter of a fractionally-strided convolution spreads its map over a finer canvas, which
 * repeats the map's spectrum, and then blurs it with its kernel, which weighs that spectrum by the
 * kernel's own. So what one filter paints of the image before the tanh has, at each frequency, the
 * power |map|^2 |kernel|^2, the borders aside. A filter that paints shapes has its power spread
 * over many frequencies, most of it at low ones. One that has collapsed has a map that hardly
 * changes from place to place, and a kernel without a mean, and paints the same plane wave
 * everywhere, mostly the finest that there is, the chessboard.
 *
 * @param collapsed filters with at least half of their energy in one wave with a period of 4 pixels
 *     or less
 * @param filters of how many
 * @param share what the collapsed ones' waves have of the energy of all filters, brightness aside
 * @param rows the period of the strongest such wave down the image, in pixels; infinite for none
 * @param columns the same across
 */
public record Oscillation(int collapsed, int filters, double share, double rows, double columns) {
  /** A filter's share in one wave that makes it a collapsed one. */
  private static final double COLLAPSED = 0.5;

  /** In pixels: what real images have least of. */
  private static final double LONGEST_PERIOD = 4;

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
        // In place: what the filter paints.
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

  /** A plane wave is a frequency and its opposite. */
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
        "%d of %d filters paint little but one wave, %.1f%% of all structure (the strongest every"
            + " %.3g pixels down and %.3g across)",
        collapsed,
        filters,
        100 * share,
        rows,
        columns);
  }
}
