package org.dcgan.tensorflow.tuning;

/** A training was asked to end while its convolutions were measured, before its first step. */
public final class MeasuringStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception. */
  public MeasuringStoppedException() {
    super("the training was asked to end while its convolutions were measured");
  }
}
