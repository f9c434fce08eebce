package org.dcgan.eval.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a report fail without taking hours of training with it: says so once, and goes on. */
final class Tolerance {
  private static final Logger LOG = LoggerFactory.getLogger(Tolerance.class);

  private final String what;
  private boolean said;

  /**
   * Names the report.
   *
   * @param what for example "the loss chart"
   */
  Tolerance(String what) {
    this.what = what;
  }

  /** What a report does. */
  @FunctionalInterface
  interface Attempt {
    void run() throws IOException;
  }

  /** Begins a report; a failure here ends the training, which has cost nothing yet. */
  void insist(Attempt attempt) {
    said = false;
    try {
      attempt.run();
    } catch (IOException e) {
      throw new UncheckedIOException(
          what + " cannot be written: " + e + "; choose a folder that can be written to", e);
    }
  }

  /** Goes on with a report. */
  void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | UncheckedIOException e) {
      if (!said) {
        said = true;
        LOG.warn(
            "{} could not be written ({}); training goes on, and so do attempts to write it",
            what,
            e.toString());
      }
    }
  }
}
