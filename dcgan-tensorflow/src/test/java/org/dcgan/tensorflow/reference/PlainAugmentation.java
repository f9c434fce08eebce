package org.dcgan.tensorflow.reference;

/** DiffAugment's changes of one image by plain loops, from the formulas of its authors' code. */
public final class PlainAugmentation {
  private final int side;
  private final int channels;

  public PlainAugmentation(int side, int channels) {
    this.side = side;
    this.channels = channels;
  }

  private int at(int row, int column, int channel) {
    return (row * side + column) * channels + channel;
  }

  public double[] brighter(double[] image, double more) {
    double[] changed = image.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] += more;
    }
    return changed;
  }

  /** x.mean(channels) + (x - x.mean(channels)) * factor. */
  public double[] saturated(double[] image, double factor) {
    double[] changed = new double[image.length];
    for (int pixel = 0; pixel < side * side; pixel++) {
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += image[pixel * channels + c] / channels;
      }
      for (int c = 0; c < channels; c++) {
        int i = pixel * channels + c;
        changed[i] = mean + (image[i] - mean) * factor;
      }
    }
    return changed;
  }

  /** x.mean() + (x - x.mean()) * factor. */
  public double[] contrasted(double[] image, double factor) {
    double mean = 0;
    for (double value : image) {
      mean += value / image.length;
    }
    double[] changed = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      changed[i] = mean + (image[i] - mean) * factor;
    }
    return changed;
  }

  /** The pixel at (row, column) comes from (row + up, column + left), or is 0. */
  public double[] translated(double[] image, int up, int left) {
    double[] changed = new double[image.length];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int fromRow = row + up;
        int fromColumn = column + left;
        if (fromRow >= 0 && fromRow < side && fromColumn >= 0 && fromColumn < side) {
          for (int c = 0; c < channels; c++) {
            changed[at(row, column, c)] = image[at(fromRow, fromColumn, c)];
          }
        }
      }
    }
    return changed;
  }

  public double[] cut(double[] image, int top, int left, int size) {
    double[] changed = image.clone();
    for (int row = Math.max(0, top); row < Math.min(side, top + size); row++) {
      for (int column = Math.max(0, left); column < Math.min(side, left + size); column++) {
        for (int c = 0; c < channels; c++) {
          changed[at(row, column, c)] = 0;
        }
      }
    }
    return changed;
  }
}
