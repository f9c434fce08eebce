package org.dcgan.tensorflow.training;

import java.util.Arrays;
import org.dcgan.architecture.Architecture;
import org.dcgan.latent.Labels;
import org.jspecify.annotations.Nullable;

/** Labels for samples that nobody asked a class for. */
public final class SampleLabels {

  private SampleLabels() {}

  /**
   * All classes in turn.
   *
   * @param architecture the networks
   * @param count the number of labels
   * @return one-hot labels, of class 0 first; null if the networks are not conditional
   */
  public static @Nullable Labels inTurn(Architecture architecture, int count) {
    return inTurn(architecture, 0, count);
  }

  /**
   * A part of an endless sequence of all classes in turn.
   *
   * @param architecture the networks
   * @param from the index of the first label in the sequence
   * @param count the number of labels
   * @return one-hot labels, of the class {@code from % classes} first; null if the networks are not
   *     conditional
   */
  public static @Nullable Labels inTurn(Architecture architecture, long from, int count) {
    if (!architecture.isConditional()) {
      return null;
    }
    int classes = architecture.classes();
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> (int) ((from + i) % classes));
    return Labels.oneHot(classes, labels);
  }

  /**
   * The number of samples that are made where some are asked for: as many of each class, if there
   * are classes, and at least as many samples as these.
   *
   * @param architecture the networks
   * @param count the number that was asked for
   * @return the number, rounded up to a multiple of the classes unless it is below their number
   */
  static int rounded(Architecture architecture, int count) {
    int classes = architecture.classes();
    return classes == 0 || count < classes
        ? count
        : Math.multiplyExact((count - 1) / classes + 1, classes);
  }

  /**
   * All classes one after the other, for a grid with one row for each class: its number of columns
   * is the number of labels divided by that of classes, rounded up.
   *
   * @param architecture the networks
   * @param count the number of labels
   * @return one-hot labels, of class 0 first; null if the networks are not conditional
   */
  static @Nullable Labels inRows(Architecture architecture, int count) {
    if (!architecture.isConditional()) {
      return null;
    }
    int classes = architecture.classes();
    int[] labels = new int[count];
    int columns = (count + classes - 1) / classes;
    Arrays.setAll(labels, i -> i / columns);
    return Labels.oneHot(classes, labels);
  }
}
