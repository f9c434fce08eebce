package org.dcgan.eval.report;

import static org.dcgan.internal.PrintableText.oneLine;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the failure of a report from ending a training: it is logged once, and training goes on.
 */
final class FailSoft {
  private static final Logger LOG = LoggerFactory.getLogger(FailSoft.class);

  private final String what;
  private boolean said;

  /**
   * Creates a handler for one report.
   *
   * @param what the name of the report for messages, for example "the loss chart"
   */
  FailSoft(String what) {
    this.what = what;
  }

  /** An action of a report that may fail. */
  @FunctionalInterface
  interface Attempt {
    void run() throws IOException;
  }

  /** Starts a report; a failure ends the training, which has only just started. */
  void insist(Attempt attempt) {
    said = false;
    try {
      attempt.run();
    } catch (IOException e) {
      throw new UncheckedIOException(
          oneLine(what + " cannot be written: " + e + "; choose a folder that can be written to"),
          e);
    }
  }

  /**
   * Starts the report of a new run, where a failure ends the training, or of a resumed run, where
   * it is logged only, since a missing report must not stop a run that has already taken hours.
   */
  void begin(boolean resumed, Attempt attempt) {
    if (resumed) {
      said = false;
      attempt(attempt);
    } else {
      insist(attempt);
    }
  }

  /** Continues a report; the first failure is logged. */
  void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | RuntimeException e) {
      if (!said) {
        said = true;
        LOG.warn(
            "{} could not be written ({}); training continues, and writing is tried again",
            oneLine(what.toString()),
            oneLine(e.toString()),
            e instanceof IOException || e instanceof UncheckedIOException ? null : e);
      }
    }
  }
}
