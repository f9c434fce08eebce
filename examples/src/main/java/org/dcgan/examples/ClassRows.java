package org.dcgan.examples;

import org.dcgan.Dcgan;
import org.dcgan.SamplingOptions;
import org.dcgan.eval.report.SampleGrids;
import org.dcgan.image.ImageGrid;
import org.dcgan.latent.Labels;

/** Grids of samples of a model, which have one row for each class if the model is conditional. */
final class ClassRows {

  private ClassRows() {}

  /**
   * Returns a model for code that samples without labels.
   *
   * @param dcgan a model with or without classes
   * @return the model itself, or a view that samples all classes in turn
   */
  static Dcgan inTurn(Dcgan dcgan) {
    int classes = dcgan.architecture().classes();
    return classes == 0 ? dcgan : dcgan.withLabels(Labels.ofEachClass(classes, 1));
  }

  /**
   * Generates samples.
   *
   * @param dcgan a model with or without classes
   * @param count the number of samples; rounded up to the same number of each class
   * @param seed the random seed
   * @param options statistics, weights and truncation
   * @return the grid
   */
  static ImageGrid of(Dcgan dcgan, int count, long seed, SamplingOptions options) {
    int classes = dcgan.architecture().classes();
    if (classes == 0) {
      return SampleGrids.legible(dcgan.sample(count, seed, options));
    }
    int columns = rounded(classes, count) / classes;
    return SampleGrids.legible(dcgan.sample(Labels.ofEachClass(classes, columns), seed, options))
        .withColumns(columns);
  }

  /**
   * Returns the number of samples in a grid.
   *
   * @param classes the number of classes, or 0
   * @param count the wanted number
   * @return the number, rounded up to the same number of each class
   */
  static int rounded(int classes, int count) {
    return classes == 0 ? count : (count + classes - 1) / classes * classes;
  }
}
