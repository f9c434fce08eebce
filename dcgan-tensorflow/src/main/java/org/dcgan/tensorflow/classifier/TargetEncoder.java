package org.dcgan.tensorflow.classifier;

/** Encodes the known content of the images that a {@link SupervisedNetwork} is trained on. */
@FunctionalInterface
public interface TargetEncoder {

  /**
   * Writes the targets of an image.
   *
   * @param index index of the image in its source
   * @param labels filled with 1 for each label that applies and 0 for the others
   * @param values filled with the real values, of the order of 1
   * @param weights filled with the weight of each value's squared error; 0 for values without a
   *     meaning
   */
  void describe(int index, float[] labels, float[] values, float[] weights);
}
