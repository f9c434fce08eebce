package org.dcgan.tensorflow.classifier;

/** What is known about the images that a {@link SupervisedNetwork} learns from. */
@FunctionalInterface
public interface TargetEncoder {

  /**
   * Says what is in an image.
   *
   * @param index of the image in its source
   * @param labels to be filled: 1 for what is there, 0 for what is not
   * @param values to be filled: numbers about the image, of the order of 1
   * @param weights to be filled: how much errors of values count; 0 for values that mean nothing
   */
  void describe(int index, float[] labels, float[] values, float[] weights);
}
