package org.dcgan.examples;

import org.dcgan.Dcgan;
import org.dcgan.latent.Labels;

/**
 * The label that a conditional model's discriminator gets where its features are to be classified:
 * the mean of all classes, 1 / classes at each index. It says nothing about the image. The image's
 * own label would be part of every layer's input, so that the features would contain the answer.
 */
final class MeanLabel {
  /** What the programs' help says about it. */
  static final String HELP =
      " The discriminator of a conditional model gets the mean of all labels with every image, so"
          + " that its features do not contain the class.";

  private MeanLabel() {}

  /**
   * Returns a model whose discriminator knows nothing of an image's class.
   *
   * @param dcgan a model with or without classes
   * @return the model itself, or a view whose discriminator and statistics pass use the mean label
   */
  static Dcgan of(Dcgan dcgan) {
    int classes = dcgan.architecture().classes();
    return classes == 0 ? dcgan : dcgan.withLabels(Labels.ofEachClass(classes, 1).mean());
  }
}
