package org.dcgan.eval.internal;

/** Scales rows to the range of images. */
public final class RowScaling {

  private RowScaling() {}

  /**
   * Divides each row in place by its largest absolute value; rows of zeros stay.
   *
   * @param values rows one after another
   * @param size the length of a row
   */
  public static void divideByLargest(float[] values, int size) {
    for (int from = 0; from < values.length; from += size) {
      float largest = 0;
      for (int i = from; i < from + size; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      for (int i = from; i < from + size && largest > 0; i++) {
        values[i] /= largest;
      }
    }
  }
}
