package org.dcgan.tensorflow.tuning;

/**
 * Convolutions were being measured when the result was no longer needed, as that of a training that
 * was asked to end before its first step.
 */
public final class MeasuringStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception. */
  public MeasuringStoppedException() {
    super("the training was asked to end while its convolutions were measured");
  }
}
