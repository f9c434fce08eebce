package org.dcgan.eval.report;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a report fail without taking hours of training with it: says so once, and goes on. */
final class FailSoft {
  private static final Logger LOG = LoggerFactory.getLogger(FailSoft.class);

  private final String what;
  private boolean said;

  /**
   * Names the report.
   *
   * @param what for example "the loss chart"
   */
  FailSoft(String what) {
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

  /**
   * Begins a report of a fresh run, where a failure ends the training, or of a resumed one, where
   * it does not: what a run has cost counts for more than what is recorded of it.
   */
  void begin(boolean resumed, Attempt attempt) {
    if (resumed) {
      said = false;
      attempt(attempt);
    } else {
      insist(attempt);
    }
  }

  /** Goes on with a report, whatever goes wrong with it. */
  void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | RuntimeException e) {
      if (!said) {
        said = true;
        LOG.warn(
            "{} could not be written ({}); training goes on, and so do attempts to write it",
            oneLine(what.toString()),
            oneLine(e.toString()),
            e instanceof IOException || e instanceof UncheckedIOException ? null : e);
      }
    }
  }
}
